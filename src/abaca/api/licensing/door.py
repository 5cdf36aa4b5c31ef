"""The door of the API: reads a call, answers in JSON, puts refusals into codes, and signs."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from abaca.api import reading
from abaca.dispatch.queries import present
from abaca.kernel.networks import network_of
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.actions import hash_of, note_use
from abaca.licensing.accounts.models import Token
from abaca.licensing.accounts.queries import token_in_use
from abaca.licensing.answers.actions import keep
from abaca.licensing.answers.jobs import alone
from abaca.licensing.answers.queries import Write, answer_to
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.queries import signer
from abaca.licensing.keyring.signatures import answer_signature
from abaca.licensing.workflows.activation import Asking

from .errors import InvalidRequest, TokenInvalid, TokenMissing, TooLarge, error_of, unavailable
from .idempotency import REPLAYED, is_kept, write_of
from .shapes import instant

log = logging.getLogger(__name__)
LARGEST = 64 * 1024
READABLE = 256 * 1024
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
LONGEST_KEY = 512  # bytes: a product key that a vendor brings may be that long
UNSIGNED = {429, 500, 503}
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)  # made once


@dataclass(frozen=True)
class Answer:
    """What a call answers; `kid` spares the door a look at the keyring, `payload` the writing."""

    body: dict[str, Any]
    status: int = 200
    kid: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""


@dataclass
class Call:
    """What somebody asks for."""

    request: HttpRequest
    op: str
    at: datetime
    raw: bytes = b""
    body: dict[str, Any] = field(default_factory=dict)
    nonce: str | None = None

    @property
    def network(self) -> str:
        return network_of(self.request.META.get("REMOTE_ADDR", ""))

    @property
    def bearer(self) -> str | None:
        scheme, _blank, token = self.request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token else None

    def token(self) -> Token:
        """Return the token of the one who calls, or refuse."""
        if self.bearer is None:
            raise TokenMissing
        token = token_in_use(self.bearer, at=self.at)
        fingerprint = self.body.get("fingerprint")
        bound = token is not None and (
            not isinstance(fingerprint, str) or hash_of(fingerprint) == bytes(token.fingerprint_hash)
        )
        if token is None or not bound or token.account.banned_at is not None:
            raise TokenInvalid
        note_use(token.pk, token.used_at, token=self.bearer, at=self.at)
        return token

    def asking(self) -> Asking:
        """Return for which product, and with which key or account, somebody asks."""
        key, account = self.text("product_key", most=LONGEST_KEY, needed=False) or None, None
        if self.bearer is not None or key is None:
            account = self.token().account
        return Asking(self.text("product"), key, account, self.network)

    def text(self, name: str, *, most: int = 200, needed: bool = True) -> str:
        """Return a member that is a text."""
        value = self.body.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise InvalidRequest(member=name)
        try:
            size = len(value.encode())
        except UnicodeEncodeError as half_a_character:
            raise InvalidRequest(member=name) from half_a_character
        if "\0" in value:
            raise InvalidRequest(member=name)  # no text that a database could keep
        if size > most:
            raise TooLarge(member=name)
        return value

    def uuid(self, name: str) -> UUID | None:
        """Return a member that is an id."""
        value = self.text(name, needed=False)
        try:
            return UUID(value) if value else None
        except ValueError as unreadable:
            raise InvalidRequest(member=name) from unreadable


View = Callable[[Call], Answer]


def call(op: str, *, method: str = "POST", nonce_needed: bool = False) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view of a function that answers calls."""

    def decorated(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, **parts: Any) -> HttpResponse:
            asked = Call(request, op, getattr(request, "at", None) or present())
            answer = _answer(view, asked, parts, method=method, nonce_needed=nonce_needed)
            return _respond(asked, answer)

        return door

    return decorated


def _answer(view: View, asked: Call, parts: dict[str, Any], *, method: str, nonce_needed: bool) -> Answer:
    try:
        if asked.request.method != method and (method, asked.request.method) != ("GET", "HEAD"):
            raise InvalidRequest(member="method")
        _read(asked, nonce_needed=nonce_needed)
        asked.body.update(parts)  # last, so that no member can stand in for a part of the address
        write = write_of(asked)
        return view(asked) if write is None else _once(view, asked, write)
    except Refusal as refusal:
        return _refused(asked, refusal)
    except SuspiciousOperation:
        return _refused(asked, InvalidRequest(member="request"))
    except OperationalError:
        log.exception("The database does not answer.")
        return Answer({"request_id": new_ref("req", asked.at), "error": unavailable()}, 503)


def _refused(asked: Call, refusal: Refusal) -> Answer:
    status, error, headers = error_of(refusal)
    return Answer({"request_id": new_ref("req", asked.at), "error": error}, status, headers=headers)


def _once(view: View, asked: Call, write: Write) -> Answer:
    """Answer a write for which an Idempotency-Key came: the second time in the words of the first."""
    with alone(write):
        if before := answer_to(write, at=asked.at):
            return Answer({}, before.status, headers=REPLAYED, payload=before.payload)
        try:
            answer = view(asked)
        except Refusal as refusal:
            answer = _refused(asked, refusal)
        answer = replace(answer, payload=_payload(asked, answer))
        if is_kept(answer.status):
            keep(write, answer.status, answer.payload, at=asked.at)
        return answer


def _read(asked: Call, *, nonce_needed: bool) -> None:
    size = int(asked.request.META.get("CONTENT_LENGTH") or 0)
    if size <= READABLE:
        asked.raw = asked.request.body  # also what is too large is read, so that the refusal can be signed for it
    if size > LARGEST:
        raise TooLarge(member="body")
    if asked.request.method == "POST":
        asked.body.update(_members(asked.raw))
    else:
        asked.body.update(asked.request.GET.dict())
    nonce = asked.body.get("nonce")
    if nonce is None and not nonce_needed:
        return
    if not isinstance(nonce, str) or not NONCE.match(nonce):
        raise InvalidRequest(member="nonce")
    asked.nonce = nonce


def _members(raw: bytes) -> dict[str, Any]:
    if b"\\u0000" in raw or b"\0" in raw:
        raise InvalidRequest(member="body")
    try:
        members = reading.document(raw or b"{}")
    except ValueError as broken:
        raise InvalidRequest(member="body") from broken
    if not isinstance(members, dict):
        raise InvalidRequest(member="body")
    return members


def _payload(asked: Call, answer: Answer) -> bytes:
    body = {"op": asked.op, "ts": instant(asked.at), "nonce": asked.nonce, **answer.body}
    return COMPACT.encode(body).encode()


def _respond(asked: Call, answer: Answer) -> HttpResponse:
    payload = answer.payload or _payload(asked, answer)
    response = HttpResponse(payload, status=answer.status, content_type="application/json")
    for name, value in {"Cache-Control": "no-store, no-transform", **answer.headers}.items():
        response.headers[name] = value
    if answer.status not in UNSIGNED:
        key = signer(answer.kid) if answer.kid else current_signer(at=asked.at)
        response.headers["Abaca-Signature"] = answer_signature(key.private, key.kid, asked.raw, payload)
    return response
