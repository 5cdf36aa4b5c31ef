"""The pages of what went wrong, each with a sentence, a status and a code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    return render(request, "design/error.html", {"status": status, "code": code, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return _page(request, 400, "invalid_request", _("This request could not be read. Please go back and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return _page(request, 403, "forbidden", _("This page is not open to you."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    return _page(request, 404, "not_found", _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("Something broke on our side. If you were buying, look at your letters before you try again.")
    return _page(request, 500, "server_error", sentence)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the shape that Django calls
    sentence = _("This form was open for too long. Please reload the page and send it again; nothing was changed.")
    return _page(request, 403, "form_too_old", sentence)
