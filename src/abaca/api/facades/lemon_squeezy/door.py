"""The door: form or JSON in, JSON out, unsigned. No credential; an Authorization header is ignored."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from abaca.api import reading
from abaca.dispatch.queries import present
from abaca.kernel.networks import network_of
from abaca.kernel.refusals import Refusal
from abaca.licensing.facades.queries import product_code_for
from abaca.licensing.facades.subjects import Subject
from abaca.licensing.keyring.hosts import plain_host
from abaca.licensing.workflows.presenting import Presented, subject_of

log = logging.getLogger(__name__)
LARGEST = 64 * 1024
READABLE = 256 * 1024
LONGEST = 512


class Refused(Exception):
    """An answer that says no, with what else its body holds."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status, self.error, self.more = status, error, more


@dataclass
class Call:
    """What a client asks for; `verdict` is the name of the boolean that the call answers."""

    request: HttpRequest
    verdict: str
    at: datetime
    product: str | None
    members: dict[str, Any]

    def text(self, name: str, *, needed: bool = True) -> str:
        value = self.members.get(name)
        if value in (None, "") and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise Refused(422, f"The {name} field is required.")
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise Refused(422, f"The {name} field is invalid.")
        if len(value.encode()) > LONGEST:
            raise Refused(422, f"The {name} field must not be greater than {LONGEST} bytes.")
        return value.strip()

    def subject(self, key: str, fingerprint: str = "", *, instance: str = "", again: bool = False) -> Subject:
        """Return what the key leads to; one of another product does not exist. Who was let in is not counted again."""
        network = "" if again else network_of(self.request.META.get("REMOTE_ADDR", ""))
        presented = Presented(key, "lemonsqueezy", network)
        found = subject_of(presented, fingerprints=[fingerprint] if fingerprint else (), named=instance, at=self.at)
        if found is None or self.product is None or found.product.code != self.product:
            raise Refused(404, "license_key not found.")
        return found


View = Callable[[Call], dict[str, Any]]


def call(verdict: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view of a function that answers calls."""

    def decorated(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        def door(request: HttpRequest, product: str = "") -> HttpResponse:
            at = getattr(request, "at", None) or present()
            try:
                return _json(_said(view, Call(request, verdict, at, None, {}), product), 200)
            except Refused as refused:
                return _json({verdict: False, "error": refused.error, **refused.more}, refused.status)
            except Refusal as refusal:
                return _too_many(refusal, verdict)
            except OperationalError:
                log.exception("The database does not answer.")
                return _json({verdict: False, "error": "Please try again in a moment."}, 503)

        return door

    return decorated


def _said(view: View, asked: Call, product: str) -> dict[str, Any]:
    if asked.request.method != "POST":
        raise Refused(405, "The method is not supported for this route. Supported methods: POST.")
    asked.members = _members(asked.request)
    host = plain_host(settings.LICENSING_PUBLIC_HOST or asked.request.META.get("HTTP_HOST", ""))
    asked.product = product_code_for(product, host=host)
    return {asked.verdict: True, "error": None, **view(asked)}


def _members(request: HttpRequest) -> dict[str, Any]:
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    raw = request.body if size <= READABLE else b""
    if size > LARGEST:
        raise Refused(413, "The request is too large.")
    if "json" in (request.content_type or ""):
        try:
            members = reading.document(raw or b"{}")
        except ValueError:
            raise Refused(400, "The body is not valid JSON.") from None
        if not isinstance(members, dict):
            raise Refused(400, "The body must be a JSON object.")
        return members
    try:
        return dict(QueryDict(raw, encoding="utf-8").items())
    except (ValueError, SuspiciousOperation):
        raise Refused(400, "The body is not a form.") from None


def _too_many(refusal: Refusal, verdict: str) -> HttpResponse:
    response = _json({verdict: False, "error": str(refusal)}, refusal.status)
    if refusal.status == 429:
        response.headers["Retry-After"] = str(refusal.facts.get("retry_after", 60))
    return response


def _json(body: dict[str, Any], status: int) -> HttpResponse:
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response
