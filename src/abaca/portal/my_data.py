"""All personal data of a customer, each with the way to change it."""

from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from abaca.access.models import User
from abaca.kernel.refusals import Refusal
from abaca.store.customers.models import AddressKind
from abaca.store.newsletters.queries import preference_path, standing_of
from abaca.store.workflows.my_data import change_address, choose_language
from abaca.store.workflows.queries import WholeCustomer, whole_customer

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.my_data import AddressForm, BillingForm, LanguageForm


@require_safe
@for_customers
def my_data(request: CustomerRequest) -> HttpResponse:
    whole = whole_customer(request.customer, at=request.at)
    user = cast(User, request.user)
    context = {
        "whole": whole,
        "billing": whole.addresses.get(AddressKind.BILLING),
        "delivery": whole.addresses.get(AddressKind.DELIVERY),
        "methods": _methods(whole),
        "renewing": [s for s in whole.subscriptions if s.subscription.state == "active"],
        "newsletter": standing_of(request.customer),
        "has_password": user.has_usable_password(),
        "has_second_factor": is_mfa_enabled(user),
    }
    return render(request, "portal/my_data/my_data.html", context)


def _methods(whole: WholeCustomer) -> list[dict[str, object]]:
    """Return each saved method with the subscriptions that are charged to it."""
    active = [s for s in whole.subscriptions if s.subscription.state == "active"]
    return [
        {"method": method, "used_for": [s for s in active if s.subscription.method_ref == method.ref]}
        for method in whole.methods
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def address(request: CustomerRequest, kind: str) -> HttpResponse:
    known = request.customer.addresses.filter(kind=kind).first()
    form = (BillingForm if kind == AddressKind.BILLING else AddressForm)(request.POST or None, known=known)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                change_address(request.customer, kind, form.facts(), at=request.at, by=request.customer.ref)
            except Refusal as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, _("The address is changed. It counts for renewals and future invoices."))
                return redirect("portal:my_data")
    return render(request, "portal/my_data/address.html", {"form": form, "kind": kind}, status=status)


@require_safe
@for_customers
def newsletter(request: CustomerRequest) -> HttpResponse:
    """Lead to the page on which one says yes or no to newsletters; each newsletter leads there too."""
    return redirect(preference_path(request.customer.ref, at=request.at))


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def language(request: CustomerRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": request.customer.language})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["language"]
        choose_language(request.customer, chosen, at=request.at, by=request.customer.ref)
        with override(chosen):
            messages.success(request, _("From now on our letters to you are written in this language."))
        return redirect("portal:my_data")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/my_data/language.html", {"form": form}, status=status)
