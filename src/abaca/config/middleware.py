"""The doors: here a request gets its one instant, and here a refusal is put into words."""

import logging
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, JsonResponse
from django.urls import ResolverMatch, get_urlconf, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from abaca.api.licensing.errors import InvalidRequest, NoSuchCall, ServerError, TooLarge, error_of
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal

from .errors import bad_request, page

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]
OF_PROGRAMS = ("/api/licensing/", "/v1/", "/ls/")
ONLY_BY_FORM = 405
WRITTEN_OUT: dict[tuple[str, str], ResolverMatch] = {}


class DoorOfPrograms:
    """Let programs in by a door of their own, ahead of all the others.

    A program has no cookie, no session, no form and looks at no page, and it asks every time it starts: its call goes
    straight to the view. Whatever goes wrong, it is told so in JSON.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(OF_PROGRAMS):
            return self.get_response(request)
        translation.activate(_language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")))
        try:
            response = _answer(request)
        except Refusal as refusal:
            response = _refused(refusal)
        except Http404:
            response = _refused(NoSuchCall())
        except RequestDataTooBig:
            response = _refused(TooLarge(member="body"))
        except (SuspiciousOperation, BadRequest):
            response = _refused(InvalidRequest(member="request"))
        except Exception:
            # without the environment of the request, in which the key or the token may stand
            log.exception("A call of a program went wrong.")
            got_request_exception.send(sender=type(self), request=request)
            response = _refused(ServerError())
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        if not response.streaming:
            headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        return response


def _answer(request: HttpRequest) -> HttpResponseBase:
    request.get_host()  # refuses a name under which we do not answer
    request.at = present()  # type: ignore[attr-defined]
    match = request.resolver_match = _leads_to(request.path_info)
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def _leads_to(path: str) -> ResolverMatch:
    """Find the view of an address; one that is written out in the urls is looked for only once."""
    urls = get_urlconf() or settings.ROOT_URLCONF
    known = WRITTEN_OUT.get((urls, path))
    if known is None:
        known = resolve(path, urls)
        if known.route == path[1:]:  # so there are no more of them than we have written
            WRITTEN_OUT[urls, path] = known
    return known


def _refused(refusal: Refusal) -> HttpResponse:
    status, error, headers = error_of(refusal)
    return JsonResponse({"error": error}, status=status, headers=headers)


@lru_cache(maxsize=200)
def _language(accepted: str) -> str:
    """Return the language of ours that a program likes best, by its header alone."""
    for code, _weight in parse_accept_lang_header(accepted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class Doors:
    """Give each request the one instant at which it happens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/static/"):
            request.at = present()  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalsInWords:
    """Translate a refusal that no view caught into a page with its sentence, status and code.

    So too where an address is only looked at that takes nothing but a form: people come there by a change of the
    language, or by reloading. What programs call answers in its own way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != ONLY_BY_FORM or request.path_info.startswith("/api/"):
            return response
        sentence = _("There is nothing to look at here: this address only takes what a form sends.")
        told = page(request, ONLY_BY_FORM, "only_by_form", sentence)
        told["Allow"] = response.headers.get("Allow", "POST")
        return told

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse a zero byte in what was typed: no database keeps it, and nobody types it by mistake."""
        typed = [request.GET] if getattr(view, "csrf_exempt", False) else [request.GET, request.POST]
        if any("\x00" in text for sent in typed for _name, texts in sent.lists() for text in texts):
            return bad_request(request, BadRequest())
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return page(request, exception.status, exception.code, str(exception))
