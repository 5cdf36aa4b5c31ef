"""Reading what the catcher caught, as the recipients see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from abaca.messaging.gateways.catcher import RECIPIENT_HEADER, person_id

LETTER_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{32}")


class NoSuchLetter(LookupError):
    """Tell that the mailbox holds no letter of this id."""


class Person(NamedTuple):
    """Somebody who got letters."""

    address: str
    letters: int
    latest: datetime | None


@dataclass(frozen=True)
class Mail:
    """One letter in the mailbox."""

    id: str
    message_id: str
    subject: str
    sender: str
    to: str  # as the header says it, with the name
    address: str  # to whom it was delivered
    date: datetime | None
    kind: str
    text: str
    html: str
    raw: str
    attachments: tuple[tuple[str, str, bytes], ...]  # name, media type, content
    headers: tuple[tuple[str, str], ...]


def people(folder: Path) -> list[Person]:
    """Return everybody who got letters, who got the latest one first."""
    boxes: dict[str, list[Path]] = {}
    for path in _files(folder):
        boxes.setdefault(path.name.partition("-")[0], []).append(path)
    latest_first = sorted(map(_newest_first, boxes.values()), key=lambda paths: _came(paths[0]), reverse=True)
    return [_person(paths) for paths in latest_first]


def letters_for(folder: Path, address: str) -> list[Mail]:
    """Return the letters to an address, the newest first."""
    return [_mail(path) for path in _newest_first(_files(folder, f"{person_id(address)}-*.eml"))]


def one(folder: Path, letter_id: str) -> Mail:
    """Return one letter by its id."""
    path = folder / f"{letter_id}.eml"
    if not LETTER_ID.fullmatch(letter_id) or not path.is_file():
        raise NoSuchLetter(letter_id)
    return _mail(path)


def _files(folder: Path, pattern: str = "*.eml") -> list[Path]:
    return [path for path in folder.glob(pattern) if LETTER_ID.fullmatch(path.stem)]


def _newest_first(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=_came, reverse=True)


def _came(path: Path) -> tuple[float, int]:
    """Return what letters are sorted by: their date, and among those of one date their arrival."""
    date = _headings(path)[1]
    return date.timestamp() if date else 0.0, path.stat().st_mtime_ns


def _person(newest_first: list[Path]) -> Person:
    address, latest = _headings(newest_first[0])
    return Person(address, len(newest_first), latest)


def _headings(path: Path) -> tuple[str, datetime | None]:
    return _headings_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=20_000)
def _headings_of(path: Path, _written: int) -> tuple[str, datetime | None]:
    """Return recipient and date; the mailbox page asks this of every letter, so it is remembered."""
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=compat32).parse(file)
    return str(head[RECIPIENT_HEADER]), _date(head["Date"])


def _date(told: object) -> datetime | None:
    try:
        return parsedate_to_datetime(str(told))
    except ValueError:
        return None


def _mail(path: Path) -> Mail:
    whole = path.read_bytes()
    recipient, _newline, raw = whole.partition(b"\r\n")
    message = message_from_bytes(raw, policy=default)
    return Mail(
        id=path.stem,
        message_id=_header(message, "Message-ID"),
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        to=_header(message, "To"),
        address=recipient.decode().partition(": ")[2],
        date=_date(message["Date"]),
        kind=_header(message, "X-Abaca-Kind"),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        raw=raw.decode(errors="replace"),
        attachments=tuple(_attachments(message)),
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message[name] or "").strip()


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _attachments(message: EmailMessage) -> Iterator[tuple[str, str, bytes]]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if part.get_content_disposition() == "attachment" and isinstance(content, bytes):
            yield part.get_filename() or "", part.get_content_type(), content
