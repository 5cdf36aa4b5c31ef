"""Fetching mail from a mailbox elsewhere (IMAP); what was fetched stays there, marked or moved aside."""

import re
import ssl
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from imaplib import IMAP4
from typing import Any

from imap_tools.consts import MailBoxFolderStatusOptions
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from abaca.inbox.reading import instant

PATIENCE = 30  # seconds for one answer
MOST = 200  # mails in one visit
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
CAME = re.compile(rb'INTERNALDATE " ?(\d{1,2})-(\w{3})-(\d{4} [\d:]{8} [-+]\d{4})"')
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_HEAD = 64 * 1024  # bytes, of a mail that is not fetched as a whole
HEAD = f"(BODY.PEEK[HEADER]<0.{LONGEST_HEAD}>)"
MOST_REFUSED = 20  # in one visit; a server that refuses so many hands out nothing


class MailboxTrouble(Exception):
    """Tell what is wrong with the mailbox or the way to it."""


class NotHandedOut(MailboxTrouble):
    """Tell that the server did not hand out some mails; the others were fetched, and `place` names those."""

    def __init__(self, words: str, place: "Place | None" = None) -> None:
        super().__init__(words)
        self.place = place


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
    refused: frozenset[int] = frozenset()  # what the server did not hand out: it is asked for again


@dataclass(frozen=True)
class Fetched:
    """A mail, or of one that is too large what stands above its text, and when it came into the mailbox."""

    raw: bytes
    whole: bool
    came_at: datetime | None
    refused: bool = False  # the server does not hand it out: here is its head, or where it lies


Keep = Callable[[Sequence[Fetched], Place], None]


def fetch(
    account: Account, place: Place, keep: Keep, *, since: date | None = None, hopeless: Collection[int] = ()
) -> int:
    """Fetch what is new and hand it on, mail by mail; return how many there were.

    What came into the mailbox before the day `since` stays there, whatever its number.
    `keep` has committed the mail and the new place when it returns; only then is the mail marked over there. Whatever
    breaks in between, the mail comes once more and is known by its bytes. A mail that the server does not hand out
    holds up no other: it is asked for again at each visit, until it is `hopeless` and only what is known of it is kept.
    """
    try:
        with _opened(account) as box:
            return _fetch(box, account, _Visit(keep, place, frozenset(hopeless)), since)
    except (ImapToolsError, IMAP4.error, OSError, ValueError) as trouble:
        raise MailboxTrouble(f"{type(trouble).__name__}: {trouble}") from trouble


class _Visit:
    """What was handed out in one visit, and what was not."""

    def __init__(self, keep: Keep, place: Place, hopeless: frozenset[int]) -> None:
        self.keep, self.place, self.hopeless = keep, place, hopeless
        self.refused: dict[int, str] = {}  # with the words of the server

    def begin(self, validity: int) -> list[int]:
        """Return what is asked for again; numbers of another validity mean nothing any more."""
        if self.place.validity != validity:
            self.place, self.hopeless = Place(validity, 0), frozenset()
        return sorted(self.place.refused)

    def kept(self, uid: int, found: Fetched | None) -> None:
        """Keep a mail, or note that it is gone; whatever before it was refused is asked for again later."""
        last = max(self.place.uid, uid)
        left = {each for each in self.place.refused | self.refused.keys() if each <= last} - {uid}
        self.place = Place(self.place.validity, last, frozenset(left))
        self.keep([found] if found else [], self.place)


def _fetch(box: BaseMailBox, account: Account, visit: _Visit, since: date | None) -> int:
    options = MailBoxFolderStatusOptions.UIDVALIDITY
    again = visit.begin(box.folder.status(account.folder, [options]).get(options, 0))
    after = visit.place.uid
    wanted = f"UID {after + 1}:*" + (f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}" if since else "")
    uids = sorted(uid for uid in map(int, box.uids(wanted, charset=None)) if uid > after)[:MOST]
    left_there = ""
    for uid in [*uids, *again]:  # what is new waits for nothing that is refused
        try:
            found = _mail(box, uid, account.largest)
        except NotHandedOut as refusal:
            if uid not in visit.hopeless:
                visit.refused[uid] = str(refusal)
                if len(visit.refused) >= MOST_REFUSED:
                    break
                continue
            found = _stand_in(box, account, visit.place.validity, uid, str(refusal))
        visit.kept(uid, found)
        if found and found.whole:
            left_there = _put_aside(box, account, uid) or left_there
    if visit.refused:
        words = f"{len(visit.refused)} not handed out: {next(iter(visit.refused.values()))}"
        raise NotHandedOut(words, replace(visit.place, refused=visit.place.refused | visit.refused.keys()))
    if left_there:
        raise MailboxTrouble(f"What was fetched cannot be put aside there: {left_there}")
    return len(uids)


def _mail(box: BaseMailBox, uid: int, largest: int) -> Fetched | None:
    """Return a mail, or None where it is gone; of too large ones only the head, and they stay as they are, unseen."""
    answer = _asked(box, uid, "(RFC822.SIZE INTERNALDATE)")
    told = b" ".join(each for each in answer if isinstance(each, bytes))
    size, came = SIZE.search(told), CAME.search(told)
    whole = size is None or int(size[1]) <= largest
    parts = _asked(box, uid, "(BODY.PEEK[])" if whole else HEAD)
    raw = next((part[1] for part in parts if isinstance(part, tuple) and len(part) > 1), None)
    came_at = instant(b" ".join(came.groups()).decode("ascii", errors="replace")) if came else None
    return None if raw is None else Fetched(raw, whole, came_at)


def _stand_in(box: BaseMailBox, account: Account, validity: int, uid: int, words: str) -> Fetched:
    """Return of a mail that is not handed out what stands above its text, or where it lies and what the server says."""
    with suppress(NotHandedOut):
        parts = _asked(box, uid, HEAD)
        for part in parts:
            if isinstance(part, tuple) and len(part) > 1 and part[1].strip():
                return Fetched(part[1], whole=False, came_at=None, refused=True)
    told = f"This stands for mail number {uid} (of {validity}) in the mailbox {account.name}; its server says: {words}"
    return Fetched(f"{told}\r\n".encode(), whole=False, came_at=None, refused=True)


def _asked(box: BaseMailBox, uid: int, wanted: str) -> list[Any]:
    try:
        return _answered(*box.client.uid("FETCH", str(uid), wanted))
    except IMAP4.abort:  # the line broke: that is no answer about this mail
        raise
    except (MailboxTrouble, IMAP4.error) as trouble:
        raise NotHandedOut(str(trouble)) from trouble


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
