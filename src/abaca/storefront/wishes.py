"""A mail came that may not be its customer's: here he says whether it was, with one click."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abaca.kernel.money import Money
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.payments.queries import refunds_with_refs
from abaca.store.subscriptions.queries import latest_of, subscription_by_ref
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows import wish_acts
from abaca.store.workflows.late_charges import going_back, on_its_way
from abaca.store.workflows.queries import WholeSubscription, whole_subscription

from .visitors import instant_of, private


@require_http_methods(["GET", "HEAD", "POST"])
@private
def wish(request: HttpRequest, token: str) -> HttpResponse:
    """Say what was asked for and what would happen; do it only when the button is pressed."""
    at = instant_of(request)
    asked, about = wish_acts.linked(token, at=at)
    if request.method == "POST":
        _answer(request, asked, about)
        return redirect("storefront:wish", token)
    ref = about or asked.about
    whole = whole_subscription(latest_of(subscription_by_ref(ref)), at=at) if ref else None
    context = {
        "wish": asked,
        "whole": whole,
        "resumed": _as_resumed(whole) if whole and asked.kind == WishKind.RESUME else None,
        "sent_back": _sent_back(asked),
        "was_done": asked.state in {WishState.DONE, WishState.UNDONE},
        "can_answer": wish_acts.may_answer(asked),
        "on_its_way": on_its_way(whole.subscription) if whole and asked.kind == WishKind.CANCEL else None,
        "goes_back": going_back(whole.subscription, asked.came_at) if whole and asked.kind == WishKind.CANCEL else None,
    }
    return render(request, "storefront/cancelling/wish.html", context)


def _as_resumed(whole: WholeSubscription) -> WholeSubscription:
    """Return a subscription as it will stand once it is resumed, so that the page names what is then charged."""
    return replace(whole, standing=Standing.RENEWS) if whole.standing == Standing.ENDING else whole


def _sent_back(asked: Wish) -> Money | None:
    """Return what has gone back because of a wish."""
    refs = asked.facts.get("refunds", [])
    sums = [Money(refund.amount, refund.currency) for refund in refunds_with_refs(refs)] if refs else []
    return Money(sum(each.amount for each in sums), sums[0].currency) if sums else None


def _answer(request: HttpRequest, asked: Wish, about: str) -> None:
    at, by = instant_of(request), asked.customer.ref if asked.customer else "the house"
    if request.POST.get("answer") == "yes":
        wish_acts.confirm(asked.ref, about, at=at, by=by)
    elif request.POST.get("answer") == "no":
        wish_acts.deny(asked.ref, at=at, by=by)
