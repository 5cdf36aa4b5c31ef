"""What can be asked about invoices."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .models import Correction, Invoice
from .papers import Brand
from .states import Cause, InvoiceKind


class InvoiceUnknown(Refusal):
    code = "invoice_unknown"
    sentence = _("There is no such invoice in your account.")
    status = 404


def invoice_of(customer_id: int, number: str) -> Invoice:
    """Return one paper of this customer; a foreign number is no invoice at all."""
    invoice = Invoice.objects.select_related("order", "corrects").filter(customer=customer_id, number=number).first()
    if invoice is None:
        raise InvoiceUnknown
    return invoice


def papers_about(order_ids: list[int]) -> list[Invoice]:
    """Return invoices and credit notes about some orders, oldest first."""
    return list(Invoice.objects.filter(order__in=order_ids).order_by("pk"))


def invoices_by_order(order_ids: list[int]) -> dict[int, Invoice]:
    """Return the newest invoice of each order that has one; one statement."""
    rows = Invoice.objects.select_related("order", "customer").filter(order__in=order_ids, kind=InvoiceKind.INVOICE)
    return {invoice.order_id: invoice for invoice in rows.order_by("pk")}


def invoices_with_numbers(numbers: list[str]) -> dict[str, Invoice]:
    """Return some papers by their numbers; one statement."""
    rows = Invoice.objects.select_related("order", "customer").filter(number__in=numbers)
    return {invoice.number: invoice for invoice in rows}


def notes_issued(customer_id: int, cause: Cause, *, at: datetime) -> list[Invoice]:
    """Return the credit notes that a customer got at one instant for one cause, with what they take back."""
    rows = Invoice.objects.select_related("corrects__order__customer", "corrects__customer")
    return list(rows.filter(customer=customer_id, cause=cause, issued_at=at).order_by("pk"))


def invoice_by_number(number: str) -> Invoice | None:
    """Return a paper by its number, for staff."""
    return Invoice.objects.select_related("order", "customer").filter(number__iexact=number.strip()).first()


def invoices_numbered(numbers: Collection[str]) -> list[Invoice]:
    """Return the papers of these numbers; one statement."""
    return list(Invoice.objects.filter(number__in=list(numbers)).order_by("pk"))


def house_brand() -> Brand:
    """Return how papers of the house look: its logo where a setting names a file, else its name."""
    return _brand(settings.VENDOR_NAME, settings.VENDOR_LOGO)


@lru_cache(maxsize=4)
def _brand(name: str, logo: str) -> Brand:
    return Brand(name, logo=Path(logo).read_text(encoding="utf-8") if logo else "")


def waiting_corrections() -> list[Correction]:
    """Return the wishes for other words on invoices that wait for somebody, the oldest first."""
    return list(Correction.objects.select_related("invoice__customer").filter(closed_at=None))


def waiting_correction(invoice: Invoice) -> Correction | None:
    """Return what is wished of an invoice and not answered yet."""
    return invoice.corrections.filter(closed_at=None).first()


def papers_issued(begins: date, ends: date) -> Iterator[Invoice]:
    """Return invoices and credit notes that were issued in the days [begins, ends), in the order of their issue."""
    return Invoice.objects.filter(issued_on__gte=begins, issued_on__lt=ends).order_by("pk").iterator(chunk_size=200)
