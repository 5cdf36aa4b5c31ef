"""Cancelling the renewal in one page, and resuming it as easily."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.access import links
from abaca.access.limits import DECLARING
from abaca.store.journal.queries import latest_entries
from abaca.store.notices.actions import CANCEL_LINK
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import latest_of, subscription_by_ref
from abaca.store.workflows import wish_acts
from abaca.store.workflows.late_charges import on_its_way
from abaca.store.workflows.queries import whole_subscription

from .limits import limited
from .visitors import instant_of, private

OFF = "subscription.renewal_cancelled"


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
@private
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Say what stays and what stops; do it only when the button is pressed."""
    at = instant_of(request)
    # a letter from before an upgrade leads to what its reader has now
    subscription = latest_of(subscription_by_ref(links.read(CANCEL_LINK, token, at=at)))
    if request.method == "POST":
        _obey(request, subscription)
        return redirect("storefront:cancel", token)
    off = None if subscription.auto_renew else latest_entries([subscription.ref], OFF).get(subscription.ref)
    context = {
        "whole": whole_subscription(subscription, at=at),
        "cancelled_at": off and off.at,
        "on_its_way": on_its_way(subscription),
    }
    return render(request, "storefront/cancelling/cancel.html", context)


def _obey(request: HttpRequest, subscription: Subscription) -> None:
    at, by = instant_of(request), subscription.customer.ref
    wish = request.POST.get("wish")
    if wish == "cancel":
        wish_acts.cancel(subscription, at=at, by=by)
        messages.success(request, _("The renewal is cancelled. We have confirmed it by e-mail."))
    elif wish == "resume":
        wish_acts.resume(subscription, at=at, by=by)
        messages.success(request, _("The renewal is on again. We have confirmed it by e-mail."))
