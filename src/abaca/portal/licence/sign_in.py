"""Signing in as a holder: an address, then the code that came to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts import actions as accounts

from . import holders
from .activate import redeemed
from .forms import AddressForm, CodeForm

NO_CREDENTIALS = 401  # a browser knows this status only with a challenge of its own kind
UNFIT = 422


def address(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send a code there."""
    started = holders.under_way(request)
    form = AddressForm(request.POST or None, initial={"email": started.email if started else ""})
    if request.method != "POST" or not form.is_valid():
        return _address_page(request, form, status=UNFIT if form.errors else 200)
    try:
        _send(request, form.cleaned_data["email"])
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return _address_page(request, form, status=refusal.status)
    return redirect("licence:code")


def code(request: HttpRequest) -> HttpResponse:
    """Take the code; with a product key at hand, redeem it right away."""
    started = holders.under_way(request)
    if started is None:
        return redirect("licence:sign_in")
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form, started, status=UNFIT if form.errors else 200)
    try:
        signed_in = accounts.sign_in(
            challenge=started.challenge,
            code=form.cleaned_data["code"],
            fingerprint=holders.page_of(request),
            at=holders.at_of(request),
            by="the page",
        )
    except Refusal as refusal:
        form.add_error("code", str(refusal))
        status = UNFIT if refusal.status == NO_CREDENTIALS else refusal.status
        return _code_page(request, form, started, status=status)
    holders.let_in(request, signed_in.account)
    if holders.request_at_hand(request):
        return redirect("licence:offline_check")
    at_hand = holders.key_at_hand(request)
    return redeemed(request, signed_in.account, at_hand) if at_hand else redirect("licence:account")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of the holder; what is at hand stays, for another address."""
    holders.let_out(request)
    at_hand = holders.key_at_hand(request) or holders.request_at_hand(request)
    return redirect("licence:sign_in" if at_hand else "licence:activate")


def _send(request: HttpRequest, email: str) -> None:
    challenge = accounts.send_code(
        email=email,
        fingerprint=holders.page_of(request),
        language=holders.language(),
        network=holders.network(request),
        at=holders.at_of(request),
    )
    holders.begin(request, holders.SignIn(email, challenge))


def _address_page(request: HttpRequest, form: AddressForm, *, status: int) -> HttpResponse:
    context = {"form": form, "key": holders.key_at_hand(request), "holder": holders.holder(request)}
    return render(request, "portal/licence/address.html", context, status=status)


def _code_page(request: HttpRequest, form: CodeForm, started: holders.SignIn, *, status: int) -> HttpResponse:
    context = {"form": form, "email": started.email, "key": holders.key_at_hand(request)}
    return render(request, "portal/licence/code.html", context, status=status)
