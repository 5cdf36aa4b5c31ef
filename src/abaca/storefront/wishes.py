"""A mail came that may not be its customer's: here he says whether it was, with one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishKind
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.store.workflows import wish_acts
from abaca.store.workflows.late_charges import going_back
from abaca.store.workflows.queries import whole_subscription

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
    whole = whole_subscription(subscription_by_ref(ref), at=at) if ref else None
    context = {
        "wish": asked,
        "whole": whole,
        "can_answer": wish_acts.may_answer(asked),
        "goes_back": going_back(whole.subscription, asked.came_at) if whole and asked.kind == WishKind.CANCEL else None,
    }
    return render(request, "storefront/cancelling/wish.html", context)


def _answer(request: HttpRequest, asked: Wish, about: str) -> None:
    at, by = instant_of(request), asked.customer.ref if asked.customer else "the house"
    if request.POST.get("answer") == "yes":
        wish_acts.confirm(asked.ref, about, at=at, by=by)
    elif request.POST.get("answer") == "no":
        wish_acts.deny(asked.ref, at=at, by=by)
