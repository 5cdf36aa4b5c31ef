"""A customer takes a copy of his data along, or wants to be forgotten."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abaca.access.links import read, sign
from abaca.design.downloads import attachment
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.store.customers.models import Customer
from abaca.store.workflows.data_copy import note_copy
from abaca.store.workflows.pausing import refuse_just_readdressed

from .entrance import CustomerRequest, for_customers

PURPOSE = "data_copy"
LINK_DAYS = 2


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
@reauthentication_required
def copy(request: CustomerRequest) -> HttpResponse:
    """Send a link to a copy of all data to the address that is registered."""
    customer = request.customer
    if request.method != "POST":
        return render(request, "portal/my_data/copy.html", {"days": LINK_DAYS})
    try:
        refuse_just_readdressed(customer, at=request.at)
    except Refusal as refusal:
        context = {"days": LINK_DAYS, "refusal": str(refusal)}
        return render(request, "portal/my_data/copy.html", context, status=refusal.status)
    token = sign(PURPOSE, customer.ref, days=LINK_DAYS, at=request.at)
    link = settings.PUBLIC_URL + reverse("portal:data_copy", args=[token])
    key = f"data_copy/{customer.ref}/{request.at.isoformat()}"
    letter = _letter("data_copy", customer, key=key, facts={"days": LINK_DAYS}, secrets={"link": link})
    enqueue([letter], at=request.at)
    messages.success(request, _("The link is on its way to {email}.").format(email=customer.email))
    return redirect("portal:my_data")


@require_safe
@for_customers
def download(request: CustomerRequest, token: str) -> HttpResponse:
    """Give the copy to the customer of the link, who has to be logged in: neither the link nor the log-in is enough."""
    if read(PURPOSE, token, at=request.at) != request.customer.ref:
        raise Http404
    refuse_just_readdressed(request.customer, at=request.at)
    content = import_string(f"{settings.DATA_REQUESTS}.copy_of")(request.customer, at=request.at)
    note_copy(request.customer, at=request.at, by=request.customer.ref)
    return attachment(content, name=f"{request.customer.ref}.zip", media_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
@reauthentication_required
def erase(request: CustomerRequest) -> HttpResponse:
    """Show what would be kept, and until when; then forget the customer, whom a last letter tells so."""
    customer = request.customer
    try:
        kept = import_string(f"{settings.DATA_REQUESTS}.weigh")(customer, at=request.at)
        if request.method == "POST" and "confirmed" in request.POST:
            return _forget(request, customer)
    except Refusal as refusal:
        return render(request, "portal/my_data/erase.html", {"refusal": str(refusal)}, status=refusal.status)
    return render(request, "portal/my_data/erase.html", {"kept": kept})


def _forget(request: HttpRequest, customer: Customer) -> HttpResponse:
    at = getattr(request, "at")  # noqa: B009 - the one instant, which the middleware gave
    kept = import_string(f"{settings.DATA_REQUESTS}.erase")(customer, at=at, by=customer.ref)
    logout(request)
    return render(request, "portal/my_data/erased.html", {"kept": kept})


def _letter(
    name: str, customer: Customer, *, key: str, facts: dict[str, Any], secrets: dict[str, str] | None = None
) -> Draft:
    return Draft(
        to_address=customer.email,
        to_name=customer.name,
        language=customer.language,
        template=f"access/{name}",
        kind=f"access.{name}",
        context={**facts, "email": customer.email},
        secrets=secrets or {},
        whose=customer.ref,
        key=key,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
