"""The account of the program's user: plans, the reasons for their dates, devices, product keys."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.design.downloads import attachment
from abaca.kernel.refusals import Refusal
from abaca.licensing.workflows.activation import release_own
from abaca.licensing.workflows.queries import overview as all_held

from . import holders
from .bridge import bridges_of
from .reasons import reasons


def overview(request: HttpRequest) -> HttpResponse:
    """Show what the holder has."""
    account = holders.holder(request)
    if account is None:
        return redirect("licence:sign_in")
    at = holders.at_of(request)
    all_of_it = all_held(account, at=at)
    context = {
        "holder": account,
        "licences": [{"held": held, "now": held.current, "reasons": reasons(held)} for held in all_of_it],
        "bridges": bridges_of(all_of_it, at=at),
        "at": at,
        "here": "account",
    }
    return render(request, "portal/licence/account.html", context)


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Give the holder, who has just proven his address, a copy of his data; who is a customer too, gets it there."""
    account = holders.holder(request)
    if account is None or account.email is None:
        return redirect("licence:sign_in")
    copy_at, at = import_string(f"{settings.DATA_REQUESTS}.copy_at"), holders.at_of(request)
    try:
        content = copy_at(account.email, language=holders.language(), at=at, by=account.ref)
    except Refusal as refusal:
        if refusal.code == "has_account":
            return redirect("portal:ask_for_copy")
        raise
    return attachment(content, name=f"{account.ref}.zip", media_type="application/zip")


@require_POST
def release(request: HttpRequest, device: UUID) -> HttpResponse:
    """Take one of the holder's devices out of use."""
    account = holders.holder(request)
    if account is None:
        return redirect("licence:sign_in")
    try:
        name = release_own(account, device, at=holders.at_of(request), by=account.ref)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("“{device}” is released. Its place is free for another device.")
        messages.success(request, said.format(device=name or _("Device without a name")))
    return redirect("licence:account")
