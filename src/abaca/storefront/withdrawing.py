"""Withdrawing from a contract by the link of its order, without a log-in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.access.limits import DECLARING
from abaca.design.templatetags.abaca import money
from abaca.kernel.refusals import Refusal
from abaca.store.notices.actions import ORDER_LINK
from abaca.store.workflows import jobs
from abaca.store.workflows.letter_links import order_by_link
from abaca.store.workflows.queries import whole_order
from abaca.store.workflows.rights import back_of, right_of

from .forms.declaring import AccountForm
from .limits import limited
from .visitors import instant_of, private

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
@private
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Say what comes back and what ends, then do it; where the right has lapsed, say why."""
    at = instant_of(request)
    whole = whole_order(order_by_link(ORDER_LINK, token, at=at), at=at)
    right = right_of(whole, at=at)
    context = {"whole": whole, "right": right, "token": token}
    if not right.is_open:
        return render(request, "storefront/declaring/withdraw.html", context)
    back = back_of(whole, at=at)
    form = AccountForm(request.POST if request.method == "POST" else None, by_transfer=back.by_transfer)
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            jobs.withdraw(whole.order, iban=form.cleaned_data.get("iban", ""), at=at, by=whole.order.customer.ref)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
        else:
            said = _("Your withdrawal has arrived. You get {sum} back, and a letter confirms it.")
            messages.success(request, said.format(sum=money(back.total)))
            return redirect("storefront:order", token)
    context |= {"form": form, "back": back}
    return render(request, "storefront/declaring/withdraw.html", context, status=status)
