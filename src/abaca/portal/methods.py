"""How the next terms of a subscription are paid: with a saved method, a new one, or by bank transfer.

And how a saved method is removed.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from abaca.kernel.refusals import Refusal
from abaca.store.payments.queries import method_of, methods_of
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import subscription_of
from abaca.store.workflows import jobs, paying
from abaca.store.workflows.queries import whole_subscription

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.methods import MethodForm
from .needs import pay_link


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def method(request: CustomerRequest, ref: str) -> HttpResponse:
    whole = whole_subscription(subscription_of(request.customer.pk, ref), at=request.at)
    s = whole.subscription
    saved = methods_of(request.customer.pk)
    form = MethodForm(request.POST or None, saved=saved, now=s.method_ref or s.method_kind)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                _change(request, s, form)
            except Refusal as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, _("The payment method is changed. We confirm it by letter."))
                return redirect("portal:my_data")
    pay = pay_link(whole.renewal, at=request.at) if whole.renewal else ""
    context = {"form": form, "whole_subscription": whole, "pay": pay}
    return render(request, "portal/my_data/method.html", context, status=status)


@require_POST
@for_customers
def remove(request: CustomerRequest, ref: str) -> HttpResponse:
    """Take a saved method away, here and at its provider, unless a renewal needs it."""
    try:
        paying.remove_method(method_of(request.customer.pk, ref), at=request.at, by=request.customer.ref)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The payment method is removed. The payment provider drops it too."))
    return redirect("portal:my_data")


def _change(request: CustomerRequest, subscription: Subscription, form: MethodForm) -> None:
    by = request.customer.ref
    if form.saved_ref:
        known = method_of(request.customer.pk, form.saved_ref)
        paying.change_method(subscription, known, at=request.at, by=by)
    else:
        jobs.change_method(subscription, form.means_of(), at=request.at, by=by)
