"""What was agreed, at which price."""

from django.db import models
from django.db.models import F, Q

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Plan
from abaca.store.customers.models import Customer

from .numbers import order_number
from .states import OrderKind, OrderState, ReductionKind


class Order(models.Model):
    """One agreement; names, addresses and prices in it are copies, so that the past stands still."""

    ref = models.CharField(max_length=40, unique=True)
    checkout_token = models.CharField(max_length=80, unique=True)  # a repeated submit finds its order by this
    kind = models.CharField(max_length=10, choices=[(k, k) for k in OrderKind])
    state = models.CharField(max_length=10, choices=[(s, s) for s in OrderState], default=OrderState.PLACED)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    basis = models.CharField(max_length=5, default="gross")  # gross: the advertised sum is kept; net: tax comes on top
    tax_rate = models.PositiveIntegerField()  # in hundredths of a per cent: 810 is 8.1 %
    tax_reason = models.CharField(max_length=20)  # as place_of_supply has it: domestic, oss, reverse_charge, export
    tax_country = models.CharField(max_length=2, default="", blank=True)
    tax_category = models.CharField(max_length=2, default="S")  # UNTDID 5305
    tax_scheme = models.CharField(max_length=20, default="", blank=True)
    vat_id = models.CharField(max_length=20, default="", blank=True)
    vat_check = models.JSONField(null=True)  # the register's answer that this tax rests on, with its time
    evidence = models.JSONField(default=list)  # what tells where the buyer is: [{"kind": "billing", "country": "IT"}]
    credit_used = models.BigIntegerField(default=0)  # paid from the customer's credit balance
    starts_on = models.DateField(null=True)  # the day of an upgrade; others begin when the money comes or on D
    link_edition = models.PositiveIntegerField(default=0)  # links of letters count only if they were signed for this
    email = models.EmailField(max_length=254)
    billing = models.JSONField()
    delivery = models.JSONField()
    method_kind = models.CharField(max_length=10)  # card, wallet, transfer
    method_ref = models.CharField(max_length=40, blank=True)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)  # when an unpaid first order is given up

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="order_sums", condition=Q(gross=F("net") + F("tax")) & Q(net__gte=0)),
            models.CheckConstraint(
                name="order_credit_within_its_sum", condition=Q(credit_used__gte=0, credit_used__lte=F("gross"))
            ),
            models.CheckConstraint(name="order_basis_known", condition=Q(basis__in=["gross", "net"])),
            models.CheckConstraint(name="order_state_known", condition=Q(state__in=[str(s) for s in OrderState])),
            models.CheckConstraint(
                name="order_paid_has_its_time", condition=Q(state="paid", paid_at__isnull=False) | ~Q(state="paid")
            ),
        ]
        indexes = [models.Index(fields=["lapses_at"], name="order_lapses", condition=Q(lapses_at__isnull=False))]

    def __str__(self) -> str:
        return self.ref

    @property
    def number(self) -> str:
        """What people call it."""
        return order_number(self.pk)

    @property
    def total(self) -> Money:
        return Money(self.gross, self.currency)

    @property
    def due(self) -> int:
        """What is to be paid with money, after the customer's credit balance."""
        return self.gross - self.credit_used

    @property
    def to_pay(self) -> Money:
        """The same as a sum with its currency."""
        return Money(self.due, self.currency)


class Line(models.Model):
    """Seats of one plan for one term."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    description = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    unit = models.BigIntegerField()  # of one seat, in the basis of the order
    amount = models.BigIntegerField()  # of all seats, before any reduction
    net = models.BigIntegerField()  # its share of the order's net; reductions take away from it
    months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(name="line_sums", condition=Q(amount=F("unit") * F("quantity"))),
        ]

    def __str__(self) -> str:
        return self.description


class Reduction(models.Model):
    """What makes an order cheaper, line by line: applied before tax, and explained by its facts."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="reductions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ReductionKind])
    description = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()  # in the basis of the order, what is taken away
    net = models.BigIntegerField()
    facts = models.JSONField(default=dict)  # from what it was computed, in plain figures

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_reduction_per_position"),
            models.CheckConstraint(name="reduction_not_negative", condition=Q(amount__gte=0, net__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
