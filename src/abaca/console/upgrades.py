"""A customer asks by mail what a larger plan costs: the answer is a letter with the price and its link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.store.workflows.queries import whole_subscription
from abaca.store.workflows.quotes import explained, shown
from abaca.store.workflows.upgrade import NoUpgrade, offer_by_letter, offer_of

from . import on_tickets
from .door import allowed, at_of, by_of, concerns
from .subscriptions import subscription_with
from .words import subscription_sentence


@allowed("desk.act")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the price with its derivation first, then send the letter."""
    subscription, at = subscription_with(ref), at_of(request)
    concerns(request, subscription.customer.ref)
    plan, page = subscription.plan.upgrades_to, reverse("console:customer", args=[subscription.customer.ref])
    try:
        if plan is None:
            raise NoUpgrade
        if request.method == "POST":
            order = offer_by_letter(subscription, plan, at=at, by=by_of(request))
            said = _("The letter with order {number} is on its way to {address}.")
            messages.success(request, said.format(number=order.number, address=order.customer.email))
            return on_tickets.done(
                request, "deed.offered", redirect(page), whose=order.customer.ref, order=order.number
            )
        found = shown(offer_of(subscription, plan, at=at))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(page)
    context = {
        "subscription": subscription,
        "offer": found,
        "lines": explained(found),
        "sentence": subscription_sentence(whole_subscription(subscription, at=at)),
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (subscription.customer.name, page)],
    }
    return render(request, "console/subscriptions/upgrade.html", context)
