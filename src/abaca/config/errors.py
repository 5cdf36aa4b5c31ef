"""The pages of what went wrong, each with a sentence, a status and a code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

CONSOLE = "/console/"


def page(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """Answer with what went wrong, and a way on: for the staff in the console that is the console, not the shop."""
    context: dict[str, Any] = {"status": status, "code": code, "sentence": sentence}
    if request.path_info.startswith(CONSOLE) and getattr(getattr(request, "user", None), "is_staff", False):
        context["ways"] = [{"href": CONSOLE, "label": _("Go to the start page")}]
    return render(request, "design/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return page(request, 400, "invalid_request", _("This request could not be read. Please go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return page(request, 403, "forbidden", _("This page is not open to you."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return page(request, 404, "not_found", _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("Something broke on our side. If you were buying, look at your letters before you try again.")
    return page(request, 500, "server_error", sentence)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    sentence = _("This form was open for too long. Please reload the page and send it again; nothing was changed.")
    return page(request, 403, "form_too_old", sentence)
