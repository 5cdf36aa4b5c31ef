"""The page of a customer: who he is and what he has, and everything that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abaca.access.queries import who_looked
from abaca.access.roles import may
from abaca.kernel.money import Money
from abaca.licensing.licences.queries import licences_with_refs
from abaca.licensing.workflows.queries import KeyStanding, held, standing_of_keys
from abaca.licensing.workflows.reasons import reasons
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_of_any, marks_of
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import present_self, refs_of
from abaca.store.journal.queries import history_about
from abaca.store.payments.models import Dispute
from abaca.store.payments.states import AttemptState
from abaca.store.workflows.desk import note_visit
from abaca.store.workflows.explaining import explained
from abaca.store.workflows.merging import undoable
from abaca.store.workflows.queries import ShownKey, WholeCustomer, WholeOrder, WholeSubscription, whole_customer
from abaca.support.journal.queries import history_of as desk_history_of
from abaca.support.tickets.queries import tickets_of

from . import entries, queries, timeline
from .bridge_codes import bridges_of
from .door import allowed, at_of, by_of, concerns
from .notices import planned, proofs
from .ticket_words import state_words
from .words import (
    STANDINGS,
    attempt_words,
    dispute_words,
    next_step,
    refund_words,
    subscription_sentence,
)

TABS = {
    timeline.ALL: _("All"),
    entries.MONEY: _("Money"),
    entries.LETTERS: _("Letters"),
    entries.LICENCE: _("Licence"),
    timeline.STAFF: _("Staff"),
}


@dataclass(frozen=True)
class Sold:
    """A product key as staff sees it: known by its last group, with what became of it."""

    key: ShownKey
    number: str
    standing: KeyStanding | None


@allowed("customers.view")
@require_safe
def customer(request: HttpRequest, ref: str) -> HttpResponse:
    """Show a customer with all he has and all that happened."""
    found, at = queries.customer_with(ref), at_of(request)
    concerns(request, found.ref)
    if found.merged_into_id:
        messages.info(request, _now("{email} belongs to this customer.").format(email=found.email))
        return redirect("console:customer", present_self(found).ref)
    note_visit(found, at=at, by=by_of(request))
    truth = whole_truth(found, at=at)
    refs = refs_of(found)
    tickets = [(ticket, *state_words(ticket)) for ticket in tickets_of(refs, [found.email])]
    context = truth.shown | {
        "tickets": tickets,
        "lookers": _lookers(request, refs),
        "joined": undoable(found, at=at),
    }
    return render(request, "console/customers/customer.html", context | _timeline(request, truth.moments))


@dataclass(frozen=True)
class Truth:
    """A customer with all he has, as pages show it, and all that happened, newest first."""

    whole: WholeCustomer
    letters: list[Letter]
    shown: dict[str, Any]
    moments: list[timeline.Moment]


def whole_truth(found: Customer, *, at: datetime) -> Truth:
    """Return all that is known about a customer; the number of statements does not grow with what he has."""
    whole = whole_customer(found, at=at)
    standings = standing_of_keys([key.ref for order in whole.orders for key in order.keys])
    shown = {
        "customer": found,
        "mark": marks_of([found.email]).get(found.email_folded),
        "addresses": [whole.addresses[kind] for kind in ("billing", "delivery") if kind in whole.addresses],
        "subscriptions": [_shown(each, whole.orders) for each in whole.subscriptions],
        "methods": whole.methods,
        "orders": [
            (order, _trouble(order), _backs(order), _quarrels(order), explained(order)) for order in whole.orders
        ],
        "sold": [_sold(order, key, standings) for order in whole.orders for key in order.keys],
        "licences": _licences(standings, at=at),
        "bridges": bridges_of(whole.orders, at=at),
        "credit": whole.credit,
        "stray_transfers": [(t, Money(t.amount, t.currency)) for t in whole.stray_transfers],
        "planned": planned(whole, at=at),
        "proofs": proofs(whole),
    }
    refs = refs_of(found)
    letters = letters_of_any(refs)
    return Truth(whole, letters, shown, _moments(whole, standings, letters, refs))


def _shown(whole: WholeSubscription, orders: Sequence[WholeOrder]) -> dict[str, Any]:
    attempts = [a for o in orders if whole.renewal and o.order.pk == whole.renewal.pk for a in o.attempts]
    colour, word = STANDINGS[whole.standing]
    return {
        "whole": whole,
        "colour": colour,
        "word": word,
        "sentence": subscription_sentence(whole),
        "next": next_step(whole, attempts),
    }


def _trouble(order: WholeOrder) -> str:
    """Say how the last try to collect the money stands, where it did not succeed."""
    last = order.attempts[-1] if order.attempts else None
    return attempt_words(last) if last and last.state != AttemptState.SUCCEEDED else ""


def _backs(order: WholeOrder) -> list[tuple[Money, str, str]]:
    """Return what went back of an order, each sum with colour and words."""
    return [(refund.value, *refund_words(refund)) for refund in order.refunds]


def _quarrels(order: WholeOrder) -> list[tuple[Dispute, str, str]]:
    return [(dispute, *dispute_words(dispute)) for dispute in order.disputes]


def _sold(order: WholeOrder, key: ShownKey, standings: Mapping[str, KeyStanding]) -> Sold:
    return Sold(key, order.order.number, standings.get(key.ref))


def _licences(standings: Mapping[str, KeyStanding], *, at: datetime) -> list[dict[str, Any]]:
    """Return each licence once, though several keys may have made it, with its terms and the reasons for them."""
    by_ref = {s.licence_ref: s for s in standings.values() if s.licence_ref}
    rows = held(licences_with_refs(by_ref), at=at) if by_ref else []
    return [{"standing": by_ref[each.licence.ref], "held": each, "reasons": reasons(each)} for each in rows]


def _lookers(request: HttpRequest, refs: list[str]) -> list[dict[str, Any]]:
    """Return who of the staff looked at a customer, for those who may know it."""
    if not may(getattr(request.user, "role", ""), "audit.view"):
        return []
    looks = who_looked(refs)
    names = queries.names_of_staff(str(look["by"]) for look in looks)
    return [look | {"who": names.get(str(look["by"]), look["by"])} for look in looks]


def _moments(
    whole: WholeCustomer, standings: Mapping[str, KeyStanding], letters: Sequence[Letter], refs: Sequence[str]
) -> list[timeline.Moment]:
    written = {entry.pk: entry for entry in [*whole.history, *history_about(whole.customer.ref)]}
    promises = {order.promise_ref for order in whole.orders}
    licensing = queries.happened_in_licensing({s.licence_ref for s in standings.values()}, {*standings, *promises})
    desk = desk_history_of(*refs)
    actors = {entry.by for entry in [*written.values(), *licensing, *desk]} | {letter.resent_by for letter in letters}
    names = timeline.Names({o.order.ref: o.order.number for o in whole.orders}, queries.names_of_staff(actors))
    entries_ = [*(written[pk] for pk in sorted(written, reverse=True)), *desk]
    return timeline.moments(entries_, licensing, letters, names)


def _timeline(request: HttpRequest, rows: Sequence[timeline.Moment]) -> dict[str, Any]:
    counts = timeline.counted(rows)
    show = request.GET.get("show", timeline.ALL)
    show = show if show in TABS else timeline.ALL
    chosen = [row for row in rows if row.belongs_to(show)]
    few = chosen if request.GET.get("whole") else chosen[: timeline.FEW]
    return {
        "moments": few,
        "hidden": len(chosen) - len(few),
        "show": show,
        "tabs": [(name, word, counts[name]) for name, word in TABS.items()],
    }
