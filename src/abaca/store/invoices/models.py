"""The numbered papers about orders; once issued they never change."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from abaca.kernel.money import Money
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order

from .states import InvoiceKind


class Series(models.Model):
    """A row of numbers without gaps, taken under its lock."""

    code = models.CharField(max_length=20, unique=True)  # "MS27", "MS27C"
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class Invoice(models.Model):
    """An invoice or a credit note, frozen at its issue."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in InvoiceKind])
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="credited_by")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    document = models.JSONField(encoder=DjangoJSONEncoder)  # all that is printed
    digest = models.CharField(max_length=64)  # SHA-256 over the canonical document

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(kind="invoice"), name="one_invoice_per_order"),
            models.CheckConstraint(name="invoice_sums", condition=Q(gross=F("net") + F("tax")) & Q(gross__gte=0)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        return Money(self.gross, self.currency)
