"""An order is given back within its days: a page that says what happens, and a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import money
from abaca.kernel.refusals import Refusal
from abaca.store.orders.queries import order_of
from abaca.store.workflows import jobs
from abaca.store.workflows.queries import whole_order
from abaca.store.workflows.rights import back_of, right_of

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.giving_back import GiveBackForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def give_back(request: CustomerRequest, number: str) -> HttpResponse:
    """Say what comes back and what ends, then do it; no reason is asked."""
    whole = whole_order(order_of(request.customer.pk, number), at=request.at)
    right = right_of(whole, at=request.at)
    if not right.is_open:
        return render(request, "portal/orders/give_back.html", {"whole": whole, "right": right, "back": None})
    back = back_of(whole, at=request.at)
    form = GiveBackForm(request.POST if request.method == "POST" else None, by_transfer=back.by_transfer)
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            jobs.withdraw(whole.order, iban=form.account(), at=request.at, by=request.customer.ref)
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, _("You get {sum} back. A letter confirms it.").format(sum=money(back.total)))
            return redirect("portal:order", number)
    context = {"whole": whole, "right": right, "form": form, "back": back}
    return render(request, "portal/orders/give_back.html", context, status=status)
