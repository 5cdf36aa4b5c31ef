"""Fetching mail from a mailbox elsewhere (IMAP); what was fetched stays there, marked or moved aside."""

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from typing import Any

from imap_tools.consts import MailBoxFolderStatusOptions
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

PATIENCE = 30  # seconds for one answer
MOST = 200  # mails in one visit
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxTrouble(Exception):
    """Tell what is wrong with the mailbox or the way to it."""


@dataclass(frozen=True)
class Account:
    """Where a mailbox is and how it is opened."""

    host: str
    port: int
    user: str
    password: str
    tls: str  # implicit, starttls or none
    folder: str
    done_folder: str  # empty: what was fetched is only marked as seen
    largest: int  # bytes

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True)
class Place:
    """How far a folder was read: numbers of mails grow, and count for one validity only."""

    validity: int
    uid: int


Keep = Callable[[Sequence[tuple[int, bytes]], Place], None]


def fetch(account: Account, place: Place | None, keep: Keep) -> int:
    """Fetch what is new and hand it on, mail by mail; return how many there were.

    `keep` has committed the mail and the new place when it returns; only then is the mail marked over there. Whatever
    breaks in between, the mail comes once more and is known by its bytes.
    """
    try:
        with _opened(account) as box:
            return _fetch(box, account, place, keep)
    except (ImapToolsError, IMAP4.error, OSError, ValueError) as trouble:
        raise MailboxTrouble(f"{type(trouble).__name__}: {trouble}") from trouble


def _fetch(box: BaseMailBox, account: Account, place: Place | None, keep: Keep) -> int:
    options = MailBoxFolderStatusOptions.UIDVALIDITY
    validity = box.folder.status(account.folder, [options]).get(options, 0)
    since = place.uid if place is not None and place.validity == validity else 0
    uids = sorted(uid for uid in map(int, box.uids(f"UID {since + 1}:*", charset=None)) if uid > since)[:MOST]
    left_there = ""
    for uid in uids:
        raw = _raw(box, uid, account.largest)
        keep([(uid, raw)] if raw is not None else [], Place(validity, uid))
        if raw is not None:
            left_there = _put_aside(box, account, uid) or left_there
    if left_there:
        raise MailboxTrouble(f"What was fetched cannot be put aside there: {left_there}")
    return len(uids)


def _raw(box: BaseMailBox, uid: int, largest: int) -> bytes | None:
    """Return a mail, or None where it is gone or too large; too large ones stay as they are, unseen."""
    told = _answered(*box.client.uid("FETCH", str(uid), "(RFC822.SIZE)"))
    size = SIZE.search(b" ".join(each for each in told if isinstance(each, bytes)))
    if size and int(size[1]) > largest:
        return None
    parts = _answered(*box.client.uid("FETCH", str(uid), "(BODY.PEEK[])"))
    return next((part[1] for part in parts if isinstance(part, tuple) and len(part) > 1), None)


def _answered(status: str, told: list[Any]) -> list[Any]:
    """Return what the server told; a "no" for now must not look like a mail that is gone."""
    if status != "OK":
        raise MailboxTrouble(f"{status} {told!r}"[:200])
    return told


def _put_aside(box: BaseMailBox, account: Account, uid: int) -> str:
    """Mark or move a mail that is kept; return what the server has against it: it holds up no other mail."""
    try:
        _answered(*box.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)"))
        if account.done_folder:
            box.move(str(uid), account.done_folder)
    except (MailboxTrouble, ImapToolsError) as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    return ""


@contextmanager
def _opened(account: Account) -> Iterator[BaseMailBox]:
    """Lend the opened mailbox; the line is closed also where the other side has already gone."""
    box = _connected(account)
    try:
        yield box.login(account.user, account.password, account.folder)
    finally:
        with suppress(ImapToolsError, IMAP4.error, OSError):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connected(account: Account) -> BaseMailBox:
    box: BaseMailBox
    if account.tls == "implicit":
        box = MailBox(account.host, account.port, timeout=PATIENCE, ssl_context=ssl.create_default_context())
    elif account.tls == "starttls":
        box = MailBoxStartTls(account.host, account.port, timeout=PATIENCE, ssl_context=ssl.create_default_context())
    else:
        box = MailBoxUnencrypted(account.host, account.port, timeout=PATIENCE)
    return box
