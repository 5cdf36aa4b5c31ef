"""Refusals in the words of the API: code, sentence, details."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.product_keys import diagnosis
from abaca.kernel.refusals import Refusal
from abaca.licensing.workflows.bridging import BridgeCodeMistyped
from abaca.licensing.workflows.redemption import ProductKeyMistyped

from .shapes import device

TOLD = ("feed_checked", "tries_left", "member", "retry_after")


class InvalidRequest(Refusal):
    code = "invalid_request"
    sentence = _("This request cannot be read; look at “{member}”.")


class NoSuchCall(Refusal):
    code = "not_found"
    sentence = _("There is no such call; openapi.json lists them all.")
    status = 404


class ServerError(Refusal):
    code = "server_error"
    sentence = _("Something broke on our side. Please try again in a moment.")
    status = 500


class TooLarge(Refusal):
    code = "too_large"
    sentence = _("“{member}” is too large.")
    status = 413


class TokenMissing(Refusal):
    code = "token_missing"
    sentence = _("This call needs a product key or the token of a signed-in account.")
    status = 401


class TokenInvalid(Refusal):
    code = "token_invalid"
    sentence = _("This token is not valid here. Please sign in again.")
    status = 401


def error_of(refusal: Refusal) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Return status, error and headers of a refusal."""
    detail = {name: refusal.facts[name] for name in TOLD if name in refusal.facts}
    if isinstance(refusal, ProductKeyMistyped | BridgeCodeMistyped):
        detail["diagnosis"] = diagnosis(refusal.reading)
    if devices := refusal.facts.get("devices"):
        detail["devices"] = [device(each) for each in devices] if isinstance(devices, list) else []
    wait = str(refusal.facts.get("retry_after", 60))
    headers = {"Retry-After": wait} if refusal.status == 429 else {}
    return refusal.status, {"code": refusal.code, "message": str(refusal), "detail": detail}, headers


def unavailable() -> dict[str, Any]:
    sentence = _("We cannot answer right now. Please try again in a moment.")
    return {"code": "unavailable", "message": str(sentence), "detail": {}}
