"""An order is given back within 14 days: a page that says what happens, and a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import money
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.orders.queries import order_of
from abaca.store.subscriptions.models import Upgrade
from abaca.store.subscriptions.queries import upgrades_of_orders
from abaca.store.workflows import jobs
from abaca.store.workflows.queries import WholeOrder, whole_order
from abaca.store.workflows.refunds import Extent, Quote, Wish, quote

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.giving_back import GiveBackForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def give_back(request: CustomerRequest, number: str) -> HttpResponse:
    """Say what comes back and what ends, then do it; no reason is asked."""
    whole = whole_order(order_of(request.customer.pk, number), at=request.at)
    if not can_be_given_back(whole, request):
        return render(request, "portal/orders/give_back.html", {"whole": whole, "quote": None})
    back = upgrades_of_orders([whole.order.pk]).get(whole.order.pk)
    by_transfer = whole.payment is not None and whole.payment.attempt_id is None
    form = GiveBackForm(request.POST if request.method == "POST" else None, by_transfer=by_transfer)
    told, status = quote(whole.order, Wish(Extent.WHOLE), at=request.at), UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            jobs.withdraw(whole.order, iban=form.account(), at=request.at, by=request.customer.ref)
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            messages.success(
                request, _("You get {sum} back. A letter confirms it.").format(sum=money(_sum(told, back)))
            )
            return redirect("portal:order", number)
    context = {"whole": whole, "quote": _shown(told, back), "form": form, "by_transfer": by_transfer, "back": back}
    return render(request, "portal/orders/give_back.html", context, status=status)


def can_be_given_back(whole: WholeOrder, request: CustomerRequest) -> bool:
    """Tell whether the 14 days still run."""
    last = whole.give_back_until
    return last is not None and local_day(request.at, whole.order.time_zone) <= last


def _shown(told: Quote, back: Upgrade | None) -> dict[str, object]:
    """Return the sums for people; what credit notes had paid of an upgrade pays for the old plan again."""
    return {
        "total": _sum(told, back),
        "to_method": (told.to_method, told.currency) if told.to_method else None,
        "to_credit": (told.to_credit, told.currency) if told.to_credit and back is None else None,
    }


def _sum(told: Quote, back: Upgrade | None) -> Money:
    return told.total if back is None else Money(told.to_method, told.currency)
