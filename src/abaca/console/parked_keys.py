"""Product keys that wait for a person: ask the source again, or enter one by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.kernel.refusals import Refusal
from abaca.store.product_keys.queries import errand_with
from abaca.store.workflows import key_delivery

from . import queries
from .door import allowed, at_of, by_of, concerns
from .failures import failure_words
from .forms.key_sources import ByHandForm


@allowed("keys.deliver")
@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Show what waits, with what the generator said."""
    pile = queries.parked_keys(queries.MOST_FOUND)
    concerns(request, *(errand.line.order.customer.ref for errand in pile.rows))
    context = {
        "here": "key_sources",
        "pile": pile,
        "rows": [(errand, failure_words(errand.reason, errand.message)) for errand in pile.rows],
        "ways": _ways(),
    }
    return render(request, "console/parked_keys/parked.html", context)


@allowed("keys.deliver")
@require_POST
def try_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the source once more."""
    try:
        concerns(request, errand_with(ref).line.order.customer.ref)
        keys = key_delivery.try_again(ref, at=at_of(request), by=by_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("console:parked_keys")
    said = _("The product key is on its way to the buyer.") if keys else _("The generator is asked again in a moment.")
    messages.success(request, said)
    return redirect("console:parked_keys")


@allowed("keys.change")
@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter a product key by hand."""
    errand = errand_with(ref)
    concerns(request, errand.line.order.customer.ref)
    form = ByHandForm(request.POST) if request.method == "POST" else ByHandForm()
    if form.is_bound and form.is_valid():
        try:
            key_delivery.enter_by_hand(ref, form.cleaned_data["text"], at=at_of(request), by=by_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The product key is on its way to the buyer."))
            return redirect("console:parked_keys")
    context = {
        "here": "key_sources",
        "errand": errand,
        "order": errand.line.order,
        "reason": failure_words(errand.reason, errand.message),
        "form": form,
        "ways": [*_ways(), (_("Waiting product keys"), reverse("console:parked_keys"))],
    }
    return render(request, "console/parked_keys/by_hand.html", context, status=422 if form.is_bound else 200)


def _ways() -> list[tuple[str, str]]:
    return [(_("Console"), reverse("console:home")), (_("Product keys"), reverse("console:key_sources"))]
