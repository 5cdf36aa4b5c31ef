"""A bridge code for the holder whose program says Free though the licence runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.queries import next_bridge_codes
from abaca.licensing.licences.states import Standing
from abaca.licensing.workflows.bridging import make_for_holder
from abaca.licensing.workflows.queries import Held

from . import holders

GIVES_NONE = {Standing.SUSPENDED, Standing.EXPIRED}


@dataclass(frozen=True)
class Bridge:
    """A licence for which a code can be made, and when; None for now."""

    held: Held
    next_at: datetime | None


def bridges_of(licences: Sequence[Held], *, at: datetime) -> list[Bridge]:
    """Return for which licences a code may be made, with one statement."""
    running = [held for held in licences if held.current.standing not in GIVES_NONE]
    next_at = next_bridge_codes([held.licence.ref for held in running], at=at)
    return [Bridge(held, next_at[held.licence.ref]) for held in running]


@require_POST
@never_cache
def bridge_code(request: HttpRequest, licence: UUID) -> HttpResponse:
    """Make a code and show it, on a page that cannot be opened again."""
    account = holders.holder(request)
    if account is None:
        return redirect("licence:sign_in")
    try:
        made = make_for_holder(account, licence, at=holders.at_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("licence:account")
    return render(request, "portal/licence/bridge_code.html", {"made": made, "holder": account, "here": "account"})
