"""The request of a computer without a network: one text that fits into a QR code, a file, or a paste."""

import base64
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

PREFIX = "ACT1."
VERSION = 1
LONGEST_TEXT = 48_000  # the longest members fit, though JSON may write each of their bytes with six
LONGEST_PASTE = 60_000  # with line breaks
LONGEST = {"p": 60, "k": 512, "f": 4096, "d": 200}  # in bytes
SYMBOLS = re.compile(r"[A-Z2-7]+\Z")
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


class OfflineRequestInvalid(Refusal):
    code = "offline_request_invalid"
    sentence = _(
        "This is not a whole activation request. It begins with ACT1. Please copy all of it from the program again."
    )
    status = 422
    field = "request"


@dataclass(frozen=True)
class OfflineRequest:
    """What a computer without a network asks for; without a product key the account must be known otherwise."""

    product: str
    fingerprint: str
    nonce: str
    product_key: str = ""
    device_name: str = ""


def looks_like_one(text: str) -> bool:
    """Tell whether somebody meant to hand in such a request."""
    return _bare(text[: LONGEST_PASTE + 1]).startswith(PREFIX)


def write(request: OfflineRequest) -> str:
    """Write a request as programs do."""
    members: dict[str, object] = {"v": VERSION, "p": request.product}
    if request.product_key:
        members["k"] = request.product_key
    members |= {"f": request.fingerprint, "n": request.nonce, "d": request.device_name}
    plain = json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()
    return PREFIX + base64.b32encode(plain).rstrip(b"=").decode()


def read(text: str) -> OfflineRequest:
    """Read a request as it was pasted; white space and small letters do no harm."""
    members = _members_of(text)
    if type(members.get("v")) is not int or members["v"] != VERSION:
        raise OfflineRequestInvalid
    nonce = members.get("n")
    if not isinstance(nonce, str) or not NONCE.match(nonce):
        raise OfflineRequestInvalid
    return OfflineRequest(
        product=_text(members, "p", needed=True),
        fingerprint=_text(members, "f", needed=True),
        nonce=nonce,
        product_key=_text(members, "k"),
        device_name=_text(members, "d"),
    )


def _members_of(text: str) -> dict[str, Any]:
    bare = _bare(text[: LONGEST_PASTE + 1])
    if not bare.startswith(PREFIX) or len(bare) > LONGEST_TEXT or len(text) > LONGEST_PASTE:
        raise OfflineRequestInvalid
    symbols = bare.removeprefix(PREFIX)
    if not SYMBOLS.match(symbols):
        raise OfflineRequestInvalid
    try:
        plain = base64.b32decode(symbols + "=" * (-len(symbols) % 8)).decode()
        members = json.loads(plain)
    except (ValueError, RecursionError) as broken:
        raise OfflineRequestInvalid from broken
    if not isinstance(members, dict):
        raise OfflineRequestInvalid
    return members


def _bare(text: str) -> str:
    """Return the text without what a paste or a file adds; only ASCII letters grow."""
    kept = "".join(character for character in text if not _adds_nothing(character))
    return kept.upper() if kept.isascii() else kept


def _adds_nothing(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _text(members: dict[str, Any], name: str, *, needed: bool = False) -> str:
    value = members.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise OfflineRequestInvalid
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise OfflineRequestInvalid
    if len(value.encode()) > LONGEST[name]:
        raise OfflineRequestInvalid
    return value
