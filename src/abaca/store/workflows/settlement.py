"""The money came: order, term, product keys, invoice, notices, letter, feed and journal, in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact
from abaca.store.feed.actions import tell
from abaca.store.invoices.actions import Draft as InvoiceDraft
from abaca.store.invoices.actions import issue
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.ledger.actions import Way
from abaca.store.notices.actions import draft, order_facts, replan, subscription_facts
from abaca.store.orders.actions import mark_paid
from abaca.store.orders.models import Order
from abaca.store.orders.queries import buyers_before
from abaca.store.orders.states import OrderKind
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import methods_by_ref
from abaca.store.payments.references import transfer_reference
from abaca.store.product_keys.actions import Provided, Wanted, provide
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.states import REDEEMABLE
from abaca.store.subscriptions.actions import lock_those_of, pay_terms
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import paid_terms

from .bookkeeping import Credited, SoldTerm, Unused, book_ended, book_notes_as_credit, book_settlement
from .going_over import (
    Over,
    credit_the_rest,
    drop_renewals,
    end_old_plans,
    old_subscriptions,
    over_facts,
    retire_keys,
    taken_with,
)
from .key_delivery import alarm, news_of, secrets_of
from .offers import outdate_offers


@transaction.atomic
def settle(order_ids: Sequence[int], *, at: datetime, by: str) -> list[Term]:
    """Conclude that the whole money of some orders is there; orders that were settled before stay as they are.

    Reads from top to bottom in the order in which the papers depend on each other; the two counters that hold a lock
    to the commit, invoice numbers and feed positions, come last. Every step takes the whole batch with the same number
    of statements as one order.
    """
    if not order_ids:
        return []
    lock_those_of(order_ids)
    lines = mark_paid(order_ids, at=at, by=by)
    if not lines:
        return []
    overs = end_old_plans(lines, at=at, by=by)
    terms = pay_terms(lines, at=at, by=by)
    line_of = {line.pk: line for line in lines}
    for term in terms:
        term.line = line_of[term.line_id]
    methods = methods_by_ref([ref for t in terms for ref in (t.line.order.method_ref, t.subscription.method_ref)])
    provided = _provide(terms, overs, at, by)
    keys = _by_line(terms, provided)
    missing: Counter[int] = Counter()
    for errand in provided.errands:
        missing[errand.line_id] += errand.seats
    withdrawn = retire_keys(overs, at=at, by=by)
    replan([*(term.subscription for term in terms), *old_subscriptions(overs)], at=at)
    outdate_offers([t.subscription_id for t in terms if t.number > 1], at=at, by=by)
    drop_renewals(overs, at=at, by=by)
    invoices, issued_before = _invoice(terms, methods, at, by)
    notes = credit_the_rest(overs, at=at, by=by)
    unused = taken_with([t.line.order_id for t in terms if t.line.order.kind == OrderKind.UPGRADE])
    _book_the_rest(notes, overs, unused, at, by)
    _book(terms, invoices, issued_before, unused, at=at, by=by)
    _end_in_the_books(overs, at, by)
    upgraded = {line: over_facts(over, line_of[line], notes[over.order.pk]) for line, over in overs.items()}
    enqueue(
        [
            _delivery(
                _facts(t, methods, invoices[t.line.order_id], at) | upgraded.get(t.line_id, {}),
                t.line.order,
                keys[t.line_id],
                missing=missing[t.line_id],
            )
            for t in terms
        ]
        + _welcomes(terms),
        at=at,
    )
    alarm(provided.low, at=at)
    told = [(t, k) for t in terms for k in keys[t.line_id] if k.form in REDEEMABLE]
    tell([*withdrawn, *(news_of(key, term.line, term.subscription.time_zone) for term, key in told)], at=at)
    return terms


def _provide(terms: Sequence[Term], overs: Mapping[int, Over], at: datetime, by: str) -> Provided:
    before = paid_terms([t.subscription_id for t in terms if t.number > 1])
    wanted = []
    for term in terms:
        earlier = before.get((term.subscription_id, term.number - 1))
        replaced = overs[term.line_id].running if term.line_id in overs else None
        wanted.append(Wanted(term.line, earlier.line_id if earlier else None, replaced.line_id if replaced else None))
    return provide(wanted, at=at, by=by)


def _by_line(terms: Sequence[Term], provided: Provided) -> dict[int, list[ProductKey]]:
    found: dict[int, list[ProductKey]] = {term.line_id: [] for term in terms}
    for key in provided.keys:
        found[key.line_id].append(key)
    return found


def _invoice(
    terms: Sequence[Term], methods: dict[str, PaymentMethod], at: datetime, by: str
) -> tuple[dict[int, Invoice], dict[int, Invoice]]:
    """Issue an invoice for each order that has none yet; who pays by transfer may have got his before.

    Return the invoices of all orders, and those of them that were there already.
    """
    before = invoices_by_order([term.line.order_id for term in terms])
    drafts = [
        InvoiceDraft(
            line=term.line,
            begins=term.begins,
            ends=term.ends,
            method=_method_words(term, methods),
            reference=transfer_reference(term.line.order.number),
            paid=True,
        )
        for term in terms
        if term.line.order_id not in before
    ]
    issued = issue(drafts, at=at, by=by) if drafts else []
    return before | {invoice.order_id: invoice for invoice in issued}, before


def _book(
    terms: Sequence[Term],
    invoices: dict[int, Invoice],
    issued_before: dict[int, Invoice],
    unused: Mapping[int, Sequence[Unused]],
    *,
    at: datetime,
    by: str,
) -> None:
    for term in terms:
        invoices[term.line.order_id].order = term.line.order  # as it is now: paid
    sold = [SoldTerm(invoices[t.line.order_id], t, unused.get(t.line.order_id, ())) for t in terms]
    book_settlement(
        [one for one in sold if one.term.line.order_id not in issued_before],
        issued_before=[one for one in sold if one.term.line.order_id in issued_before],
        at=at,
        by=by,
    )


def _book_the_rest(
    notes: Mapping[int, Sequence[Invoice]],
    overs: Mapping[int, Over],
    unused: Mapping[int, Sequence[Unused]],
    at: datetime,
    by: str,
) -> None:
    """Book the credit notes of upgrades: their sums become credit balance, of which the new invoice is paid."""
    credited = []
    for over in overs.values():
        order, holders = over.order, _holders(over)
        follows = {one.document for one in unused.get(order.pk, ())}  # its invoice takes more of these, and ends them
        for note in notes[order.pk]:
            corrected = note.corrects.number if note.corrects else ""
            held_by = holders.get(corrected, corrected)
            credited.append(Credited(note, Way.UNUSED if held_by in follows else Way.STOP, held_by))
    if credited:
        book_notes_as_credit(credited, at=at, by=by)


def _end_in_the_books(overs: Mapping[int, Over], at: datetime, by: str) -> None:
    """End the old terms in the books as well of which nothing was left to take: free ones, and the last day of some."""
    ended = invoices_by_order([term.line.order_id for over in overs.values() for term in over.ended]) if overs else {}
    if ended:
        book_ended([invoice.number for invoice in ended.values()], at=at, by=by)


def _holders(over: Over) -> dict[str, str]:
    """Return which invoice holds in the books what credit notes take back of others: that of the term itself."""
    return {note["number"]: each["invoice"] for each in over.upgrade.facts["terms"] for note in each["notes"]}


def _method_words(term: Term, methods: dict[str, PaymentMethod]) -> str:
    method = methods.get(term.line.order.method_ref)
    if method is None:
        return "transfer"
    return f"{method.brand} …{method.last4}" if method.kind == "card" else f"{method.brand} {method.label}"


def _facts(term: Term, methods: dict[str, PaymentMethod], invoice: Invoice, at: datetime) -> dict[str, Any]:
    line, order = term.line, term.line.order
    method_ref = term.subscription.method_ref if order.kind == OrderKind.UPGRADE else order.method_ref
    return {
        **order_facts(line, at=at),
        **subscription_facts(term.subscription, methods.get(method_ref), at=at),
        "renewal": order.kind == OrderKind.RENEWAL,
        "begins": day_fact(term.begins),
        "invoice": {
            "number": invoice.number,
            "path": f"/account/invoices/{invoice.number}/",
            "to": ", ".join(part for part in (order.billing["company"], order.billing["name"]) if part),
        },
    }


def _welcomes(terms: Sequence[Term]) -> list[Draft]:
    """Return a letter about the account that came with the purchase to those who have bought nothing before."""
    first = {t.line.order.customer_id: t.line for t in reversed(terms) if t.line.order.kind == OrderKind.FIRST}
    known = buyers_before(list(first), but=[t.line.order_id for t in terms]) if first else set()
    return [
        draft(
            "welcome",
            line.order.customer,
            about=line.order.ref,
            key=f"welcome/{line.order.customer.ref}",
            facts={"email": line.order.customer.email, "title": line.description, "account_path": "/account/"},
            language=line.order.language,
            to_address=line.order.email,
        )
        for customer, line in first.items()
        if customer not in known
    ]


def _delivery(facts: dict[str, Any], order: Order, keys: Sequence[ProductKey], *, missing: int) -> Draft:
    return draft(
        "order_confirmed",
        order.customer,
        about=order.ref,
        key=f"order_confirmed/{order.ref}",
        facts=facts | {"missing": missing},
        secrets=secrets_of(keys),
        language=order.language if order.kind == OrderKind.FIRST else "",
        to_address=order.email if order.kind == OrderKind.FIRST else "",
    )
