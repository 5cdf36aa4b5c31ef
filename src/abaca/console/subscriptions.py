"""Cancelling and resuming a renewal for a customer who asks for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from abaca.access.roles import ROLE_NAMES, may, who_may
from abaca.design.templatetags.abaca import day
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.states import WishKind
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import SubscriptionUnknown as ForeignSubscription
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.store.workflows import wish_acts
from abaca.store.workflows.late_charges import goes_back, on_its_way
from abaca.store.workflows.queries import whole_subscription
from abaca.store.workflows.wish_acts import confirm, goes_back_with

from . import on_tickets
from .door import allowed, at_of, by_of, concerns
from .words import subscription_sentence

REFUND = "refunds.make"


class SubscriptionUnknown(Refusal):
    code = "subscription_unknown"
    sentence = gettext_lazy("There is no subscription with this reference.")
    status = 404


@allowed("desk.act")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then turn the renewal off."""
    subscription = subscription_with(ref)
    concerns(request, subscription.customer.ref)
    if request.method != "POST":
        return _ask(
            request,
            subscription,
            "console/subscriptions/cancel.html",
            on_its_way=on_its_way(subscription),
            **_of_the_money(request, subscription),
        )
    cancelled = _fulfilled(request, subscription, wish_acts.cancel)
    return _done(request, cancelled, _what_came_of_it(request, cancelled), "deed.cancelled")


@allowed("desk.act")
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask first, then turn the renewal on again."""
    subscription = subscription_with(ref)
    concerns(request, subscription.customer.ref)
    if request.method != "POST":
        return _ask(request, subscription, "console/subscriptions/resume.html")
    resumed = _fulfilled(request, subscription, wish_acts.resume)
    said = _("The renewal is resumed. {title} renews on {ends}; the customer gets a letter about it.")
    return _done(request, resumed, said, "deed.resumed")


def _of_the_money(request: HttpRequest, subscription: Subscription) -> dict[str, object]:
    """Return what was charged after the mail had come that the page is about: what goes back, or what stays."""
    wish = on_tickets.open_wish(request, subscription.customer)
    if wish is None or wish.kind != WishKind.CANCEL:
        return {}
    back = goes_back(subscription, wish.came_at)
    if goes_back_with(wish, may_refund=_may_refund(request)):
        return {"goes_back": back}
    return {"stays_charged": back, "who_decides": " · ".join(str(ROLE_NAMES[role]) for role in who_may(REFUND))}


def _may_refund(request: HttpRequest) -> bool:
    return may(str(getattr(request.user, "role", "")), REFUND)


def _fulfilled(request: HttpRequest, subscription: Subscription, act: Callable[..., Subscription]) -> Subscription:
    """Do it; for a wish of a mail with the mail as evidence, and with its letter in the conversation."""
    wish = on_tickets.wish_about(request, subscription.customer)
    if wish is None:
        return act(subscription, at=at_of(request), by=by_of(request))
    allowed_to = _may_refund(request)
    confirm(
        wish.ref, subscription.ref, at=at_of(request), by=by_of(request), reason=Reason.BY_STAFF, may_refund=allowed_to
    )
    return subscription_with(subscription.ref)


def _what_came_of_it(request: HttpRequest, cancelled: Subscription) -> str:
    wish = on_tickets.wish_to_look_at(request, cancelled.customer)
    facts = wish.facts if wish else {}
    if "not_given_back" in facts:
        return _("The renewal is cancelled. What was charged since the mail could not go back; the ticket says why.")
    if "given_back" in facts:
        return _("The renewal is cancelled, and what was charged after the mail had come goes back to the customer.")
    return _("The renewal is cancelled. {title} stays active until {ends}; the customer gets a letter about it.")


def _ask(request: HttpRequest, subscription: Subscription, template: str, **more: object) -> HttpResponse:
    whole = whole_subscription(subscription, at=at_of(request))
    page = reverse("console:customer", args=[subscription.customer.ref])
    context = {
        "subscription": subscription,
        "price": whole.price,
        "sentence": subscription_sentence(whole),
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (subscription.customer.name, page)],
        **more,
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
