"""Refusals in the words of the Keygen protocol. Clients read only the first error of an answer."""

from datetime import datetime, timedelta
from typing import Any

from abaca.kernel.refusals import Refusal

TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Access denied",
    404: "Not found",
    413: "Payload too large",
    422: "Unprocessable resource",
    429: "Too many requests",
    500: "Internal server error",
    503: "Service unavailable",
}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="keygen"'}
MINUTE = 60


class Refused(Exception):
    """An answer that says no."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str = "",
        parameter: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.source = {"pointer": pointer} if pointer else {"parameter": parameter} if parameter else None
        self.headers = headers or {}

    def document(self, request_id: str) -> dict[str, Any]:
        error: dict[str, Any] = {"title": TITLES[self.status], "detail": self.detail, "code": self.code}
        if self.source:
            error["source"] = self.source
        return {"meta": {"id": request_id}, "errors": [error]}


def unreadable(pointer: str, detail: str = "is invalid") -> Refused:
    return Refused(400, "PARAMETERS_INVALID", detail, pointer=pointer)


def not_found() -> Refused:
    return Refused(404, "NOT_FOUND", "The requested resource was not found")


def token_missing() -> Refused:
    return Refused(401, "TOKEN_MISSING", "You must be authenticated to complete the request", headers=CHALLENGE)


def token_invalid() -> Refused:
    return Refused(401, "TOKEN_INVALID", "Token is invalid; present a license key", headers=CHALLENGE)


def license_invalid() -> Refused:
    return Refused(401, "LICENSE_INVALID", "License key is invalid", headers=CHALLENGE)


def license_suspended() -> Refused:
    return Refused(403, "LICENSE_SUSPENDED", "License is suspended")


def license_banned() -> Refused:
    return Refused(403, "LICENSE_BANNED", "License is banned")


def license_expired() -> Refused:
    return Refused(403, "LICENSE_EXPIRED", "License is expired")


def not_allowed(detail: str) -> Refused:
    return Refused(403, "LICENSE_NOT_ALLOWED", detail)


def unavailable() -> Refused:
    return Refused(503, "SERVICE_UNAVAILABLE", "Please try again in a moment", headers={"Retry-After": "5"})


def fingerprint_taken() -> Refused:
    return Refused(422, "FINGERPRINT_TAKEN", "has already been taken", pointer="/data/attributes/fingerprint")


PLAIN = {
    "fingerprint_taken": fingerprint_taken,
    "licence_suspended": license_suspended,
    "licence_expired": license_expired,
    "product_key_unknown": license_invalid,
    "device_unknown": not_found,
    "device_not_active": not_found,
}


def of(refusal: Refusal, *, at: datetime) -> Refused:
    """Translate what the rooms refuse."""
    if refusal.status == 429:
        return _too_many(refusal, at)
    if refusal.code == "device_limit":
        detail = f"machine count has exceeded maximum allowed for license ({refusal.facts['limit']})"
        return Refused(422, "MACHINE_LIMIT_EXCEEDED", detail, pointer="/data")
    if refusal.code in PLAIN:
        return PLAIN[refusal.code]()
    return Refused(refusal.status if refusal.status in TITLES else 422, refusal.code.upper(), str(refusal))


def _too_many(refusal: Refusal, at: datetime) -> Refused:
    wait = refusal.facts.get("retry_after")
    seconds = wait if isinstance(wait, int) else MINUTE
    headers = {
        "Retry-After": str(seconds),
        "X-RateLimit-Window": str(seconds),
        "X-RateLimit-Count": "1",
        "X-RateLimit-Limit": "0",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int((at + timedelta(seconds=seconds)).timestamp())),
    }
    return Refused(429, "TOO_MANY_REQUESTS", str(refusal), headers=headers)
