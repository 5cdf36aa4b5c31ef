"""Issuing the numbered papers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from abaca.kernel.refs import new_ref
from abaca.kernel.schedule import local_day
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line, Order, Reduction

from .credits import part_of
from .layout import PaperLine, Sale, Seller, TaxFacts, credit_note, digest, document
from .models import Correction, Invoice
from .numbering import document_number, series_code
from .queries import PaperDestroyed, papers_over
from .states import Cause, InvoiceKind

RAISE = """
INSERT INTO store_invoices_series AS s (code, last) VALUES (%s, %s)
ON CONFLICT (code) DO UPDATE SET last = s.last + excluded.last RETURNING last
"""
# where the tax rests on the part of a country, the returns of that year still ask for its postcode
DESTROY = """
UPDATE store_invoices_invoice SET digest = '', vat_id = '', destroyed_at = %s, needed_until = NULL,
    document = CASE tax_reason WHEN 'territory' THEN jsonb_build_object('buyer', jsonb_build_object(
        'country', document #> '{buyer,country}', 'postcode', document #> '{buyer,postcode}')) ELSE '{}' END
WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class Draft:
    """An invoice without a number: the line it is about, the days supplied, and how it is or will be paid.

    `paid` tells whether the money is there; `buyer`, `tax` and `vat_check` stand in where those of the order are to be
    corrected. The net is that of the order in any case.
    """

    line: Line
    begins: date
    ends: date
    method: str
    reference: str
    due_on: date | None = None
    paid: bool = False
    buyer: Mapping[str, str] | None = None
    tax: TaxFacts | None = None
    vat_check: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Credit:
    """What is to be taken back of an invoice: a net or a gross sum, or everything that is left where none is given."""

    invoice: Invoice
    cause: Cause
    net: int | None = None
    gross: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def issue(drafts: Sequence[Draft], *, at: datetime, by: str) -> list[Invoice]:
    """Give a batch its numbers and freeze it.

    Called last in a story: the row lock on the series is held to the commit, so numbers are without gap, and a rollback
    gives them back.
    """
    on = local_day(at, settings.VENDOR_TIME_ZONE)
    reductions = _reductions_of([draft.line.order_id for draft in drafts])
    series = series_code(InvoiceKind.INVOICE, on)
    first = _take_numbers(series, len(drafts))
    on = _in_turn(series, first, on)
    seller = _seller()
    invoices = []
    for n, draft in enumerate(drafts, start=first):
        paper = document(
            _sale(draft, reductions.get(draft.line.order_id, [])),
            seller,
            number=document_number(series, n),
            issued_on=on,
            due_on=draft.due_on or on,
        )
        invoices.append(_row(paper, draft.line.order, at, InvoiceKind.INVOICE))
    Invoice.objects.bulk_create(invoices)
    _record(invoices, "invoice.issued", at, by)
    return invoices


@transaction.atomic
def credit(wishes: Sequence[Credit], *, at: datetime, by: str) -> list[Invoice]:
    """Take invoices back, in full or in part, each by a credit note with its rate; return the credit notes.

    More than what is left of an invoice is refused. Everything that is left of one that was taken back before is
    nothing, and gives no paper. An invoice must not come twice in a batch.
    """
    held = {i.pk: i for i in _held([c.invoice.pk for c in wishes])}
    parts = [(c, held[c.invoice.pk], _part(c, held[c.invoice.pk])) for c in wishes]
    parts = [(c, invoice, part) for c, invoice, part in parts if any(part)]
    if not parts:
        return []
    for _wish, invoice, _sums in parts:
        if invoice.destroyed_at:  # nobody knows any more to whom a credit note would go
            raise PaperDestroyed(number=invoice.number)
    on = local_day(at, settings.VENDOR_TIME_ZONE)
    series = series_code(InvoiceKind.CREDIT_NOTE, on)
    first = _take_numbers(series, len(parts))
    on = _in_turn(series, first, on)
    notes = []
    for n, (wish, invoice, (net, tax)) in enumerate(parts, start=first):
        number = document_number(series, n)
        paper = credit_note(
            invoice.document, number=number, on=on, cause=wish.cause, net=net, tax=tax, facts=wish.facts
        )
        note = _row(paper, invoice.order, at, InvoiceKind.CREDIT_NOTE)
        note.corrects, note.cause = invoice, wish.cause
        notes.append(note)
    _take_off(notes)
    Invoice.objects.bulk_create(notes)
    _record(notes, "invoice.credited", at, by)
    return notes


@transaction.atomic
def ask_for_correction(invoice: Invoice, buyer: Mapping[str, str], *, at: datetime, by: str) -> Correction:
    """Keep a wish for other words on an invoice until somebody has looked at it; a newer one takes the place of it."""
    Invoice.objects.select_for_update().get(pk=invoice.pk)
    Correction.objects.filter(invoice=invoice, closed_at=None).update(closed_at=at, granted=False)
    wish = Correction.objects.create(ref=new_ref("cor", at), invoice=invoice, buyer=dict(buyer), asked_at=at)
    _record([invoice], "invoice.correction_asked", at, by)
    return wish


@transaction.atomic
def close_corrections(invoice: Invoice, *, granted: bool, at: datetime, by: str) -> int:
    """Answer what was wished of an invoice; return how many wishes waited."""
    closed = Correction.objects.filter(invoice=invoice, closed_at=None).update(closed_at=at, granted=granted)
    if closed and not granted:
        _record([invoice], "invoice.correction_declined", at, by)
    return closed


def _held(ids: Sequence[int]) -> list[Invoice]:
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("order__customer", "customer")
    return list(rows.filter(pk__in=ids, kind=InvoiceKind.INVOICE).order_by("pk"))


def _part(wish: Credit, invoice: Invoice) -> tuple[int, int]:
    return part_of(
        left_net=invoice.left_net,
        left_tax=invoice.left_tax,
        rate=invoice.tax_rate,
        net=wish.net,
        gross=wish.gross,
    )


def _take_off(notes: Sequence[Invoice]) -> None:
    """Let the invoices know what credit notes take of them; one statement."""
    invoices = [note.corrects for note in notes if note.corrects]
    for note, invoice in zip(notes, invoices, strict=True):
        invoice.credited_net += note.net
        invoice.credited_tax += note.tax
        invoice.standing = bool(invoice.left)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_invoices_invoice AS i SET credited_net = t.net, credited_tax = t.tax, standing = t.standing"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[]) AS t (id, net, tax, standing)"
            " WHERE i.id = t.id",
            [
                [i.pk for i in invoices],
                [i.credited_net for i in invoices],
                [i.credited_tax for i in invoices],
                [i.standing for i in invoices],
            ],
        )


def _reductions_of(order_ids: Sequence[int]) -> dict[int, list[Reduction]]:
    found: dict[int, list[Reduction]] = {}
    for reduction in Reduction.objects.filter(order__in=order_ids).order_by("order_id", "position"):
        found.setdefault(reduction.order_id, []).append(reduction)
    return found


def _take_numbers(series: str, how_many: int) -> int:
    """Raise the counter of a series under its row lock; return the first number of the block. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [series, how_many])
        return int(cursor.fetchone()[0]) - how_many + 1


def _in_turn(series: str, first: int, on: date) -> date:
    """Return the day, or that of the number before: who waited for the lock over midnight must not date back."""
    before = Invoice.objects.filter(number=document_number(series, first - 1)).values_list("issued_on", flat=True)
    return max([on, *before])


def _seller() -> Seller:
    return Seller(
        name=settings.VENDOR_LEGAL_NAME,
        street=settings.VENDOR_STREET,
        postcode=settings.VENDOR_POSTCODE,
        city=settings.VENDOR_CITY,
        country=settings.VENDOR_COUNTRY,
        vat_number=settings.VENDOR_VAT_NUMBER,
        registration=settings.VENDOR_REGISTRATION,
        oss_number=settings.VENDOR_OSS_NUMBER,
        iban=settings.VENDOR_IBAN,
        bic=settings.VENDOR_BIC,
        email=settings.VENDOR_SUPPORT_EMAIL,
        phone=settings.VENDOR_PHONE,
    )


def _sale(draft: Draft, reductions: Sequence[Reduction]) -> Sale:
    line, order = draft.line, draft.line.order
    tax = draft.tax or TaxFacts(
        order.tax_country, order.tax_category, order.tax_rate, order.tax, order.tax_reason, order.tax_scheme
    )
    gross = order.net + tax.amount
    return Sale(
        order_number=order.number,
        language=order.language,
        currency=order.currency,
        basis=order.basis,
        net=order.net,
        gross=gross,
        tax=tax,
        buyer={**(draft.buyer or {**order.billing, "vat_id": order.vat_id}), "email": order.email},
        lines=[_plan_line(line, draft), *map(_reduction_line, reductions)],
        begins=draft.begins,
        ends=draft.ends,
        method=draft.method,
        reference=draft.reference,
        paid=gross - order.credit_used if draft.paid else 0,
        credit_used=order.credit_used,
        vat_check=draft.vat_check if draft.tax else order.vat_check,
        evidence=order.evidence,
    )


def _plan_line(line: Line, draft: Draft) -> PaperLine:
    return PaperLine(
        "plan", line.description, line.quantity, line.unit, line.amount, line.net, {}, draft.begins, draft.ends
    )


def _reduction_line(less: Reduction) -> PaperLine:
    return PaperLine(less.kind, less.description, 1, -less.amount, -less.amount, -less.net, less.facts)


def _row(paper: dict[str, Any], order: Order, at: datetime, kind: InvoiceKind) -> Invoice:
    return Invoice(
        number=paper["number"],
        kind=kind,
        order=order,
        customer=order.customer,
        issued_at=at,
        issued_on=date.fromisoformat(paper["issued_on"]),
        due_on=date.fromisoformat(paper["due_on"]),
        currency=paper["currency"],
        net=paper["net"],
        tax=paper["tax"]["amount"],
        gross=paper["gross"],
        tax_country=paper["tax"]["country"],
        tax_category=paper["tax"]["category"],
        tax_rate=paper["tax"]["rate"],
        tax_scheme=paper["tax"]["scheme"],
        tax_reason=paper["tax"]["reason"],
        vat_id=paper["buyer"].get("vat_id", ""),
        begins=date.fromisoformat(paper["begins"]),
        ends=date.fromisoformat(paper["ends"]),
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


@transaction.atomic
def change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give papers of one customer to another, all or some, just as they are; return which. The story records it."""
    rows = Invoice.objects.select_for_update(no_key=True).filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    Invoice.objects.filter(pk__in=moved).update(customer=after)
    return moved


def forget_wishes(customers: Collection[int]) -> None:
    """Take out of closed wishes for other words what somebody wanted to read on his papers. The story records it."""
    Correction.objects.filter(invoice__customer__in=customers, closed_at__isnull=False).update(buyer={})


@transaction.atomic
def keep_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep papers that something still needs, to be looked at again at `until`; return how many."""
    return Invoice.objects.filter(pk__in=ids, destroyed_at=None).update(needed_until=until)


@transaction.atomic
def destroy(ids: Collection[int], *, at: datetime, by: str) -> int:
    """Take all that is printed out of those of some papers whose years are over; return how many.

    Number, days, sums and tax stay, so that the books and the row of numbers stay whole; nobody's name is among them.
    The journal tells how many papers went, and of which days.
    """
    papers = list(papers_over(ids, at).select_for_update(of=("self",)).defer("document").order_by("pk"))
    if not papers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(DESTROY, [at, [paper.pk for paper in papers]])
    Correction.objects.filter(invoice__in=papers).update(buyer={})
    kinds: dict[str, Any] = Counter(paper.kind for paper in papers)
    days = [paper.issued_on for paper in papers]
    record("papers.destroyed", "papers", at=at, by=by, first=min(days), last=max(days), **kinds)
    return len(papers)
