"""Mails as the world sends them: written by people, signed by their providers, or forged."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings

from abaca.inbox.gateways.rehearsal import World

SUPPORT = "support@musa.example"
CRLF = "\r\n"


def world() -> World:
    return World(settings.REHEARSAL_DOMAINS)


def written(
    text: str = "Please cancel my renewal.",
    *,
    at: datetime,
    sender: str = "Alice Liddell <alice@example.com>",
    to: str = SUPPORT,
    subject: str = "My subscription",
    message_id: str = "<first@example.com>",
    more: Iterable[str] = (),
) -> bytes:
    """Return a plain mail, unsigned; `more` are further lines of its head."""
    head = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        *more,
    ]
    return CRLF.join([*head, "", *text.split("\n"), ""]).encode()


def signed(raw: bytes, domain: str = "example.com") -> bytes:
    """Return the mail as it leaves the provider of a domain."""
    return world().signed(raw, domain)


def signed_over(raw: bytes, *fields: str, domain: str = "example.com") -> bytes:
    """Return the mail as it leaves a provider who signs only these fields."""
    return world().signed(raw, domain, tuple(name.lower().encode() for name in fields))


def multipart(kind: str, *parts: bytes | str, head: Iterable[str] = (), boundary: str = "b1") -> bytes:
    """Return a part, or with a `head` a mail, that is made of parts."""
    joined = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), _bytes(part)) for part in parts)
    lines = CRLF.join([*head, f'Content-Type: multipart/{kind}; boundary="{boundary}"', "", ""]).encode()
    return lines + joined + b"--%s--\r\n" % boundary.encode()


def part(content: bytes | str, *head: str) -> bytes:
    """Return one part with its own head."""
    return CRLF.join([*head, "", ""]).encode() + _bytes(content)


def _bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
