"""How money is asked for, how it came, and how it goes back."""

from django.db import models
from django.db.models import Q

from abaca.kernel.money import Money
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order

from .states import OPEN, AttemptState, DisputeState, RefundState


class PaymentMethod(models.Model):
    """What the provider keeps for us; of a card we know brand, last four and expiry only."""

    ref = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="methods")
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)  # card, wallet
    token = models.CharField(max_length=120)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    exp_month = models.PositiveSmallIntegerField(null=True)
    exp_year = models.PositiveSmallIntegerField(null=True)
    label = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)  # in which the card was issued
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # since when nothing is charged to it
    next_at = models.DateTimeField(null=True)  # when to tell the provider to drop it
    asked = models.PositiveSmallIntegerField(default=0)  # how often the provider was told
    dropped_at = models.DateTimeField(null=True)  # since when the provider keeps it no more; its token is gone with it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_removed_methods_are_dropped",
                condition=Q(removed_at__isnull=False) | Q(next_at__isnull=True, dropped_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="method_to_drop", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.ref


class Attempt(models.Model):
    """One try to collect the money of an order."""

    key = models.CharField(max_length=120, unique=True)  # the idempotency key: purpose, order, number
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    customer_present = models.BooleanField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in AttemptState], default=AttemptState.READY)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when to send it, or to ask about it
    asked = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=80, blank=True)
    decline_code = models.CharField(max_length=60, blank=True)
    hard = models.BooleanField(default=False)
    redirect_url = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="attempts_are_numbered"),
            models.UniqueConstraint(fields=["order"], condition=Q(state__in=OPEN), name="one_open_attempt_per_order"),
            models.CheckConstraint(name="attempt_state_known", condition=Q(state__in=[str(s) for s in AttemptState])),
            models.CheckConstraint(name="attempt_amount_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["next_at"], name="attempt_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.key


class Payment(models.Model):
    """Money that came for an order; there is never a second one."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="payment")
    attempt = models.OneToOneField(Attempt, null=True, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee = models.BigIntegerField(default=0)  # what the provider kept of it
    provider_ref = models.CharField(max_length=80)
    came_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["provider_ref"], name="payment_at_its_provider")]

    def __str__(self) -> str:
        return self.provider_ref


class Refund(models.Model):
    """Money of a payment that goes back; each has a credit note, and a key of its own at the provider."""

    PROVIDER, BANK = "provider", "bank"  # by the way it came, or by hand to an account

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=120, unique=True)  # the idempotency key: order and number
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(PROVIDER, PROVIDER), (BANK, BANK)])
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    document = models.CharField(max_length=40)  # the number of the credit note
    cause = models.CharField(max_length=40)
    iban = models.CharField(max_length=34, blank=True)  # where to pay by hand; forgotten when that is done
    state = models.CharField(max_length=10, choices=[(s, s) for s in RefundState], default=RefundState.READY)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # when to send it, or to ask about it; never, where a person pays
    asked = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=80, blank=True)
    decline_code = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="refunds_are_numbered"),
            models.CheckConstraint(name="refund_state_known", condition=Q(state__in=[str(s) for s in RefundState])),
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="iban_until_paid", condition=Q(iban="") | Q(kind="bank", state="ready")),
        ]
        indexes = [models.Index(fields=["next_at"], name="refund_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> Money:
        return Money(self.amount, self.currency)


class Dispute(models.Model):
    """A charge that its payer contests at his bank; the provider has taken the money away until somebody decides."""

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in DisputeState], default=DisputeState.OPEN)
    opened_at = models.DateTimeField()
    evidence_due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    evidence = models.TextField(blank=True)
    accepted = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)  # when our side was written down
    handed_in_at = models.DateTimeField(null=True)  # when the provider took it
    next_at = models.DateTimeField(null=True)  # when to hand in what was written, or to look how it stands

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="a_dispute_counts_once"),
            models.CheckConstraint(name="dispute_state_known", condition=Q(state__in=[str(s) for s in DisputeState])),
            models.CheckConstraint(name="dispute_amount_positive", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index(fields=["next_at"], name="dispute_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.provider_ref

    @property
    def value(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def cost(self) -> Money:
        """The provider's fee, which is gone even if the dispute is won."""
        return Money(self.fee, self.currency)


class Payout(models.Model):
    """Money that a provider sent to our bank, read once."""

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]  # the order in which the provider lists them
        constraints = [models.UniqueConstraint(fields=["provider", "provider_ref"], name="a_payout_counts_once")]

    def __str__(self) -> str:
        return self.provider_ref


class Transfer(models.Model):
    """An entry of the bank's statement, read once."""

    entry = models.PositiveBigIntegerField(unique=True)
    reference = models.CharField(max_length=140, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    value_on = models.DateField()
    payer = models.CharField(max_length=140, blank=True)
    read_at = models.DateTimeField()
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="transfers")
    applied_at = models.DateTimeField(null=True)  # when it helped to pay its order
    forgotten_at = models.DateTimeField(null=True)  # since when nobody knows whose it was, and in which words it came
    needed_until = models.DateTimeField(null=True)  # something still needs its payer: looked at again then

    class Meta:
        indexes = [models.Index(fields=["value_on"], condition=Q(forgotten_at=None), name="transfer_kept")]

    def __str__(self) -> str:
        return f"entry {self.entry}"


class ProviderEvent(models.Model):
    """A notification that came from a provider; a hint to ask, kept once."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=80)
    kind = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=80, blank=True)  # the provider's ref of what it speaks of
    key = models.CharField(max_length=120)
    came_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # when to read again what it speaks of

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event"], name="an_event_counts_once")]
        indexes = [models.Index(fields=["next_at"], name="hint_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.event
