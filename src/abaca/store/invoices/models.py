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
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credit_notes")
    cause = models.CharField(max_length=20, blank=True)  # why a credit note was issued
    standing = models.BooleanField(default=True)  # false for an invoice that was taken back in full
    credited_net = models.BigIntegerField(default=0)  # what credit notes have taken back of an invoice so far
    credited_tax = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    tax_country = models.CharField(max_length=2, default="", blank=True)
    tax_category = models.CharField(max_length=2, default="S")  # UNTDID 5305
    tax_rate = models.PositiveIntegerField(default=0)  # in hundredths of a per cent
    tax_scheme = models.CharField(max_length=20, default="", blank=True)
    tax_reason = models.CharField(max_length=20, default="", blank=True)
    vat_id = models.CharField(max_length=20, default="", blank=True)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    document = models.JSONField(encoder=DjangoJSONEncoder)  # all that is printed
    digest = models.CharField(max_length=64)  # SHA-256 over the canonical document
    destroyed_at = models.DateTimeField(null=True)  # since when only its number, days and sums are known
    needed_until = models.DateTimeField(null=True)  # something still needs it: looked at again then

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(kind="invoice", standing=True), name="one_standing_invoice_per_order"
            ),
            models.CheckConstraint(name="invoice_sums", condition=Q(gross=F("net") + F("tax")) & Q(gross__gte=0)),
            models.CheckConstraint(
                name="never_more_is_credited_than_was_invoiced",
                condition=Q(
                    credited_net__gte=0,
                    credited_tax__gte=0,
                    credited_net__lte=F("net"),
                    credited_tax__lte=F("tax"),
                ),
            ),
            models.CheckConstraint(
                name="a_credit_note_has_its_cause",
                condition=Q(kind="invoice", corrects__isnull=True, cause="")
                | (Q(kind="credit_note", corrects__isnull=False) & ~Q(cause="")),
            ),
        ]
        indexes = [
            models.Index(fields=["issued_on", "kind"], name="invoices_of_a_period"),
            models.Index(fields=["tax_country", "issued_on"], condition=Q(destroyed_at=None), name="invoices_kept"),
            models.Index(
                fields=["needed_until"],
                condition=Q(destroyed_at=None, needed_until__isnull=False),
                name="invoices_needed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        return Money(self.gross, self.currency)

    @property
    def left_net(self) -> int:
        """What credit notes have left of the net."""
        return self.net - self.credited_net

    @property
    def left_tax(self) -> int:
        return self.tax - self.credited_tax

    @property
    def left(self) -> Money:
        """What credit notes have left of the whole sum."""
        return Money(self.left_net + self.left_tax, self.currency)


class Correction(models.Model):
    """A customer's wish for other words on an invoice, where a person has to look at it."""

    ref = models.CharField(max_length=40, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="corrections")
    buyer = models.JSONField()  # the name, address and VAT number that shall stand on it
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)  # nothing while it waits

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(closed_at__isnull=True), name="one_open_correction_per_invoice"
            ),
            models.CheckConstraint(
                name="a_closed_correction_has_its_answer",
                condition=Q(closed_at__isnull=True, granted__isnull=True)
                | Q(closed_at__isnull=False, granted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref
