"""How money is asked for, and how it came."""

from django.db import models
from django.db.models import Q

from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order

from .states import OPEN, AttemptState


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
    removed_at = models.DateTimeField(null=True)

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
    provider_ref = models.CharField(max_length=80)
    came_at = models.DateTimeField()

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

    def __str__(self) -> str:
        return f"entry {self.entry}"


class ProviderEvent(models.Model):
    """A notification that came from a provider; a hint to ask, kept once."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event"], name="an_event_counts_once")]

    def __str__(self) -> str:
        return self.event
