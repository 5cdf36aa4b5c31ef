"""What a request says about its visitor, and what must not leave with his page."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

USUAL_CURRENCY = "EUR"

P = ParamSpec("P")


def instant_of(request: HttpRequest) -> datetime:
    """Return the one instant at which this request happens."""
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


def language_of_visitor() -> str:
    return (get_language() or "en").split("-", maxsplit=1)[0]


def wanted_currency(request: HttpRequest) -> str:
    """Return the currency that the visitor asks for now, or asked for before."""
    asked = request.GET.get("currency", "").upper()
    return asked or str(request.session.get("currency", USUAL_CURRENCY))


def settle_currency(request: HttpRequest, wanted: str, offered: list[str]) -> str:
    """Return the wanted currency where it is offered, else the usual one; remember a choice that was made."""
    if wanted in offered:
        if request.session.get("currency", USUAL_CURRENCY) != wanted:
            request.session["currency"] = wanted
        return wanted
    return USUAL_CURRENCY if USUAL_CURRENCY in offered or not offered else offered[0]


def private(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Keep a page whose address is its permission out of every cache, and its address out of every referrer."""

    @wraps(view)
    def keep(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        # not "no-referrer": with it browsers send "Origin: null", and no form of the page would be accepted any more
        response["Referrer-Policy"] = "strict-origin"
        return response

    return keep
