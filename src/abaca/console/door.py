"""Who may enter the console: members of the staff, by their roles, with their second step; and all of it is noted."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from abaca.access.actions import note
from abaca.access.models import AuditEntry
from abaca.access.roles import PERMISSIONS, ROLE_NAMES, Role, may, who_may
from abaca.dispatch.queries import present
from abaca.kernel.networks import shortened
from abaca.kernel.refusals import Refusal

View = Callable[..., HttpResponseBase]
SAFE = {"GET", "HEAD", "OPTIONS"}
SECOND_STEP = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
LONGEST_ABOUT = 80
MOST_WHOSE = 200  # no page shows more customers at once
NOT_FOUND, FORBIDDEN, BROKEN = 404, 403, 500


class NotYourRole(Refusal):
    code = "not_your_role"
    sentence = gettext_lazy("This needs the role {roles}. Your role is {role}. An administrator can change it.")
    status = FORBIDDEN


def allowed(permission: str, *, doing: str = "") -> Callable[[View], View]:
    """Let in who has this permission, and to whatever changes something only who has the permission `doing`.

    A guest logs in first, who has no second step sets it up, and everybody else is told which role may. Nothing is kept
    in a cache. Each request of the staff is written to the audit log, once, whatever came of it.
    """
    to_do = doing or permission
    if not {permission, to_do} <= PERMISSIONS.keys():
        raise LookupError(f"Nobody knows the permission {permission} or {to_do}.")  # a slip must not open a door

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request))
            if not request.user.is_staff:
                raise PermissionDenied
            elsewhere = second_step(request)
            if elsewhere:
                note(_entry(request, FORBIDDEN, names))  # who has only the mailbox of one of the staff is seen trying
                return elsewhere
            wanted = permission if request.method in SAFE else to_do
            return _noted(request, view, wanted, args, names)

        guarded.permissions = (permission, to_do)  # type: ignore[attr-defined]  # a test reads them
        return never_cache(guarded)

    return guard


def second_step(request: HttpRequest) -> HttpResponseBase | None:
    """Return the way to the second step for who has not taken it in this session; None where all is well.

    It is not enough that the user has one: a session from before could belong to somebody who has only his mailbox.
    """
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if not kinds & SECOND_STEP:
        messages.info(request, _("Staff log in with a second step. Please set it up now; it takes a minute."))
        return redirect_to_login(_way_back(request), reverse("mfa_activate_totp"))
    user = request.user if request.user.is_authenticated else None
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return None
    return redirect_to_login(_way_back(request), reverse("mfa_reauthenticate"))


def concerns(request: HttpRequest, *customers: str) -> None:
    """Let the audit log know whose data the page shows: the refs of customers; empty ones are left out."""
    known = [*getattr(request, "concerned", []), *customers]
    request.concerned = [ref for ref in dict.fromkeys(known) if ref][:MOST_WHOSE]  # type: ignore[attr-defined]


def with_note(request: HttpRequest, about: str) -> None:
    """Let the audit log know a ref or a code that does not stand in the address."""
    request.noted = about  # type: ignore[attr-defined]


def _noted(
    request: HttpRequest, view: View, permission: str, args: tuple[Any, ...], names: dict[str, Any]
) -> HttpResponseBase:
    status = BROKEN
    try:
        role = str(getattr(request.user, "role", ""))
        if not may(role, permission):
            raise refusal_of(role, permission)
        response = view(request, *args, **names)
        status = response.status_code
    except Refusal as refusal:
        status = refusal.status
        raise
    except Http404:
        status = NOT_FOUND
        raise
    except PermissionDenied:
        status = FORBIDDEN
        raise
    else:
        return response
    finally:
        note(_entry(request, status, names))


def refusal_of(role: str, permission: str) -> NotYourRole:
    """Return the sentence that says which roles may do what this one may not."""
    names = [str(ROLE_NAMES[each]) for each in who_may(permission)]
    others, last = names[:-1], names[-1]
    roles = _("{others} or {last}").format(others=", ".join(others), last=last) if others else last
    return NotYourRole(roles=roles, role=ROLE_NAMES[Role(role)])


def _entry(request: HttpRequest, status: int, names: dict[str, Any]) -> AuditEntry:
    match = request.resolver_match
    how = AuditEntry.How.LOOKED if request.method in SAFE else AuditEntry.How.DID
    return AuditEntry(
        at=at_of(request),
        by=by_of(request),
        role=str(getattr(request.user, "role", "")),
        how=AuditEntry.How.REFUSED if status >= 400 else how,
        page=match.view_name if match else "",
        about=str(getattr(request, "noted", "") or " ".join(str(each) for each in names.values()))[:LONGEST_ABOUT],
        whose=getattr(request, "concerned", []),
        status=status,
        network=shortened(request.META.get("REMOTE_ADDR", "")),
    )


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/console/"


def at_of(request: HttpRequest) -> datetime:
    """Return the one instant of the request."""
    at: datetime | None = getattr(request, "at", None)
    return at or present()


def by_of(request: HttpRequest) -> str:
    """Return by which name the journal knows the member of the staff."""
    return str(getattr(request.user, "ref", ""))
