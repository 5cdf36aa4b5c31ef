"""Issuing the numbered papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from abaca.kernel.schedule import local_day
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line

from .layout import Sale, Seller, digest, document
from .models import Invoice, Series
from .numbering import document_number, series_code
from .states import InvoiceKind


@dataclass(frozen=True)
class Draft:
    """An invoice without a number: the line it is about, the days supplied, and how it is or will be paid."""

    line: Line
    begins: date
    ends: date
    method: str
    reference: str
    due_on: date | None = None


@transaction.atomic
def issue(drafts: Sequence[Draft], *, at: datetime, by: str) -> list[Invoice]:
    """Give a batch its numbers and freeze it.

    Called last in a story: the row lock on the series is held to the commit, so numbers are without gap, and a rollback
    gives them back.
    """
    on = local_day(at, settings.VENDOR_TIME_ZONE)
    series = series_code(InvoiceKind.INVOICE, on)
    first = _take_numbers(series, len(drafts))
    on = _in_turn(series, first, on)
    seller = _seller()
    invoices = []
    for n, draft in enumerate(drafts, start=first):
        paper = document(
            _sale(draft),
            seller,
            kind=InvoiceKind.INVOICE,
            number=document_number(series, n),
            issued_on=on,
            due_on=draft.due_on or on,
        )
        invoices.append(_invoice(paper, draft.line, at, on))
    Invoice.objects.bulk_create(invoices)
    _record(invoices, "invoice.issued", at, by)
    return invoices


@transaction.atomic
def credit(invoices: Sequence[Invoice], *, at: datetime, by: str) -> list[Invoice]:
    """Take invoices back in full, each by a credit note with the rate of the invoice; what is credited stays so."""
    done = set(Invoice.objects.filter(corrects__in=invoices).values_list("corrects", flat=True))
    open_ones = [invoice for invoice in invoices if invoice.pk not in done]
    on = local_day(at, settings.VENDOR_TIME_ZONE)
    series = series_code(InvoiceKind.CREDIT_NOTE, on)
    first = _take_numbers(series, len(open_ones)) if open_ones else 0
    on = _in_turn(series, first, on)
    notes = []
    for n, invoice in enumerate(open_ones, start=first):
        paper = {
            **invoice.document,
            "kind": str(InvoiceKind.CREDIT_NOTE),
            "number": document_number(series, n),
            "issued_on": on.isoformat(),
            "due_on": on.isoformat(),
            "corrects": invoice.number,
        }
        note = Invoice(
            number=paper["number"],
            kind=InvoiceKind.CREDIT_NOTE,
            order=invoice.order,
            customer=invoice.customer,
            corrects=invoice,
            issued_at=at,
            issued_on=on,
            due_on=on,
            currency=invoice.currency,
            net=invoice.net,
            tax=invoice.tax,
            gross=invoice.gross,
            document=paper,
            digest=digest(paper),
        )
        notes.append(note)
    Invoice.objects.bulk_create(notes)
    _record(notes, "invoice.credited", at, by)
    return notes


def _take_numbers(series: str, how_many: int) -> int:
    """Raise the counter of a series under its row lock; return the first number of the block."""
    Series.objects.bulk_create([Series(code=series)], ignore_conflicts=True)
    row = Series.objects.select_for_update().get(code=series)
    first = row.last + 1
    Series.objects.filter(pk=row.pk).update(last=row.last + how_many)
    return first


def _in_turn(series: str, first: int, on: date) -> date:
    """Return the day, or that of the number before: who waited for the lock over midnight must not date back."""
    before = Invoice.objects.filter(number=document_number(series, first - 1)).values_list("issued_on", flat=True)
    return max([on, *before])


def _seller() -> Seller:
    return Seller(settings.VENDOR_LEGAL_NAME, settings.VENDOR_ADDRESS, settings.VENDOR_VAT_NUMBER, settings.VENDOR_IBAN)


def _sale(draft: Draft) -> Sale:
    line, order = draft.line, draft.line.order
    return Sale(
        order_number=order.number,
        language=order.language,
        currency=order.currency,
        net=order.net,
        tax=order.tax,
        gross=order.gross,
        tax_rate=order.tax_rate,
        tax_reason=order.tax_reason,
        billing=order.billing,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        begins=draft.begins,
        ends=draft.ends,
        method=draft.method,
        reference=draft.reference,
    )


def _invoice(paper: dict[str, Any], line: Line, at: datetime, on: date) -> Invoice:
    order = line.order
    return Invoice(
        number=paper["number"],
        kind=InvoiceKind.INVOICE,
        order=order,
        customer=order.customer,
        issued_at=at,
        issued_on=on,
        due_on=date.fromisoformat(paper["due_on"]),
        currency=order.currency,
        net=order.net,
        tax=order.tax,
        gross=order.gross,
        document=paper,
        digest=digest(paper),
    )


def _record(invoices: Sequence[Invoice], what: str, at: datetime, by: str) -> None:
    record_all(
        Entry(
            at=at,
            by=by,
            what=what,
            about=invoice.order.ref,
            whose=invoice.customer.ref,
            facts={"number": invoice.number, "total": str(invoice.total)},
        )
        for invoice in invoices
    )
