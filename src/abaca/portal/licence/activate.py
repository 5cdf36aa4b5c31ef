"""Activating: one field for the product key, then who uses the program, then the licence."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.offline import looks_like_one
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import uses_foreign_keys
from abaca.licensing.workflows import redemption
from abaca.licensing.workflows.redemption import ProductKeyMistyped

from . import holders
from .diagnoses import sentence
from .forms import KeyForm
from .offline import taken_as_text


def key(request: HttpRequest) -> HttpResponse:
    """Take a product key in any form; say what is wrong with it, or go on."""
    form = KeyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _key_page(request, form, status=422 if form.errors else 200)
    if looks_like_one(form.cleaned_data["product_key"]):
        return taken_as_text(request, form.cleaned_data["product_key"])
    try:
        found = redemption.find_on_page(
            form.cleaned_data["product_key"], network=holders.network(request), at=holders.at_of(request)
        )
    except ProductKeyMistyped as mistyped:
        form.add_error("product_key", sentence(mistyped.reading))
        return _key_page(request, form, status=mistyped.status, suggestion=mistyped.reading.suggestion)
    except Refusal as refusal:
        form.add_error("product_key", str(refusal))
        return _key_page(request, form, status=refusal.status)
    holders.take_key(request, found)
    return redirect("licence:redeem" if holders.holder(request) else "licence:sign_in")


def redeem(request: HttpRequest) -> HttpResponse:
    """Ask a holder who is signed in already whether the key is for this account, and redeem it."""
    account, at_hand = holders.holder(request), holders.key_at_hand(request)
    if at_hand is None:
        return redirect("licence:activate")
    if account is None:
        return redirect("licence:sign_in")
    if request.method == "POST":
        return redeemed(request, account, at_hand)
    return render(request, "portal/licence/redeem.html", {"holder": account, "key": at_hand, "here": "activate"})


def redeemed(request: HttpRequest, account: Account, at_hand: ProductKey) -> HttpResponse:
    """Redeem the key at hand and show the licence, or say why not."""
    holders.lay_key_down(request)
    try:
        done = product_keys.redeem(at_hand.pk, account, at=holders.at_of(request), by=account.ref)
    except Refusal as refusal:
        form = KeyForm({"product_key": ""})
        form.full_clean()
        form.errors.clear()
        form.add_error("product_key", str(refusal))
        return _key_page(request, form, status=refusal.status)
    if done.already:
        messages.info(request, _("This product key was redeemed before, by you. Nothing has changed."))
    else:
        messages.success(request, _("Your product key is redeemed. You can use the program now."))
    return redirect("licence:account")


def _key_page(request: HttpRequest, form: KeyForm, *, status: int, suggestion: str | None = None) -> HttpResponse:
    any_form = uses_foreign_keys(None)
    if any_form:  # the browser's check and the length of our own keys would mislead
        form.fields["product_key"].help_text = _("You can paste it as it stands in your letter.")
    context = {
        "form": form,
        "suggestion": suggestion,
        "any_form": any_form,
        "holder": holders.holder(request),
        "here": "activate",
    }
    return render(request, "portal/licence/activate.html", context, status=status)
