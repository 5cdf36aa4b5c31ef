"""The door: reads a call of the Keygen protocol, finds who calls, answers, and signs.

204 and every 4xx but 429 are signed too: clients verify before they look at the status. No answer is ever compressed,
since the digest is over the bytes that leave here.
"""

import base64
import binascii
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from abaca.api import reading
from abaca.dispatch.queries import present
from abaca.kernel.networks import network_of
from abaca.kernel.refusals import Refusal
from abaca.licensing.facades.actions import settle_in
from abaca.licensing.facades.keygen import documents, signing
from abaca.licensing.facades.models import Installation
from abaca.licensing.facades.queries import installation
from abaca.licensing.facades.subjects import Subject
from abaca.licensing.keyring.actions import signer_for
from abaca.licensing.keyring.hosts import plain_host
from abaca.licensing.keyring.queries import signer
from abaca.licensing.workflows.presenting import Presented, subject_of

from . import errors
from .errors import Refused
from .routes import Route, route

log = logging.getLogger(__name__)
LARGEST = 64 * 1024
READABLE = 256 * 1024
LONGEST_KEY = 512
JSON_API = "application/vnd.api+json"
VERSION = "1.7"
UNSIGNED = {429, 500, 503}


@dataclass(frozen=True)
class Answer:
    """What a call answers: a document, or bytes as they are."""

    document: dict[str, Any] | None = None
    status: int = 200
    text: str | None = None  # instead of a document
    headers: dict[str, str] = field(default_factory=dict)
    subject: Subject | None = None  # spares the door a look at keyring and installation
    signed: bool = True


