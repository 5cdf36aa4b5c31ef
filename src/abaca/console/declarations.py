"""What was declared on the pages without a log-in, and waits for somebody: carry it out, or note what was done."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from abaca.access.roles import may
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.declaring import Why
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.queries import declaration_by_ref, declarations
from abaca.store.correspondence.states import Declared
from abaca.store.orders.models import Order
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import declarations as workflow
from abaca.store.workflows import jobs
from abaca.store.workflows.declarations import what_it_may_mean
from abaca.store.workflows.late_charges import GoesBack, all_going_back

from .door import allowed, at_of, by_of, concerns, refusal_of

MOST = 100
WHYS = {
    Why.EXACT: gettext_lazy("The details led to one contract, and it was carried out."),
    Why.CONFIRMED: gettext_lazy("The registered address, or a member of the staff, has confirmed it."),
    Why.NOT_EXACT: gettext_lazy("There is such a contract, but another address is registered. Its owner was asked."),
    Why.BY_NUMBER: gettext_lazy("Others may know this number and this address. The registered address was asked."),
    Why.ONLY_EMAIL: gettext_lazy("Only an address was named, which anybody can type. Its owner was asked."),
    Why.SHARED_KEY: gettext_lazy("Somebody else may have this product key too. The buyer was asked."),
    Why.DOUBTED: gettext_lazy("There were many tries at this contract today. The registered address was asked."),
    Why.NOT_FOUND: gettext_lazy("No contract is known by these details. Please look for it by the name."),
    Why.LATER_DATE: gettext_lazy("The contract is to go on beyond its paid term and to end later."),
    Why.CAUSE: gettext_lazy("The renewal is off. Please decide whether the reason ends the contract before its term."),
    Why.MONEY: gettext_lazy(
        "The renewal is off. What was paid after that day could not go back by itself. See the note."
    ),
    Why.EARLIER: gettext_lazy(
        "The renewal is off. Please decide whether the paid term ends earlier, and give back what is then unused."
    ),
    Why.UNANSWERED: gettext_lazy("The registered address was asked and has not answered."),
    Why.LAPSED: gettext_lazy("The days to withdraw are over; the customer was told why. Please decide on goodwill."),
    Why.REFUSED: gettext_lazy("Something stood in the way of carrying it out. Please look at it."),
    Why.NEEDS_ACCOUNT: gettext_lazy("It was paid by transfer. The customer was asked for the account for the money."),
}


@allowed("desk.view")
@require_safe
def pile(request: HttpRequest) -> HttpResponse:
    """Show what waits, the oldest first, or everything that was ever declared."""
    every = request.GET.get("show") == "all"
    rows = list(declarations(waiting=not every)[:MOST])
    concerns(request, *(row.customer.ref for row in rows if row.customer))
    context = {
        "here": "home",
        "every": every,
        "rows": [(row, why_words(row)) for row in rows],
        "count": declarations(waiting=not every).count(),
        "ways": _ways(),
    }
    return render(request, "console/declarations/pile.html", context)


@allowed("desk.view")
@require_safe
def declaration(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one declaration with what it may mean."""
    found = declaration_by_ref(ref)
    _note_whose(request, found)
    choices = _choices(found)
    context = {
        "here": "home",
        "d": found,
        "why": why_words(found),
        "elsewhere": [each for each in choices if each.order and each.by_transfer],
        "choices": [each for each in choices if not (each.order and each.by_transfer)],
        "ways": [*_ways(), (_("Declarations"), reverse("console:declarations"))],
    }
    return render(request, "console/declarations/declaration.html", context)


@dataclass(frozen=True)
class Choice:
    """One thing that a declaration may mean, and what goes back when it is carried out."""

    ref: str
    back: Money | None
    by_transfer: bool  # to an account that must be told
    numbers: str  # of the orders whose money it is
    subscription: Subscription | None = None
    order: Order | None = None


def _choices(found: Declaration) -> list[Choice]:
    subscriptions, rights = what_it_may_mean(found)
    late = all_going_back(subscriptions, found.received_at)
    renewals = [_renewal(subscription, late.get(subscription.pk)) for subscription in subscriptions]
    orders = [Choice(r.order.ref, r.left, r.by_transfer, r.order.number, order=r.order) for r in rights]
    return renewals + orders


def _renewal(subscription: Subscription, back: GoesBack | None) -> Choice:
    if back is None:
        return Choice(subscription.ref, None, by_transfer=False, numbers="", subscription=subscription)
    numbers = ", ".join(back.numbers)
    return Choice(subscription.ref, back.total, back.by_transfer, numbers, subscription=subscription)


@allowed("desk.act")
@require_POST
def carry_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Carry a declaration out for all that was chosen of its customer's; the day on which it came counts.

    A withdrawal gives money back, so it needs the permission for that.
    """
    found = declaration_by_ref(ref)
    _note_whose(request, found)
    role = str(getattr(request.user, "role", ""))
    if found.what == Declared.WITHDRAW and not may(role, "refunds.make"):
        raise refusal_of(role, "refunds.make")
    try:
        jobs.say_yes(found, request.POST.getlist("chosen"), at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. A letter tells the customer."))
    return redirect("console:declaration", ref)


@allowed("desk.act")
@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Note how somebody has settled it."""
    note = request.POST.get("note", "").strip()
    try:
        found = declaration_by_ref(ref)
        _note_whose(request, found)
        if not note:
            messages.error(request, _("Please note what you have done, for whoever asks later."))
            return redirect("console:declaration", ref)
        workflow.close(found, note=note[:1000], at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:declaration", ref)
    messages.success(request, _("It is settled."))
    return redirect("console:declarations")


def why_words(row: Declaration) -> str:
    """Say why a declaration stands where it stands."""
    return str(WHYS[Why(row.why)]) if row.why else _("Nobody has looked at it yet; that takes a moment.")


def _note_whose(request: HttpRequest, found: Declaration) -> None:
    if found.customer:
        concerns(request, found.customer.ref)


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home"))]
