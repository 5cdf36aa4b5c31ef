"""Calls of the server: an answer counts only if it is signed, for this very request, with a pinned key."""

import http.client
import json
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from .files import instant
from .signing import NotGenuine, Pinned

BASE = "/api/licensing/v1/"
LARGEST = 1024 * 1024
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NoAnswer(Exception):
    """Nobody answered, or nobody whom we believe; nothing is changed by it.

    `told` is the code of an unsigned 429 or 5xx: good for a message, not for a decision.
    """

    def __init__(self, sentence: str, *, status: int = 0, told: str = "", retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.told, self.retry_after = status, told, retry_after


class Refused(Exception):
    """The server said no, and signed it: a stable code, a sentence for a person, details."""

    def __init__(self, code: str, message: str, detail: dict[str, Any]) -> None:
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


@dataclass(frozen=True)
class Answer:
    """A genuine answer, with the server's time; it may be a refusal."""

    body: dict[str, Any]
    at: datetime
    nonce: str

    def or_refusal(self) -> dict[str, Any]:
        error = self.body.get("error")
        if isinstance(error, dict):
            raise refusal_in(error)
        return self.body


def refusal_in(error: dict[str, Any]) -> Refused:
    detail = error.get("detail")
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    return Refused(code, message, detail if isinstance(detail, dict) else {})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to somebody else."""

    def redirect_request(self, *_args: object, **_members: object) -> None:
        return None


class Server:
    """The vendor's licence server, seen from one program."""

    def __init__(self, url: str, pinned: Pinned, *, timeout: float, language: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("A server is reached by https; http is for tests on the computer itself.")
        self.url = url.rstrip("/")
        self.pinned = pinned
        self.timeout = timeout
        self.headers = {"Accept": "application/json", "Accept-Language": language or "en"}
        self._opener = urllib.request.build_opener(_NoRedirects)

    def ask(self, op: str, members: Mapping[str, Any], *, token: str = "", method: str = "POST") -> Answer:
        """Make a call; who asks is told by the token, else by a product key among the members."""
        nonce = secrets.token_urlsafe(16)
        told = {**members, "nonce": nonce}
        url, headers = f"{self.url}{BASE}{op}", dict(self.headers)
        sent = b""
        if method == "POST":
            sent = json.dumps(told, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        else:
            url += f"?{urllib.parse.urlencode(told)}"
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(url, sent or None, headers, method=method)  # noqa: S310 - __init__ looks at it
        status, signature, received = self._send(request)
        return self._believed(status, signature, sent, received, op=op, nonce=nonce)

    def _send(self, request: urllib.request.Request) -> tuple[int, str, bytes]:
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                return response.status, response.headers.get("Abaca-Signature") or "", _read(response)
        except urllib.error.HTTPError as answer:
            with answer:
                status, headers = answer.code, answer.headers
                received = _bytes_of(answer)
            if status == 429 or status >= 500:
                raise _unsigned(status, headers.get("Retry-After"), received) from answer
            return status, headers.get("Abaca-Signature") or "", received
        except (OSError, http.client.HTTPException) as failure:
            raise NoAnswer(f"The server does not answer ({failure}).") from failure

    def _believed(self, status: int, signature: str, sent: bytes, received: bytes, *, op: str, nonce: str) -> Answer:
        try:
            self.pinned.check_answer(signature, sent, received)
            body = json.loads(received)
            at = instant(body["ts"])
        except (NotGenuine, ValueError, KeyError, TypeError) as doubt:
            raise NoAnswer("The answer is not signed by a key that this program knows.", status=status) from doubt
        if body.get("op") != op or body.get("nonce") != nonce:
            raise NoAnswer("This answer belongs to another question.", status=status)
        return Answer(body, at, nonce)


def _read(response: IO[bytes]) -> bytes:
    received = response.read(LARGEST + 1)
    if len(received) > LARGEST:
        raise NoAnswer("The answer is too large.")
    return received


def _bytes_of(answer: urllib.error.HTTPError) -> bytes:
    try:
        return _read(answer)
    except (OSError, http.client.HTTPException) as failure:
        raise NoAnswer(f"The server does not answer ({failure}).", status=answer.code) from failure


def _unsigned(status: int, retry_after: str | None, received: bytes) -> NoAnswer:
    """Take from an unsigned answer what may be shown, and nothing else."""
    try:
        told = str(json.loads(received)["error"]["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        told = ""
    wait = int(retry_after) if re.fullmatch(r"[0-9]{1,6}", retry_after or "") and retry_after else 0
    sentence = "The server asks us to wait." if status == 429 else "The server cannot answer right now."
    return NoAnswer(sentence, status=status, told=told, retry_after=wait)
