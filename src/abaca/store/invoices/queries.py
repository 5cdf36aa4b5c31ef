"""What can be asked about invoices."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day, local_instant, oldest_kept

from .models import Correction, Invoice
from .papers import Brand
from .states import Cause, InvoiceKind


class InvoiceUnknown(Refusal):
    code = "invoice_unknown"
    sentence = _("There is no such invoice in your account.")
    status = 404


class PaperDestroyed(Refusal):
    code = "paper_destroyed"
    sentence = _("{number} was destroyed when the years were over for which it had to be kept.")
    status = 410


def invoice_of(customer_id: int, number: str) -> Invoice:
    """Return one paper of this customer; a foreign number is no invoice at all, and one over its time is refused."""
    invoice = Invoice.objects.select_related("order", "corrects").filter(customer=customer_id, number=number).first()
    if invoice is None:
        raise InvoiceUnknown
    return legible(invoice)


def legible(invoice: Invoice) -> Invoice:
    """Return a paper of which everything is known that is printed; one over its time is refused."""
    if invoice.destroyed_at:
        raise PaperDestroyed(number=invoice.number)
    return invoice


def papers_about(order_ids: list[int]) -> list[Invoice]:
    """Return invoices and credit notes about some orders, oldest first, those left out whose time is over."""
    return list(Invoice.objects.filter(order__in=order_ids, destroyed_at=None).order_by("pk"))


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
    """Return the papers of these numbers that are not over their time; one statement."""
    return list(Invoice.objects.filter(number__in=list(numbers), destroyed_at=None).order_by("pk"))


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
    """Return invoices and credit notes that were issued in the days [begins, ends), in the order of their issue.

    Those over their time are left out.
    """
    rows = Invoice.objects.filter(issued_on__gte=begins, issued_on__lt=ends, destroyed_at=None)
    return rows.order_by("pk").iterator(chunk_size=200)


def over_time(at: datetime, most: int) -> list[int]:
    """Return papers whose years are over, the oldest first, but for those that something still needs."""
    due = _over_time(at).filter(Q(needed_until=None) | Q(needed_until__lte=at))
    return list(due.order_by("issued_on", "pk").values_list("pk", flat=True)[:most])


def papers_over(ids: Collection[int], at: datetime) -> QuerySet[Invoice]:
    """Return those of some papers whose years are over."""
    return _over_time(at).filter(pk__in=ids)


def _over_time(at: datetime) -> QuerySet[Invoice]:
    on, elsewhere = local_day(at, settings.VENDOR_TIME_ZONE), settings.PAPERS_KEPT_ELSEWHERE
    over = Q(issued_on__lt=oldest_kept(on, settings.PAPERS_KEPT_YEARS)) & ~Q(tax_country__in=list(elsewhere))
    for country, years in elsewhere.items():
        over |= Q(tax_country=country, issued_on__lt=oldest_kept(on, years))
    return Invoice.objects.filter(over, destroyed_at=None)


def next_over_time() -> datetime | None:
    """Return when the years of the oldest paper are over, or one that was still needed is looked at again.

    One statement for each number of years that a setting names, and one.
    """
    kept = Invoice.objects.filter(destroyed_at=None, needed_until=None)
    elsewhere = settings.PAPERS_KEPT_ELSEWHERE
    groups = [(kept.filter(tax_country=country), years) for country, years in elsewhere.items()]
    groups.append((kept.exclude(tax_country__in=list(elsewhere)), settings.PAPERS_KEPT_YEARS))
    found = [
        local_instant(date(first.year + years + 1, 1, 1), 0, settings.VENDOR_TIME_ZONE)
        for rows, years in groups
        if (first := rows.aggregate(first=Min("issued_on"))["first"])
    ]
    needed = Invoice.objects.filter(destroyed_at=None, needed_until__isnull=False)
    again: datetime | None = needed.aggregate(first=Min("needed_until"))["first"]
    return min([*found, *([again] if again else [])], default=None)
