"""Cancelling and resuming a renewal for a customer who asks for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import day
from abaca.kernel.refusals import Refusal
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import SubscriptionUnknown as ForeignSubscription
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.store.workflows import cancellation
from abaca.store.workflows.queries import whole_subscription

from . import on_tickets
from .door import at_of, by_of, staff_only
from .words import subscription_sentence


class SubscriptionUnknown(Refusal):
    code = "subscription_unknown"
    sentence = gettext_lazy("There is no subscription with this reference.")
    status = 404


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then turn the renewal off."""
    subscription = subscription_with(ref)
    if request.method != "POST":
        return _ask(request, subscription, "console/subscriptions/cancel.html")
    cancelled = cancellation.cancel(subscription, at=at_of(request), by=by_of(request))
    said = _("The renewal is cancelled. {title} stays active until {ends}; the customer gets a letter about it.")
    return _done(request, cancelled, said, "deed.cancelled")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then turn the renewal on again."""
    subscription = subscription_with(ref)
    if request.method != "POST":
        return _ask(request, subscription, "console/subscriptions/resume.html")
    resumed = cancellation.resume(subscription, at=at_of(request), by=by_of(request))
    said = _("The renewal is resumed. {title} renews on {ends}; the customer gets a letter about it.")
    return _done(request, resumed, said, "deed.resumed")


def _ask(request: HttpRequest, subscription: Subscription, template: str) -> HttpResponse:
    whole = whole_subscription(subscription, at=at_of(request))
    page = reverse("console:customer", args=[subscription.customer.ref])
    context = {
        "subscription": subscription,
        "price": whole.price,
        "sentence": subscription_sentence(whole),
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (subscription.customer.name, page)],
    }
    return render(request, template, context)


def _done(request: HttpRequest, subscription: Subscription, said: str, deed: str) -> HttpResponse:
    messages.success(request, said.format(title=subscription.plan.title, ends=day(subscription.ends_on)))
    back = redirect("console:customer", subscription.customer.ref)
    return on_tickets.done(request, deed, back, whose=subscription.customer.ref, title=subscription.plan.title)


def subscription_with(ref: str) -> Subscription:
    """Return the subscription that an address names."""
    try:
        return subscription_by_ref(ref)
    except ForeignSubscription as unknown:
        raise SubscriptionUnknown from unknown
