"""The money for an upgrade is there: the old plan ends, its keys are replaced, and what is left of it comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from abaca.kernel.alike import alike
from abaca.store.feed.actions import News
from abaca.store.feed.queries import REINSTATED, WITHDRAWN
from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order, invoices_with_numbers
from abaca.store.invoices.states import Cause
from abaca.store.orders.models import Line, Order, Reduction
from abaca.store.orders.states import OrderKind, ReductionKind
from abaca.store.payments.actions import call_off_unsent
from abaca.store.product_keys import actions as product_keys
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import keys_by_line
from abaca.store.product_keys.states import REDEEMABLE
from abaca.store.subscriptions.actions import close_upgrades, stop_terms
from abaca.store.subscriptions.models import Subscription, Term, Upgrade
from abaca.store.subscriptions.proration import unused_amount
from abaca.store.subscriptions.queries import (
    latest_upgrades,
    open_terms,
    running_terms,
    term_of_order,
    upgrades_of_orders,
)
from abaca.store.subscriptions.states import Stop
from abaca.store.subscriptions.upgrade_price import PaidTerm, Paper, Taxed, Unused, notes_for

from .bookkeeping import Unused as Taken
from .giving_up import drop_orders
from .quotes import shown, upgrade_facts


@dataclass(frozen=True)
class Over:
    """A subscription that went over into a larger plan: its terms that ended, and a renewal that waited for money."""

    upgrade: Upgrade
    ended: list[Term]
    planned: Term | None

    @property
    def order(self) -> Order:
        return self.upgrade.order

    @property
    def running(self) -> Term | None:
        """The term that was used on the day of the upgrade; its keys are the ones that are replaced."""
        begun = [term for term in self.ended if term.begins <= self.upgrade.on]
        return begun[-1] if begun else None

    def is_used(self, key: ProductKey) -> bool:
        """Tell whether a key is one of those that are replaced."""
        return self.running is not None and key.line_id == self.running.line_id


@transaction.atomic
def end_old_plans(lines: Sequence[Line], *, at: datetime, by: str) -> dict[int, Over]:
    """End the subscriptions that paid lines replace, on the day of the request; return them by line.

    The caller holds the subscriptions.
    """
    upgrading = [line for line in lines if line.order.kind == OrderKind.UPGRADE]
    if not upgrading:
        return {}
    upgrades = upgrades_of_orders([line.order_id for line in upgrading])
    prefetch_related_objects([u.order for u in upgrades.values()], "reductions")  # the letter of delivery names them
    old = [upgrade.subscription_id for upgrade in upgrades.values()]
    terms, planned = running_terms(old), open_terms(old)
    overs = {
        line.pk: Over(
            upgrades[line.order_id],
            [t for t in terms if _ends_by(upgrades[line.order_id], t)],
            planned.get(upgrades[line.order_id].subscription_id),
        )
        for line in upgrading
    }
    days = {over.upgrade.subscription_id: over.upgrade.on for over in overs.values()}
    ended = [term for over in overs.values() for term in over.ended]
    for on, ending in alike(ended, lambda term: days[term.subscription_id]).items():
        stop_terms(ending, on=on, why=Stop.UPGRADED, at=at, by=by)
    close_upgrades(list(upgrades), at=at)
    return overs


def _ends_by(upgrade: Upgrade, term: Term) -> bool:
    return term.subscription_id == upgrade.subscription_id and term.ends > upgrade.on


def old_subscriptions(overs: Mapping[int, Over]) -> list[Subscription]:
    """Return the subscriptions that ended, as they are now."""
    ids = [over.upgrade.subscription_id for over in overs.values()]
    return list(Subscription.objects.select_related("customer", "plan__product").filter(pk__in=ids)) if ids else []


def taken_with(order_ids: Sequence[int]) -> dict[int, list[Taken]]:
    """Return what upgrades take of old terms, by order."""
    found: dict[int, list[Taken]] = {}
    less = Reduction.objects.filter(order__in=order_ids, kind=ReductionKind.UNUSED) if order_ids else []
    for reduction in less:
        found.setdefault(reduction.order_id, []).append(Taken(reduction.facts["invoice"], reduction.net))
    return found


def invoices_after(term: Term) -> list[Invoice]:
    """Return the invoices of the upgrades that have taken what was unused of a term with them, the nearest first."""
    found: list[Invoice] = []
    after: Term | None = term
    while after is not None and after.stopped_why == Stop.UPGRADED:
        order = latest_upgrades([after.subscription_id])[after.subscription_id].order
        found += invoices_by_order([order.pk]).values()
        after = term_of_order(order.pk)
    return found


@transaction.atomic
def retire_keys(overs: Mapping[int, Over], *, at: datetime, by: str) -> list[News]:
    """Let the product keys of the old terms count no longer; return what licensing is to be told of those.

    The keys of the running term are replaced, which the news of their successors says; those of a term that was paid
    early are withdrawn.
    """
    over_of = {term.line_id: over for over in overs.values() for term in over.ended}
    if not over_of:
        return []
    product_keys.call_off(list(over_of), at=at, by=by)
    keys = [key for found in keys_by_line(list(over_of)).values() for key in found]
    news = []
    for on, retired in alike(keys, lambda key: over_of[key.line_id].upgrade.on).items():
        withdrawn = product_keys.withdraw(retired, on=on, at=at, by=by)
        news += withdrawal_of([key for key in withdrawn if not over_of[key.line_id].is_used(key)], on=on)
    return news


def withdrawal_of(keys: Iterable[ProductKey], *, on: date) -> list[News]:
    """Return what licensing is told of keys that are withdrawn."""
    return [News(WITHDRAWN, {"ref": key.ref, "on": on}) for key in keys if key.form in REDEEMABLE]


def reinstatement_of(keys: Iterable[ProductKey], *, on: date) -> list[News]:
    """Return what licensing is told of keys that count again."""
    return [News(REINSTATED, {"ref": key.ref, "on": on}) for key in keys if key.form in REDEEMABLE]


@transaction.atomic
def drop_renewals(overs: Mapping[int, Over], *, at: datetime, by: str) -> None:
    """Give up the renewals of the old plans that waited for money."""
    planned = [over.planned for over in overs.values() if over.planned]
    for term in planned:
        call_off_unsent(term.line.order, at=at, by=by)
    if planned:
        drop_orders(planned, at=at, by=by)


@transaction.atomic
def credit_the_rest(overs: Mapping[int, Over], *, at: datetime, by: str) -> dict[int, list[Invoice]]:
    """Issue the credit notes for what no reduction of the new invoice has used; return them by order.

    What the offer promised is set against the new invoice; what is more is the customer's: a surplus, or a term that
    was paid while the money for the upgrade was on its way.
    """
    wishes = _credits(list(overs.values()))
    over_of = {each.invoice.pk: over for each, over in wishes}
    found: dict[int, list[Invoice]] = {over.order.pk: [] for over in overs.values()}
    for note in credit([each for each, _over in wishes], at=at, by=by):
        found[over_of[note.corrects_id or 0].order.pk].append(note)
    return found


def _credits(overs: Sequence[Over]) -> list[tuple[Credit, Over]]:
    """Return what is to be credited, one for each invoice: what the offer said, and what came after it."""
    told = [(over, each) for over in overs for each in over.upgrade.facts["terms"]]
    known = {(over.order.pk, each["number"]) for over, each in told}
    late = [(over, term) for over in overs for term in over.ended if (over.order.pk, term.number) not in known]
    over_of = {term.line.order_id: over for over, term in late}
    for order_id, paid in paid_terms([term for _over, term in late]).items():
        told.append((over_of[order_id], _unused(paid, over_of[order_id].upgrade.on)))
    nets: dict[str, int] = {}
    facts: dict[str, tuple[Over, dict[str, Any]]] = {}
    for over, each in told:
        for note in each["notes"]:
            nets[note["number"]] = nets.get(note["number"], 0) + note["net"]
            facts[note["number"]] = over, _derivation(each, over.upgrade.on)
    invoices = invoices_with_numbers(list(nets)) if nets else {}
    return [
        (Credit(invoices[number], Cause.UPGRADE, net=net, facts=facts[number][1]), facts[number][0])
        for number, net in nets.items()
    ]


def _unused(paid: PaidTerm, on: date) -> dict[str, Any]:
    """Return in the words of an offer what is left of a term that came after it."""
    net = unused_amount(paid.paid, paid.days, on)
    notes = notes_for(net, paid.papers, paid.taxed)
    return Unused(paid, paid.days.days_left(on), net, notes=notes).as_facts


def _derivation(told: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Return what a credit note prints of it."""
    return {name: told[name] for name in ("begins", "ends", "days", "days_left", "paid")} | {"on": on.isoformat()}


