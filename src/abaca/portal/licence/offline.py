"""Activating a computer without a network: hand in its request, look at it, carry the answer back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.actions import DeviceLimit
from abaca.licensing.devices.offline import OfflineRequest
from abaca.licensing.workflows import offline as story
from abaca.licensing.workflows.offline import Activated, Wish

from . import holders
from .forms import OfflineForm, ReplaceForm
from .qr import picture_of

CARRIED = "licence_carried"
UNFIT = 422


@never_cache
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take the request of a computer as text or file."""
    if request.method != "POST":
        holders.lay_request_down(request)
        return _form_page(request, OfflineForm(), status=200)
    form = OfflineForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, status=UNFIT)
    return taken(request, form, form.cleaned_data["asked"])


def taken_as_text(request: HttpRequest, text: str) -> HttpResponse:
    """Take a request that was pasted into the field for product keys."""
    form = OfflineForm({"request": text})
    if not form.is_valid():
        return _form_page(request, form, status=UNFIT)
    return taken(request, form, form.cleaned_data["asked"])


def taken(request: HttpRequest, form: OfflineForm, asked: OfflineRequest) -> HttpResponse:
    """Go on with a request that can be read, unless what it names is not here."""
    try:
        story.look_at(asked, network=holders.network(request), at=holders.at_of(request))
    except Refusal as refusal:
        form.add_error("request", str(refusal))
        return _form_page(request, form, status=refusal.status)
    holders.take_request(request, asked)
    return redirect("licence:offline_check")


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Show what will be activated, and do it."""
    asked = holders.request_at_hand(request)
    if asked is None:
        return redirect("licence:offline")
    try:
        wish = story.look_at(asked, network=holders.network(request), at=holders.at_of(request))
    except Refusal as refusal:
        form = OfflineForm({"request": ""})
        form.errors.clear()
        form.add_error("request", str(refusal))
        return _form_page(request, form, status=refusal.status)
    account = holders.holder(request)
    if request.method != "POST":
        return _check_page(request, wish)
    if wish.needs_account and account is None:
        return redirect("licence:sign_in")
    return _activate(request, wish)


def _activate(request: HttpRequest, wish: Wish) -> HttpResponse:
    account, choice = holders.holder(request), ReplaceForm(request.POST)
    replace_device = choice.cleaned_data["replace_device"] if choice.is_valid() else None
    try:
        done = story.activate(
            wish.request,
            account=account,
            network=holders.network(request),
            replace_device=replace_device,
            at=holders.at_of(request),
            by=account.ref if account else "the page",
        )
    except Refusal as refusal:
        return _check_page(request, wish, refusal)
    holders.lay_request_down(request)
    request.session[CARRIED] = _carried(wish, done)
    return redirect("licence:offline_done")


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """Give what is carried back to the computer: a file, a QR code, a text."""
    carried = request.session.get(CARRIED)
    if carried is None:
        return redirect("licence:offline")
    context = {
        **carried,
        "expires": datetime.fromisoformat(carried["expires"]),
        "picture": picture_of(carried["compact"]),
        "holder": holders.holder(request),
        "here": "activate",
    }
    return render(request, "portal/licence/offline/done.html", context)


@never_cache
def machine_file(request: HttpRequest) -> HttpResponse:
    """Give the machine file to save."""
    carried = request.session.get(CARRIED)
    if carried is None or not carried["machine_file"]:
        return redirect("licence:offline")
    name = f"{carried['product']}.lic"
    return HttpResponse(
        carried["machine_file"],
        content_type="application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""},
    )


def _carried(wish: Wish, done: Activated) -> dict[str, str | None]:
    """Return what the page gives back; nothing of it is a secret, since it works on one computer only."""
    return {
        "product": wish.product.code,
        "product_name": wish.product.name,
        "device": wish.request.device_name,
        "compact": done.issued.compact,
        "machine_file": done.issued.machine_file,
        "expires": done.issued.expires.isoformat(),
    }


def _form_page(request: HttpRequest, form: OfflineForm, *, status: int) -> HttpResponse:
    context = {"form": form, "holder": holders.holder(request), "here": "activate"}
    return render(request, "portal/licence/offline/hand_in.html", context, status=status)


def _check_page(request: HttpRequest, wish: Wish, refusal: Refusal | None = None) -> HttpResponse:
    account = holders.holder(request)
    context = {
        "wish": wish,
        "refusal": refusal,
        "devices": refusal.facts["devices"] if isinstance(refusal, DeviceLimit) else [],
        "who_is_missing": wish.needs_account and account is None,
        "holder": account,
        "here": "activate",
    }
    status = refusal.status if refusal else 200
    return render(request, "portal/licence/offline/check.html", context, status=status)
