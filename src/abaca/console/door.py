"""Who may enter the console: members of the staff, and nobody else."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from abaca.dispatch.queries import present

View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    """Let a guest log in first, and send everybody away who is no member of the staff; nothing is kept in a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/console/")
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **names)

    return never_cache(guarded)


def at_of(request: HttpRequest) -> datetime:
    """Return the one instant of the request."""
    at: datetime | None = getattr(request, "at", None)
    return at or present()


def by_of(request: HttpRequest) -> str:
    """Return by which name the journal knows the member of the staff."""
    return str(getattr(request.user, "ref", ""))