def over_facts(over: Over, line: Line, notes: Sequence[Invoice]) -> dict[str, Any]:
    """Return what the letter of delivery says about an upgrade."""
    return {**upgrade_facts(shown(over.upgrade, line)), "notes": [note.number for note in notes]}


def paid_terms(terms: Sequence[Term]) -> dict[int, PaidTerm]:
    """Return what was really paid for some terms, by order: what credit notes have left, and what an upgrade brought.

    Two statements, and a third one where a term was itself bought by an upgrade.
    """
    order_ids = [term.line.order_id for term in terms]
    if not order_ids:
        return {}
    invoices = invoices_by_order(order_ids)
    brought: dict[int, list[Reduction]] = {}
    for reduction in Reduction.objects.filter(order__in=order_ids, kind=ReductionKind.UNUSED):
        brought.setdefault(reduction.order_id, []).append(reduction)
    older = [r.facts["invoice"] for found in brought.values() for r in found]
    by_number = invoices_with_numbers(older) if older else {}
    return {
        term.line.order_id: _paid_term(
            term, invoices[term.line.order_id], brought.get(term.line.order_id, []), by_number
        )
        for term in terms
        if term.line.order_id in invoices
    }


def _paid_term(
    term: Term, invoice: Invoice, brought: Sequence[Reduction], by_number: Mapping[str, Invoice]
) -> PaidTerm:
    older = [by_number[r.facts["invoice"]] for r in brought if r.facts["invoice"] in by_number]
    papers = tuple(Paper(i.number, i.left_net, i.left_tax) for i in dict.fromkeys([invoice, *older]))
    value = invoice.left_net + sum(r.net for r in brought) if invoice.standing or brought else 0
    return PaidTerm(
        number=term.number,
        days=term.days,
        paid=min(value, sum(paper.net for paper in papers)),
        taxed=Taxed(
            invoice.document["seller"].get("vat_number", ""),
            invoice.tax_country,
            invoice.tax_category,
            invoice.tax_rate,
        ),
        papers=papers,
    )