@dataclass
class Call:
    """What a client asks for."""

    request: HttpRequest
    at: datetime
    route: Route
    prefix: str  # "/v1/" with the account if the client wrote it
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The Host header to the letter, or the public one where a proxy rewrites it."""
        return settings.LICENSING_PUBLIC_HOST or str(self.request.META.get("HTTP_HOST", ""))

    @property
    def version(self) -> str:
        wished = self.request.META.get("HTTP_KEYGEN_VERSION", "").removeprefix("v")
        return wished if wished.startswith("1.") and len(wished) <= 5 else VERSION

    @property
    def target(self) -> signing.Target:
        meta = self.request.META
        raw = meta.get("RAW_URI") or meta.get("REQUEST_URI")
        query = meta.get("QUERY_STRING", "")
        path = raw or self.prefix + self.route.path + (f"?{query}" if query else "")
        return signing.Target(self.request.method or "GET", path, self.host)

    def presented(self, text: str) -> Presented:
        network = network_of(self.request.META.get("REMOTE_ADDR", ""))
        return Presented(text, "keygen", network, plain_host(self.host))

    def licence(self, fingerprints: Iterable[str] = (), *, device: str = "") -> Subject:
        """Return the licence of the key that the call carries, or refuse."""
        text = credential(self.request.META.get("HTTP_AUTHORIZATION", ""))
        subject = None
        if len(text.encode()) <= LONGEST_KEY and "\0" not in text:
            subject = subject_of(self.presented(text), fingerprints=fingerprints, named=device, at=self.at)
        if subject is None:
            raise errors.license_invalid()
        return subject

    def member(self, *names: str) -> Any:
        """Return a member of the body by its path; None where a step is missing."""
        value: Any = self.body
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value


def in_good_standing(subject: Subject) -> Subject:
    """Refuse a licence that staff have stopped; most calls want this."""
    if subject.banned:
        raise errors.license_banned()
    if subject.suspended:
        raise errors.license_suspended()
    return subject


def credential(header: str) -> str:
    """Return the product key of an Authorization header: `License <key>` or `Basic license:<key>`."""
    scheme, _blank, value = header.strip().partition(" ")
    match scheme.lower():
        case "license" if value.strip():
            return value.strip()
        case "basic":
            try:
                user, _colon, key = base64.b64decode(value.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise errors.token_invalid() from None
            if user == "license" and key:
                return key
        case "":
            raise errors.token_missing()
    raise errors.token_invalid()


View = Callable[[Call], Answer]
Views = dict[tuple[str, str], View]


def answer(request: HttpRequest, views: Views, *, account: str, rest: str) -> HttpResponse:
    """Answer one call."""
    at = getattr(request, "at", None) or present()
    prefix = f"/v1/accounts/{signing.segment(account)}/" if account else "/v1/"
    asked = Call(request, at, route(rest), prefix)
    request_id = str(uuid4())
    try:
        said = _said(asked, views, account)
    except Refused as refused:
        said = _refusing(refused, request_id)
    except Refusal as refusal:
        said = _refusing(errors.of(refusal, at=at), request_id)
    except SuspiciousOperation:
        said = _refusing(errors.unreadable("/"), request_id)
    except OperationalError:
        log.exception("The database does not answer.")
        return _response(asked, _refusing(errors.unavailable(), request_id), request_id, None)
    if said.subject is not None and said.subject.kid and said.subject.account.int:
        return _response(asked, said, request_id, said.subject.account)
    here = installation() or settle_in(at=at)
    stranger = bool(account) and not _is_ours(account, here)
    return _response(asked, said, request_id, None if stranger else here.account)


def _refusing(refused: Refused, request_id: str) -> Answer:
    return Answer(refused.document(request_id), refused.status, headers=refused.headers)


def _said(asked: Call, views: Views, account: str) -> Answer:
    if account and not _is_ours(account, installation() or settle_in(at=asked.at)):
        raise errors.not_found()
    view = views.get((asked.request.method or "", asked.route.name))
    if view is None:
        raise errors.not_found()
    if "\0" in asked.route.identifier or "%00" in asked.request.META.get("QUERY_STRING", ""):
        raise Refused(400, "ENCODING_INVALID", "contains a NUL byte")
    asked.body = _read(asked.request)
    return view(asked)


def _is_ours(account: str, here: Installation) -> bool:
    return account.lower() in {str(here.account), here.slug}


def _read(request: HttpRequest) -> dict[str, Any]:
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size <= READABLE:
        raw = request.body  # also what is too large is read, so that the connection stays usable
    if size > LARGEST:
        raise Refused(413, "PAYLOAD_TOO_LARGE", "The request is too large")
    if not raw.strip():
        return {}
    if b"\0" in raw or b"\\u0000" in raw:
        raise Refused(400, "ENCODING_INVALID", "contains a NUL byte")
    try:
        body = reading.document(raw)
    except ValueError:
        raise errors.unreadable("/", "must be a JSON document") from None
    if not isinstance(body, dict):
        raise errors.unreadable("/", "must be a JSON object")
    if b"\\u" in raw:
        _refuse_half_characters(body)
    return body


def _refuse_half_characters(body: dict[str, Any]) -> None:
    """Refuse half of a surrogate pair, which only an escape can bring and no database could keep."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused(400, "ENCODING_INVALID", "contains half a character") from None


def _response(asked: Call, said: Answer, request_id: str, account: UUID | None) -> HttpResponse:
    payload, kind = _payload(asked, said)
    response = HttpResponse(payload, status=said.status)
    if kind:
        response.headers["Content-Type"] = kind
    else:
        del response.headers["Content-Type"]
    head = {
        "Cache-Control": "no-store, no-transform, max-age=0",
        "X-Request-Id": request_id,
        "Keygen-Version": asked.version,
        **said.headers,
    }
    if account is not None:
        head["Keygen-Account"] = str(account)
        if said.signed and said.status not in UNSIGNED:
            kid = said.subject.kid if said.subject else None
            key = signer(kid) if kid else signer_for(asked.host, at=asked.at)
            head |= signing.headers(key.private, account, asked.target, payload, asked.at)
    for name, value in head.items():
        response.headers[name] = value
    return response


def _payload(asked: Call, said: Answer) -> tuple[bytes, str | None]:
    if said.text is not None:
        return said.text.encode(), "application/octet-stream"
    if said.document is None:
        return b"", None
    document = documents.as_version(said.document, asked.version)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(), JSON_API
