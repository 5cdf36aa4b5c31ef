"""Signatures of mails (DKIM, RFC 6376): which of them fit, and why the others do not."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from dkim.util import InvalidTagValueList, parse_tag_value

from .header_fields import Head
from .organisations import folded_domain
from .verifying import Tags, TextChanged, UnusableKey, fits

MOST = 8  # signatures that are looked at; each costs a question
MOST_ASKED = 3  # signatures of the sender's own domain whose key is asked for
LONGEST = 4 * 1024  # bytes of one
DESERT = re.compile(rb"\s{80}")  # so many blanks nobody writes; dkimpy would take its time over them
SLACK = timedelta(hours=10)
ALGORITHMS = {b"rsa-sha256", b"ed25519-sha256"}
# what a mail has once; more of them, and two readers see two mails
ONCE_WORDS = """
from sender reply-to to cc subject date message-id in-reply-to references mime-version content-type
content-transfer-encoding
"""
ONCE = tuple(ONCE_WORDS.split())


class Unreachable(Exception):
    """Tell that a question about a domain got no answer for now."""


class NotAsked(Unreachable):
    """Tell that a domain was not even asked, since too many others did not answer: it may well be a good one."""


class Lookup(Protocol):
    """Ask the texts (TXT) that a domain publishes under a name; no text is no trouble, no answer is `Unreachable`."""

    def __call__(self, name: str, /) -> list[str]: ...


class Fit(StrEnum):
    """What can be said of one signature."""

    FITS = "fits"
    TEXT_CHANGED = "text_changed"
    HEAD_CHANGED = "head_changed"
    NO_KEY = "no_key"
    PARTIAL = "partial"  # it covers only a beginning of the text
    SENDER_NOT_COVERED = "sender_not_covered"
    SUBJECT_NOT_COVERED = "subject_not_covered"
    DATE_NOT_COVERED = "date_not_covered"
    FORM_NOT_COVERED = "form_not_covered"  # how the text is to be read
    RECIPIENT_NOT_COVERED = "recipient_not_covered"
    EXPIRED = "expired"
    TESTING = "testing"  # its domain asks not to be taken at its word yet
    UNKNOWN_KIND = "unknown_kind"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Signature:
    """One signature and what became of it."""

    domain: str
    selector: str
    fit: Fit
    covered: frozenset[str] = frozenset()  # fields, in small letters; who changes or adds one of them breaks it


def signatures_of(
    raw: bytes, head: Head, *, lookup: Lookup, at: datetime, first: Callable[[str], bool]
) -> Iterator[Signature]:
    """Yield what became of the signatures that matter: those whose domain is wanted `first`, else one of another.

    Each costs a question to a domain that the sender has chosen, so a mail with many is not worth many.
    """
    tagged = [(number, _tags(field.raw)) for number, field in enumerate(head.all("dkim-signature"))][:MOST]
    wanted = [pair for pair in tagged if first(_text(pair[1], b"d"))][:MOST_ASKED]
    for number, tags in wanted or tagged[:1]:
        yield Signature(
            folded_domain(_text(tags, b"d"))[:253],
            _text(tags, b"s")[:200],
            _fit(raw, head, number, tags, lookup, at=at),
            covered_by(tags),
        )


def doubled(head: Head) -> str:
    """Return a field that stands twice though a mail has it once, or nothing."""
    return next((name for name in ONCE if len(head.all(name)) > 1), "")


def _tags(raw: bytes) -> Tags:
    if len(raw) > LONGEST or DESERT.search(raw):
        return {}
    try:
        return dict(parse_tag_value(raw))
    except (InvalidTagValueList, ValueError):
        return {}


def covered_by(tags: Tags) -> frozenset[str]:
    """Return the fields for which a signature vouches, also those of which it says that they are not there."""
    names = tags.get(b"h", b"").decode("ascii", errors="replace").split(":")
    return frozenset(name.strip().lower() for name in names)


def _text(tags: Tags, name: bytes) -> str:
    return tags.get(name, b"").decode("utf-8", errors="replace").strip()


def _fit(raw: bytes, head: Head, number: int, tags: Tags, lookup: Lookup, *, at: datetime) -> Fit:
    objection = _objection(head, tags, at)
    if objection is not None:
        return objection
    try:
        key = _key(lookup(f"{_text(tags, b's')}._domainkey.{_text(tags, b'd')}"))
    except Unreachable:
        return Fit.UNREACHABLE
    if key is None:
        return Fit.NO_KEY
    return _objection_of(key, tags) or _verified(raw, number, key)


def _objection_of(key: Tags, tags: Tags) -> Fit | None:
    """Return why the owner of a key does not want this signature to count, or None."""
    flags = re.split(rb"[:\s]+", key.get(b"t", b""))
    if b"y" in flags:
        return Fit.TESTING
    if b"h" in key and b"sha256" not in re.split(rb"[:\s]+", key[b"h"]):
        return Fit.UNKNOWN_KIND
    return Fit.BROKEN if b"s" in flags and not _same_domain(tags) else None


def _objection(head: Head, tags: Tags, at: datetime) -> Fit | None:
    """Return why a signature does not count even if it fits, or None."""
    covered = covered_by(tags)
    if not {b"v", b"a", b"b", b"bh", b"d", b"h", b"s"} <= tags.keys() or not head.well_formed:
        return Fit.BROKEN
    if tags[b"a"] not in ALGORITHMS:
        return Fit.UNKNOWN_KIND
    if b"l" in tags:
        return Fit.PARTIAL
    if "from" not in covered:
        return Fit.SENDER_NOT_COVERED
    if head.all("subject") and "subject" not in covered:
        return Fit.SUBJECT_NOT_COVERED
    return Fit.EXPIRED if _is_expired(tags, at) else None


def _is_expired(tags: Tags, at: datetime) -> bool:
    until = tags.get(b"x", b"")
    if not until or not until.isdigit() or len(until) > 11:
        return bool(until)
    return datetime.fromtimestamp(int(until), UTC) + SLACK < at


def _key(texts: Iterable[str]) -> Tags | None:
    """Return the one key that is published; several are none (RFC 6376 leaves the choice, forgers would like it)."""
    records = [_tags(text.encode(errors="replace")) for text in texts]
    keys = [tags for tags in records if tags.get(b"p") and tags.get(b"v", b"DKIM1") == b"DKIM1"]
    return keys[0] if len(keys) == 1 else None


def _same_domain(tags: Tags) -> bool:
    identity = tags.get(b"i", b"").rpartition(b"@")[2]
    return not identity or identity.lower() == tags[b"d"].lower()


def _verified(raw: bytes, number: int, key: Tags) -> Fit:
    """Check the signature with a key that is at hand."""
    try:
        return Fit.FITS if fits(raw, number, key) else Fit.HEAD_CHANGED
    except TextChanged:
        return Fit.TEXT_CHANGED
    except UnusableKey:
        return Fit.UNKNOWN_KIND
    except Exception:  # noqa: BLE001 - whatever a stranger's signature makes it stumble over, it does not fit
        return Fit.BROKEN
