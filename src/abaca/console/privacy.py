"""A customer asks for a copy of his data, or wants to be forgotten."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from abaca.design.downloads import attachment
from abaca.kernel.refusals import Refusal
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import holder_of
from abaca.store.workflows.data_copy import note_copy

from . import queries
from .door import allowed, at_of, by_of, concerns


@allowed("privacy.export")
@require_POST
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """Give away all that is known of a customer, as an archive."""
    customer, at = queries.customer_with(ref), at_of(request)
    concerns(request, customer.ref)
    content = import_string(f"{settings.DATA_REQUESTS}.copy_of")(customer, at=at)
    note_copy(customer, at=at, by=by_of(request))
    return attachment(content, name=f"{customer.ref}.zip", media_type="application/zip")


@allowed("privacy.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what would be kept, and until when; then forget the customer."""
    customer, at = queries.customer_with(ref), at_of(request)
    concerns(request, customer.ref)
    try:
        kept = import_string(f"{settings.DATA_REQUESTS}.weigh")(customer, at=at)
        if request.method == "POST" and "confirmed" in request.POST:
            import_string(f"{settings.DATA_REQUESTS}.erase")(customer, at=at, by=by_of(request))
            messages.success(request, _("The data are erased, apart from the papers that the law keeps."))
            return redirect("console:customer", customer.ref)
    except Refusal as refusal:
        return _page(request, customer, status=refusal.status, refusal=str(refusal))
    return _page(request, customer, kept=kept)


def _page(request: HttpRequest, customer: Customer, *, status: int = 200, **more: Any) -> HttpResponse:
    page = reverse("console:customer", args=[customer.ref])
    ways = [(_("Console"), reverse("console:home")), (customer.name or customer.ref, page)]
    context = {"customer": customer, "page": page, "ways": ways, "holder": holder_of(customer), **more}
    return render(request, "console/privacy/erase.html", context, status=status)


# --- whoever is no customer ------------------------------------------------------------------------------------------


@allowed("privacy.export")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Show what is known about an address of somebody who is no customer; of a customer, go to his page.

    It posts: no address stands in the browser's history or in a log.
    """
    email = request.POST.get("email", "").strip()
    if request.method != "POST":
        return _person_page(request)
    if customer := import_string(f"{settings.DATA_REQUESTS}.customer_at")(email):
        concerns(request, customer.ref)
        return redirect("console:customer", customer.ref)
    try:
        data = import_string(f"{settings.DATA_REQUESTS}.everything_at")(email, at=at_of(request))
    except Refusal as refusal:
        return _person_page(request, email=email, refusal=str(refusal), status=refusal.status)
    return _person_page(request, email=email, data=data)


@allowed("privacy.export")
@require_POST
def export_person(request: HttpRequest) -> HttpResponse:
    """Give away all that is known about an address of somebody who is no customer, as an archive."""
    email = request.POST.get("email", "").strip()
    try:
        content = import_string(f"{settings.DATA_REQUESTS}.copy_at")(email, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        return _person_page(request, email=email, refusal=str(refusal), status=refusal.status)
    return attachment(content, name="data.zip", media_type="application/zip")


@allowed("privacy.erase")
@require_POST
def erase_person(request: HttpRequest) -> HttpResponse:
    """Forget somebody who is no customer; the page before has said what is known."""
    email = request.POST.get("email", "").strip()
    try:
        import_string(f"{settings.DATA_REQUESTS}.erase_at")(email, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        return _person_page(request, email=email, refusal=str(refusal), status=refusal.status)
    messages.success(request, _("The data are erased, apart from the papers that the law keeps."))
    return redirect("console:person_data")


def _person_page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    ways = [(_("Console"), reverse("console:home"))]
    return render(request, "console/privacy/person.html", {"ways": ways, **more}, status=status)
