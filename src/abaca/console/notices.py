"""The notices that customers get: those that did not arrive, and the calendar by which all are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from abaca.design.templatetags.abaca import country
from abaca.kernel.refusals import Refusal
from abaca.store.notices import actions, reasons
from abaca.store.notices.calendars import Rule, When, Window
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.notices.proofs import Delivery
from abaca.store.notices.queries import calendar, deliveries_of, letter_key, undelivered_with
from abaca.store.notices.states import Trouble
from abaca.store.workflows import holding
from abaca.store.workflows.coming import Coming, coming
from abaca.store.workflows.queries import WholeCustomer

from . import queries
from .door import allowed, at_of, by_of, concerns
from .words import CAME_BACK, NOT_TAKEN, letter_kind, with_words

TROUBLES = {
    Trouble.BOUNCED: CAME_BACK,
    Trouble.REFUSED: NOT_TAKEN,
    Trouble.LATE: gettext_lazy("It was not there within its days"),
}
BEYOND = {  # what is no letter, or follows from what happens
    "charge": gettext_lazy("The next term is charged"),
    "due": gettext_lazy("The transfer for the next term is due"),
    "end": gettext_lazy("The subscription ends"),
    "transfer_remind": gettext_lazy("Reminder of the renewal invoice, if the money is not there"),
    "receipt": gettext_lazy("Delivery with product key and invoice"),
}


@dataclass(frozen=True)
class Proof:
    """A notice that was given, with what became of its letter."""

    notice: Notice
    name: str
    because: str
    told: Delivery | None


@allowed("customers.view")
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what did not arrive, and the rows and rules by which notices are given."""
    pile, rows = queries.undelivered_notices(queries.MOST_FOUND), calendar()
    concerns(request, *(each.subscription.customer.ref for each in pile.rows))
    context = {
        "here": "notices",
        "pile": pile,
        "rows": [(each, letter_kind(each.kind), trouble_words(each)) for each in pile.rows],
        "calendar": [
            (row, letter_kind(row.id), days_words(row.window), [r for r in rows.rules if r.notice == row.id])
            for row in rows.rows
        ],
        "rules": [(rule, letter_kind(rule.notice), for_whom(rule.when), asks_words(rule)) for rule in rows.rules],
        "ways": [(_("Console"), reverse("console:home"))],
    }
    return render(request, "console/notices/notices.html", context)


@allowed("desk.act")
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a notice that did not arrive to the address that its customer has now."""
    found = undelivered_with(pk)
    concerns(request, found.subscription.customer.ref)
    if holding.send_again([found], at=at_of(request), by=by_of(request)):
        email = found.subscription.customer.email
        messages.success(request, _("The notice is on its way to {email}.").format(email=email))
    else:
        messages.info(request, _("There is no letter to send again: the notice was never given in time."))
    return redirect("console:notices")


@allowed("desk.act")
@require_POST
def seen_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note that somebody has seen to a notice that did not arrive."""
    found = undelivered_with(pk)
    concerns(request, found.subscription.customer.ref)
    try:
        actions.see_to(found, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: somebody has seen to it."))
    return redirect("console:notices")


# --- on the page of a customer ---------------------------------------------------------------------------------------


def planned(whole: WholeCustomer, *, at: datetime) -> list[dict[str, Any]]:
    """Return what a customer will be told and charged, and why, as a timeline shows it."""
    by_subscription = coming(whole.subscriptions, at=at)
    several = len([rows for rows in by_subscription.values() if rows]) > 1
    titles = {each.subscription.pk: each.subscription.plan.title for each in whole.subscriptions}
    told = [(one, titles[pk] if several else "") for pk, rows in by_subscription.items() for one in rows]
    return [_entry(one, title) for one, title in sorted(told, key=lambda pair: pair[0].at)]


def _entry(one: Coming, title: str) -> dict[str, Any]:
    name = str(BEYOND.get(one.kind) or letter_kind(one.kind))
    because = reasons.because(one.why, reasons.TO_STAFF, country=country)
    holds = _("Where it does not arrive in time, nothing is charged before the customer confirms.")
    detail = [f"{because[:1].upper()}{because[1:]}." if because else "", holds if one.holds_charge else ""]
    return {"at": one.at, "text": f"{title}: {name}" if title else name, "detail": " ".join(filter(None, detail))}


def proofs(whole: WholeCustomer) -> list[Proof]:
    """Return the notices that a customer was given with what became of each, the newest first; one statement."""
    by_pk = {each.subscription.pk: each.subscription for each in whole.subscriptions}
    said = [n for each in whole.subscriptions for n in each.notices if n.said_at is not None]
    told = deliveries_of(by_pk.values()) if said else {}
    found = [
        Proof(
            n,
            letter_kind(n.kind),
            reasons.because(n.why, reasons.TO_STAFF, country=country),
            _best(told.get(letter_key(n, by_pk[n.subscription_id].ref), [])),
        )
        for n in said
    ]
    return sorted(found, key=lambda proof: proof.notice.pk, reverse=True)


def _best(told: Sequence[Delivery]) -> Delivery | None:
    """Return the letter that arrived, else the last one."""
    return next((one for one in told if one.stands), told[-1] if told else None)


# --- words -----------------------------------------------------------------------------------------------------------


def trouble_words(found: Undelivered) -> str:
    """Say why a notice counts as not delivered, with what the other side said."""
    return with_words(str(TROUBLES[Trouble(found.trouble)]), found.words)


def days_words(window: Window) -> str:
    """Say between which days before the renewal, or after it, something is given."""
    if window.first >= 0:
        return _("on the day itself, or the day after")
    return _("{first} to {last} days before").format(first=-window.first, last=-window.last)


def for_whom(when: When) -> str:
    """Say for whom a rule is."""
    said = [", ".join(country(code) for code in when.countries)]
    said.append({"consumer": _("consumers"), "business": _("businesses")}.get(when.buyer, ""))
    said += [_("customers who pay by card")] if "card" in when.methods else []
    if when.days_from:
        said.append(
            ngettext("terms from {days} day", "terms from {days} days", when.days_from).format(days=when.days_from)
        )
    return ", ".join(filter(None, said)) or _("everybody")


def asks_words(rule: Rule) -> list[str]:
    """Say what a rule asks for."""
    said = [_("allowed: {days}").format(days=days_words(rule.law)) if rule.law else ""]
    said.append(_("planned {days} days before").format(days=-rule.plan) if rule.plan is not None else "")
    said.append(_("without it nothing is charged by itself") if rule.blocks_charge else "")
    said.append(_("in a letter of its own") if rule.alone else "")
    return list(filter(None, said))
