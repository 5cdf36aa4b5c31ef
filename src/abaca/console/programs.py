"""What programs are told: how they may ask, by which keys our answers are signed, and whether those arrive whole."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.licensing.facades.actions import settle_in
from abaca.licensing.facades.jobs import check_from_outside
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.queries import published
from abaca.licensing.licences.actions import set_switches
from abaca.licensing.licences.models import Product
from abaca.licensing.licences.queries import product_with, products
from abaca.licensing.licences.switches import SWITCHES

from .door import allowed, at_of, by_of

LONGEST_HOSTS = 1000


@allowed("settings")
def programs(request: HttpRequest) -> HttpResponse:
    """Show everything that an engineer needs to point a program at us."""
    current_signer(at=at_of(request))  # a new installation makes its first key here, so that it can be pinned
    context = {
        "here": "programs",
        "products": [{"product": product, "switches": _switches(product)} for product in products()],
        "installation": settle_in(at=at_of(request)),
        "signing_keys": [(key, bytes(key.public_key).hex()) for key in published()],
        "address": settings.PUBLIC_URL,
    }
    return render(request, "console/programs/programs.html", context)


@allowed("settings")
@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Set the switches of a product."""
    wished = {name: name in request.POST for name in SWITCHES}
    hosts = request.POST.get("hosts", "")[:LONGEST_HOSTS].replace(",", " ").lower().split()
    product = set_switches(product_with(code).code, wished, hosts=hosts, at=at_of(request), by=by_of(request))
    messages.success(request, _("{product}: saved.").format(product=product.name))
    return redirect("console:programs")


@allowed("settings")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Call ourselves from outside and verify our own signature."""
    found = check_from_outside(settings.PUBLIC_URL)
    tell = messages.success if found.well else messages.error
    tell(request, found.sentence)
    return redirect("console:programs")


def _switches(product: Product) -> list[tuple[str, bool, str]]:
    words = {
        "keygen_facade": _("Programs may speak Keygen's protocol."),
        "lemonsqueezy_facade": _("Programs may speak LemonSqueezy's protocol."),
        "require_product_scope": _("A Keygen validation must name the product."),
        "require_fingerprint_scope": _("A Keygen validation must name the device."),
        "license_files": _("Licence files, which name no device, may be checked out."),
        "foreign_keys": _("Product keys may have another form than ours."),
    }
    return [(name, getattr(product, name), words[name]) for name in SWITCHES]
