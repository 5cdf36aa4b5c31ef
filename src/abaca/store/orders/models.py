"""What was agreed, at which price."""

from django.db import models
from django.db.models import F, Q

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Plan
from abaca.store.customers.models import Customer

from .numbers import order_number
from .states import OrderKind, OrderState


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
    tax_rate = models.PositiveIntegerField()  # in hundredths of a per cent: 810 is 8.1 %
    tax_reason = models.CharField(max_length=20)  # domestic, export
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


class Line(models.Model):
    """Seats of one plan for one term."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    description = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    unit = models.BigIntegerField()
    gross = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(name="line_sums", condition=Q(gross=F("unit") * F("quantity"))),
        ]

    def __str__(self) -> str:
        return self.description
