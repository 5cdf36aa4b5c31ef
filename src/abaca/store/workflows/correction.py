"""An invoice with wrong words on it: a credit note in full and a new invoice, and what was paid moves over (I6).

A buyer corrects name and address within his country by himself. Another country, another VAT number, or words that
move the place of the tax, go to the staff, who correct by one click. The sums never change here: whose tax would, gets
his money back and buys anew, or has the tax refunded when the register has answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import enqueue
from abaca.store.customers.actions import AddressFacts
from abaca.store.invoices.actions import (
    Credit,
    Draft,
    ask_for_correction,
    close_corrections,
    credit,
    issue,
)
from abaca.store.invoices.layout import TaxFacts, modern
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause, InvoiceKind
from abaca.store.journal.actions import record
from abaca.store.notices.actions import draft
from abaca.store.orders.models import Line
from abaca.store.orders.states import OrderState, ReductionKind
from abaca.store.subscriptions.queries import term_of_order
from abaca.store.tax.patience import REUSE_FOR_RENEWAL
from abaca.store.tax.place_of_supply import Tax, tax_owed
from abaca.store.tax.queries import seller

from .bookkeeping import Credited, SoldTerm, book_reissued
from .taxing import buyer_of, check_facts, taxes, with_id_in_form
from .transfers import hold

DAYS = 90
PARTS = ("name", "company", "street", "postcode", "city", "country", "vat_id")


class TooLate(Refusal):
    code = "correction_too_late"
    sentence = _("An invoice can be corrected for {days} days; this one is older. Please write to us.")
    status = 409


class NotCorrectable(Refusal):
    code = "invoice_not_correctable"
    sentence = _("This invoice was taken back, in full or in part, and cannot be corrected. Please write to us.")
    status = 409


class NothingToCorrect(Refusal):
    code = "nothing_to_correct"
    sentence = _("These are the words that stand on the invoice.")
    status = 422


class TaxWouldChange(Refusal):
    code = "tax_would_change"
    sentence = _(
        "With these words another VAT applies, and the sums would change. Give the money back and let the customer buy"
        " anew, or refund the VAT when the register has confirmed the number."
    )
    status = 409


class ByHand(Refusal):
    code = "correction_by_hand"
    sentence = _("The invoice of a change of plan takes another term with it; it cannot be corrected by itself.")
    status = 409


@dataclass(frozen=True)
class Place:
    """Where a sale is taxed with some words, and what the register said of their VAT number."""

    tax: TaxFacts
    vat_check: Mapping[str, Any] | None


@dataclass(frozen=True)
class Corrected:
    """What came of a wish: the two papers, or nothing while the staff looks at it."""

    note: Invoice | None = None
    invoice: Invoice | None = None


def can_be_corrected(invoice: Invoice, *, at: datetime) -> bool:
    """Tell whether its buyer can ask for other words on an invoice."""
    try:
        _refuse(invoice, at)
    except Refusal:
        return False
    return True


def words_on(invoice: Invoice) -> dict[str, str]:
    """Return name, address and VAT number as they stand on an invoice."""
    buyer = modern(invoice.document)["buyer"]
    return {part: str(buyer.get(part, "")) for part in PARTS}


def corrects_itself(invoice: Invoice, buyer: Mapping[str, str]) -> bool:
    """Tell whether no person need look: the same country and VAT number, and the same tax as before."""
    before = words_on(invoice)
    same = all(before[part] == buyer.get(part, "") for part in ("country", "vat_id"))
    return same and _tax(before, invoice) == _tax(buyer, invoice)


@transaction.atomic
def wish(invoice: Invoice, facts: AddressFacts, *, at: datetime, by: str) -> Corrected:
    """Correct an invoice as its buyer wishes, or keep the wish for the staff.

    Refused are an old invoice, one that was taken back, wrong digits of a VAT number, and words that stand there.
    """
    buyer = with_id_in_form(facts.checked().as_copy())
    _refuse(invoice, at)
    if buyer == words_on(invoice):
        raise NothingToCorrect
    if corrects_itself(invoice, buyer) and not _is_of_an_upgrade(invoice):
        return correct(invoice, buyer, at=at, by=by)
    ask_for_correction(invoice, buyer, at=at, by=by)
    return Corrected()


@transaction.atomic
def correct(invoice: Invoice, buyer: Mapping[str, str], *, at: datetime, by: str) -> Corrected:
    """Take an invoice back in full and issue it again with other words; both go to the buyer in his language.

    The staff may do it at any time. Refused is what was taken back before, what would change the tax, and the invoice
    of an upgrade, in whose books another term is involved.
    """
    hold([invoice.order_id])
    invoice = Invoice.objects.select_related("order__customer", "customer").get(pk=invoice.pk)
    if not _is_whole(invoice):
        raise NotCorrectable
    if _is_of_an_upgrade(invoice):
        raise ByHand
    term = term_of_order(invoice.order_id)
    if term is None:
        raise NotCorrectable
    place = _place(invoice, buyer, at)
    paid = invoice.order.state == OrderState.PAID
    [note] = credit([Credit(invoice, Cause.CORRECTION)], at=at, by=by)
    [fresh] = issue([_again(invoice, buyer, place, paid=paid)], at=at, by=by)
    book_reissued(Credited(note), SoldTerm(fresh, term), paid=paid, at=at, by=by)
    close_corrections(invoice, granted=True, at=at, by=by)
    order = invoice.order
    facts = {"number": invoice.number, "note": note.number, "fresh": fresh.number}
    record("invoice.corrected", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    _send(note, fresh, at=at)
    return Corrected(note, fresh)


@transaction.atomic
def correct_as_staff(invoice: Invoice, facts: AddressFacts, *, at: datetime, by: str) -> Corrected:
    """Correct an invoice with words that the staff has looked at; wrong digits of a VAT number are refused."""
    return correct(invoice, with_id_in_form(facts.checked().as_copy()), at=at, by=by)


@transaction.atomic
def decline(invoice: Invoice, *, at: datetime, by: str) -> None:
    """Leave an invoice as it is, although other words were wished."""
    close_corrections(invoice, granted=False, at=at, by=by)


def _refuse(invoice: Invoice, at: datetime) -> None:
    if invoice.kind != InvoiceKind.INVOICE or not _is_whole(invoice):
        raise NotCorrectable
    if _day(at) > invoice.issued_on + timedelta(days=DAYS):
        raise TooLate(days=DAYS)


def _is_whole(invoice: Invoice) -> bool:
    return invoice.standing and not invoice.credited_net and not invoice.credited_tax


def _is_of_an_upgrade(invoice: Invoice) -> bool:
    return any(line["kind"] == ReductionKind.UNUSED for line in invoice.document["lines"])


def _day(at: datetime) -> date:
    return local_day(at, settings.VENDOR_TIME_ZONE)


def _tax(buyer: Mapping[str, str], invoice: Invoice) -> Tax:
    """Return the tax of these words at the date of the invoice, with the answer that the invoice rests on."""
    confirmed = invoice.tax_category == "AE" and buyer.get("vat_id", "") == invoice.vat_id
    return tax_owed(buyer_of(buyer, vat_confirmed=confirmed), seller=seller(), on=invoice.issued_on)


def _place(invoice: Invoice, buyer: Mapping[str, str], at: datetime) -> Place:
    """Return where the sale is taxed with these words; another rate is refused.

    What has not changed is that of the invoice, not that of its order, which was taxed before the register answered.
    """
    before, printed = words_on(invoice), modern(invoice.document)
    if buyer.get("vat_id", "") == before["vat_id"]:
        if _tax(buyer, invoice) == _tax(before, invoice):
            return Place(TaxFacts(**printed["tax"]), printed["vat_check"])
        tax, check = _tax(buyer, invoice), printed["vat_check"]
    else:
        customer = invoice.customer.ref
        [answered] = taxes([(buyer, customer)], at=at, max_age=REUSE_FOR_RENEWAL)
        tax = answered.tax
        check = check_facts(answered.check) if answered.check else None
    if (tax.rate, tax.category) != (invoice.tax_rate, invoice.tax_category):
        raise TaxWouldChange
    facts = TaxFacts(tax.country, tax.category, tax.rate, invoice.tax, tax.reason, tax.scheme)
    return Place(facts, check)


def _again(invoice: Invoice, buyer: Mapping[str, str], place: Place, *, paid: bool) -> Draft:
    line = Line.objects.select_related("order__customer", "plan").get(order=invoice.order_id)
    printed = modern(invoice.document)
    return Draft(
        line,
        date.fromisoformat(printed["begins"]),
        date.fromisoformat(printed["ends"]),
        printed["method"],
        printed["reference"],
        due_on=None if paid else invoice.due_on,
        paid=paid,
        buyer=dict(buyer),
        tax=place.tax,
        vat_check=place.vat_check,
    )


def _send(note: Invoice, fresh: Invoice, *, at: datetime) -> None:
    """Send both papers, in the language in which they are written."""
    order = fresh.order
    letter = draft(
        "invoice_corrected",
        order.customer,
        about=order.ref,
        key=f"invoice_corrected/{note.number}",
        facts={
            "order_number": order.number,
            "old": note.document["corrects"]["number"],
            "note": note.number,
            "fresh": fresh.number,
            "path": f"/account/invoices/{fresh.number}/",
        },
        language=fresh.document["language"],
    )
    enqueue([replace(letter, attachments=_names([note, fresh]))], at=at)


def _names(papers: Sequence[Invoice]) -> list[str]:
    return [f"invoice/{paper.number}" for paper in papers]
