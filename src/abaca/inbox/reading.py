"""A mail as it came, read: who, what about, what it says, what comes with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext_noop as _

from . import html as hypertext
from .charsets import storable
from .flowing import unflowed
from .header_fields import LONGEST_HEAD, Head, head_of, parted
from .mailboxes import LONGEST_ADDRESS, Mailbox, Mailboxes, guessed, mailboxes_of
from .parts import Leaf, Limits, leaves_of, text_of
from .quotations import said, whole
from .sniffing import media_type_of

LONGEST_TEXT = 200_000  # characters
LONGEST_ID = 400
RECIPIENTS = ("to", "cc")
MOST_REFERENCES = 50
LONGEST_SUBJECT = 500
LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 50
MESSAGE_ID = re.compile(r"<[^<>\s]{1,390}>")
CENTURY = timedelta(days=36525)

NO_HEAD = _("This is no mail: nothing stands above it that a mail begins with.")
HEAD_TOO_LONG = _("What stands above the text is longer than any mail program writes.")
EMPTY = _("The mail is empty.")
TOO_DEEP = _("Some parts lie deeper inside each other than we look; they are only in the mail as it came.")
TOO_MANY = _("The mail has more parts than we look at; the rest is only in the mail as it came.")
TEXT_CUT = _("The text is very long; its end is only in the mail as it came.")
FILE_TOO_LARGE = _("A file was too large to be kept apart; it is only in the mail as it came.")
NO_PARTS = _("The mail says that it has several parts, but they cannot be told from each other.")


class Unreadable(ValueError):
    """Say, in a sentence for staff, why a mail cannot be read."""


@dataclass(frozen=True)
class File:
    """What came along with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What a mail says, as far as it can be known from itself."""

    head: Head
    senders: Mailboxes
    sender: Mailbox
    reply_to: str
    recipients: tuple[str, ...]
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    said: str
    html: str
    files: tuple[File, ...]
    leaves: tuple[Leaf, ...]
    remarks: tuple[str, ...] = field(default=())  # what was left out, in sentences


def read(raw: bytes) -> Mail:
    """Read a mail of any shape, or say why it cannot be read."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not raw.strip():
        raise Unreadable(EMPTY)
    head_bytes, body = parted(raw)
    if len(head_bytes) > LONGEST_HEAD:
        raise Unreadable(HEAD_TOO_LONG)
    head = head_of(head_bytes)
    if not head.fields:
        raise Unreadable(NO_HEAD)
    limits = Limits()
    leaves = tuple(leaves_of(head, body, limits))
    remarks = list(_remarks(limits))
    texts, files = _sorted(leaves)
    text, html = _texts(texts, remarks)
    senders = mailboxes_of(head.raw("from"))
    return Mail(
        head=head,
        senders=senders,
        sender=senders.only or guessed(head.raw("from")),
        reply_to=_other_address(head),
        recipients=tuple(recipients_in(head, RECIPIENTS)),
        message_id=next(iter(_ids(head, "message-id")), ""),
        in_reply_to=next(iter(_ids(head, "in-reply-to")), ""),
        references=tuple(_ids(head, "references")[-MOST_REFERENCES:]),
        subject=storable(head.words("subject"))[:LONGEST_SUBJECT],
        sent_at=instant(head.words("date")),
        text=whole(text),
        said=said(text),
        html=html,
        files=tuple(_files(files, remarks)),
        leaves=leaves,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def instant(words: str) -> datetime | None:
    """Return the instant that a field names, or None; a day of another century is none."""
    try:
        found = parsedate_to_datetime(words[:100])
        found = (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if abs(found - datetime(2026, 1, 1, tzinfo=UTC)) < CENTURY else None


def _remarks(limits: Limits) -> Iterator[str]:
    if limits.too_deep:
        yield TOO_DEEP
    if limits.too_many:
        yield TOO_MANY
    if limits.broken:
        yield NO_PARTS


def recipients_in(head: Head, names: Sequence[str]) -> Iterator[str]:
    """Yield the addresses in fields of these names."""
    for name in names:
        for found in head.all(name):
            for mailbox in mailboxes_of(found.raw).found:
                yield mailbox.address


def _other_address(head: Head) -> str:
    raw = head.raw("reply-to")
    if not raw:
        return ""
    found = mailboxes_of(raw)
    return (found.only or guessed(raw)).address[:LONGEST_ADDRESS]


def _ids(head: Head, name: str) -> list[str]:
    words = " ".join(found.words for found in head.all(name))
    found = MESSAGE_ID.findall(words)
    if not found and name == "message-id" and words:
        return [words[:LONGEST_ID]]
    return found


def _sorted(leaves: Sequence[Leaf]) -> tuple[list[Leaf], list[Leaf]]:
    """Return the leaves that are the text of the mail, and those that are files.

    Of several first texts that are the same in different forms all are texts; what names itself a file is one.
    """
    texts: list[Leaf] = []
    files: list[Leaf] = []
    for leaf in leaves:
        is_text = leaf.media_type in {"text/plain", "text/html"} and leaf.disposition != "attachment" and not leaf.name
        (texts if is_text else files).append(leaf)
    return texts, files


def _texts(leaves: Sequence[Leaf], remarks: list[str]) -> tuple[str, str]:
    """Return the text with its quotations still in it, and the HTML made safe."""
    plain = [_plain(leaf) for leaf in leaves if leaf.media_type == "text/plain"]
    rich = [text_of(leaf) for leaf in leaves if leaf.media_type == "text/html"]
    text = "\n\n".join(filter(str.strip, plain))
    html = "\n".join(filter(str.strip, rich))
    if not text:
        text = hypertext.text_of(html)
    if len(text) > LONGEST_TEXT or len(html) > hypertext.LONGEST:
        remarks.append(TEXT_CUT)
    return text[:LONGEST_TEXT], hypertext.safe(html) if html else ""


def _plain(leaf: Leaf) -> str:
    text = text_of(leaf).replace("\r\n", "\n").replace("\r", "\n").replace(hypertext.MARK, "")
    if leaf.parameters.get("format", "").lower() == "flowed":
        return unflowed(text, delsp=leaf.parameters.get("delsp", "").lower() == "yes")
    return text


def _files(leaves: Sequence[Leaf], remarks: list[str]) -> Iterator[File]:
    for number, leaf in enumerate(leaves):
        if number >= MOST_FILES:
            remarks.append(TOO_MANY)
            return
        if len(leaf.content) > LARGEST_FILE:
            remarks.append(FILE_TOO_LARGE)
            continue
        media_type = media_type_of(leaf.content, leaf.media_type)
        yield File(storable(leaf.name) or _nameless(leaf), media_type, leaf.content)


def _nameless(leaf: Leaf) -> str:
    if leaf.media_type == "message/rfc822":
        return "mail.eml"
    return "file"
