"""Mail that waits to be read, mailboxes elsewhere that are looked into, and the door for mail."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

from abaca.dispatch.actions import NoRehearsal
from abaca.dispatch.due_work import DueWork
from abaca.dispatch.jobs import drain
from abaca.dispatch.queries import present
from abaca.kernel.traces import trace_of

from . import actions, queries
from .actions import FILES_NAME, READING_NAME, KeptFile, Outcome
from .authenticating import Verdict, judge
from .deliveries import Delivery, envelope_of, is_among, plain_null
from .gateways import dns, files, imap
from .gateways.rehearsal import World, Written, composed, deliver
from .gateways.smtp_in import Door, secured
from .gateways.suffixes import public_suffixes
from .kinds import sort
from .models import Attachment, Incoming, Mailbox, Source
from .reading import Mail, Unreadable, read
from .reported import Reported, spf_reported
from .signatures import Lookup, NotAsked

log = logging.getLogger(__name__)

MAILBOX_NAME = "inbox.mailbox"
BETWEEN_VISITS = timedelta(seconds=50)  # less than a sweep takes to come round
LOOK_BACK = timedelta(days=7)  # what came longer before the first visit was for somebody else to answer
PATIENCE = timedelta(minutes=15)  # how long a mail waits for the domain of its sender to answer
REFUSED_FOR = timedelta(hours=1)  # while the server handed out a later mail: then it is this mail
REFUSED_ALONE = timedelta(days=1)  # with nothing to tell this mail from a server that hands out nothing
LONGEST_WAIT = timedelta(hours=1)  # how long it waits until that domain is asked at all
LOOK_AGAIN = timedelta(days=30)  # at what was over its time and is still needed
MOST_FILES = 1000  # that one erasure removes at once; the worker does the others
BATCH = 25  # each mail may have many megabytes
FORGER = "mallory@elsewhere.example"
TOO_LARGE = _(
    "The mail is larger than we take. It lies in the mailbox, unseen; here is only what stands above its text."
)
NOT_HANDED_OUT = _(
    "The server of the mailbox does not hand this mail out. It lies there, unseen; please read it there."
)
STUMBLED = _("The mail made our reader stumble. It is kept as it came; the log says more.")


def read_mails(ids: list[int], *, at: datetime) -> None:
    """Read mails, judge their senders, and write down both; no transaction is open while anybody is asked.

    Where a mail makes the whole batch stumble they are read one by one, and that one is broken.
    """
    rows = queries.unread(ids)
    if not rows:
        return
    try:
        _read_together(rows, at)
    except Exception as error:  # noqa: BLE001 - nobody knows which mail it was, nor what it has in store for us
        log.error("Mails could not be read together; they are read one by one: %s", trace_of(error))  # noqa: TRY400
        for row in queries.unread(ids):  # where the database is away, this breaks, and all of them wait
            _read_alone(row, at)


def _read_together(rows: Sequence[Incoming], at: datetime) -> None:
    read_ones = {row.id: _read(row) for row in rows}
    senders = [mail.sender.address for mail in read_ones.values() if isinstance(mail, Mail)]
    counts = queries.written_within_an_hour(senders, at)
    outcomes = [_outcome(row, read_ones[row.id], counts, at) for row in rows]
    found = [outcome for outcome in outcomes if outcome is not None]
    actions.note_read(found, at=at)
    _keep_again(found)


def _keep_again(outcomes: Sequence[Outcome]) -> None:
    """Write the files once more that were taken away before their new mail was known, with the last one that had them.

    From the commit on they are no leftovers, so that whoever looks now is the last to need to.
    """
    for outcome in outcomes:
        for file, kept in zip(outcome.mail.files if outcome.mail else (), outcome.files, strict=False):
            if not files.path_of(Path(settings.DATA_FOLDER), kept.digest).exists():
                files.keep(Path(settings.DATA_FOLDER), file.content)


def _read_alone(row: Incoming, at: datetime) -> None:
    """Read one mail; where that cannot be done it is broken, and where not even that can be said, it waits."""
    try:
        _read_together([row], at)
    except Exception as error:  # noqa: BLE001 - whatever it was, the next mail has its own chance
        _stumbled(row, error)
        try:
            actions.note_read([Outcome(row.id, trouble=[STUMBLED])], at=at)
        except (OperationalError, InterfaceError):  # the database, and nothing that a mail could do
            raise
        except Exception as worse:  # noqa: BLE001 - the same
            _stumbled(row, worse)


def _stumbled(row: Incoming, error: Exception) -> None:
    told = "Mail %s made the reader stumble: %s"
    log.error(told, row.ref, trace_of(error))


def _read(row: Incoming) -> Mail | str:
    """Return the mail, or a sentence that says why it cannot be read; one mail must not hold back the others."""
    try:
        return read(bytes(row.raw))
    except Unreadable as reason:
        return str(reason)
    except Exception as error:  # noqa: BLE001 - a mistake of ours, and the mail stays as it came
        _stumbled(row, error)
        return STUMBLED


def _outcome(row: Incoming, mail: Mail | str, counts: Counter[str], at: datetime) -> Outcome | None:
    """Return what is to be written down, or None for a mail that waits: for its sender's domain, or for the disk."""
    if isinstance(mail, str):
        return Outcome(row.id, trouble=[mail])
    try:
        return _whole_outcome(row, mail, counts, at)
    except OSError as error:  # the disk, not the mail: it stays as it is until there is room
        log.error("Mail %s waits until its files can be kept: %s", row.ref, trace_of(error))  # noqa: TRY400
        return None
    except Exception as error:  # noqa: BLE001 - a mistake of ours, and the mail stays as it came
        _stumbled(row, error)
        return Outcome(row.id, trouble=[STUMBLED])


def _whole_outcome(row: Incoming, mail: Mail, counts: Counter[str], at: datetime) -> Outcome | None:
    house, sender = queries.house(), mail.sender.address.upper()
    asked = Asked(lookup())
    verdict = verdict_on(row, mail, asked)
    waited = at - (row.fetched_at or row.received_at)
    if verdict.may_change and waited < (LONGEST_WAIT if asked.put_off else PATIENCE):
        return None
    # anybody can write many mails under somebody's name: they never silence the one that he has signed
    counted = bool(sender) and not verdict.authenticated
    counts[sender] += counted
    found = sort(
        mail,
        house=house,
        envelope_from=row.envelope_from,
        envelope_to=row.envelope_to,
        in_last_hour=counts[sender] if counted else 0,
    )
    kept = [
        KeptFile(f.name, f.media_type, len(f.content), files.keep(Path(settings.DATA_FOLDER), f.content))
        for f in mail.files
    ]
    return Outcome(row.id, mail, found, verdict, kept, mail.remarks)


@dataclass
class Asked:
    """Ask for texts, and remember whether a question was not even put, since others were not answered."""

    lookup: Lookup
    put_off: bool = False

    def __call__(self, name: str, /) -> list[str]:
        try:
            return self.lookup(name)
        except NotAsked:
            self.put_off = True
            raise


def verdict_on(row: Incoming, mail: Mail, texts: Lookup) -> Verdict:
    """Judge the sender of a mail that was kept; `texts` asks the domains outside."""
    suffixes = public_suffixes(settings.PUBLIC_SUFFIX_LIST)
    return judge(
        bytes(row.raw).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"),
        mail,
        house=queries.house(),
        lookup=texts,
        organisation=suffixes.organisation,
        reported=_reported(row, mail),
        at=row.received_at,
    )


def lookup() -> Lookup:
    """Return who answers for domains: the real DNS, or the rehearsal's own."""
    return world().texts if settings.REHEARSAL else dns.texts


def world() -> World:
    """Return the rehearsed domains."""
    return World(Path(settings.REHEARSAL_DOMAINS))


def _reported(row: Incoming, mail: Mail) -> Reported | None:
    """Return what our own mail server says; at the SMTP port only where it is that server that brought the mail."""
    if row.source == Source.SMTP and not is_among(row.peer, settings.MAIL_IN_TRUSTED_PEERS):
        return None
    return spf_reported(mail.head, settings.MAIL_IN_TRUSTED_SERVER)


READING = DueWork(READING_NAME, queries.to_read, queries.to_read_since, read_mails, batch=BATCH)


# --- a mailbox elsewhere ----------------------------------------------------------------------------------------------


def account() -> imap.Account | None:
    """Return the mailbox of the settings, or None."""
    if not settings.IMAP_HOST:
        return None
    return imap.Account(
        host=settings.IMAP_HOST,
        port=settings.IMAP_PORT,
        user=settings.IMAP_USER,
        password=settings.IMAP_PASSWORD,
        tls=settings.IMAP_TLS,
        folder=settings.IMAP_FOLDER,
        done_folder=settings.IMAP_DONE_FOLDER,
        largest=settings.MAIL_IN_LARGEST,
    )


def visits_due(at: datetime, _most: int) -> list[int]:
    """Return the mailbox if it wants to be looked into; there is one at most, and its number means nothing."""
    known = account()
    if known is None:
        return []
    row = queries.mailbox(known.name)
    return [1] if row is None or row.visited_at is None or row.visited_at + BETWEEN_VISITS <= at else []


def visit(_ids: list[int], *, at: datetime) -> None:
    """Fetch what is new in the mailbox."""
    known = account()
    if known is None:
        return
    row, house = actions.mailbox_named(known.name, at=at), queries.house()
    since = (row.began_at - LOOK_BACK).date() if row.began_at else None

    def refused_since(uids: Collection[int], validity: int) -> dict[str, str]:
        known_ones = row.refused if validity == row.validity else {}
        return {str(uid): known_ones.get(str(uid), at.isoformat()) for uid in sorted(uids)}

    def keep(found: Sequence[imap.Fetched], place: imap.Place) -> None:
        deliveries = [
            Delivery(each.raw, *envelope_of(each.raw, house), came_at=each.came_at, trouble=_lack(each))
            for each in found
        ]
        refused = refused_since(place.refused, place.validity)
        actions.fetched(row.pk, deliveries, validity=place.validity, uid=place.uid, refused=refused, at=at)

    place = imap.Place(row.validity, row.uid, frozenset(int(uid) for uid in row.refused if int(uid) <= row.uid))
    trouble = ""
    try:
        imap.fetch(known, place, keep, since=since, hopeless=_hopeless(row, at))
    except imap.MailboxTrouble as reason:
        trouble = str(reason)
        log.warning("The mailbox %s could not be read: %s", known.name, trouble)
        if isinstance(reason, imap.NotHandedOut) and reason.place:
            keep([], reason.place)
    actions.visited(row.pk, trouble=trouble, at=at)


def _lack(found: imap.Fetched) -> str:
    """Return why the bytes are not all that there is, or nothing."""
    return NOT_HANDED_OUT if found.refused else "" if found.whole else TOO_LARGE


def _hopeless(row: Mailbox, at: datetime) -> list[int]:
    """Return which mails were refused for so long that nobody waits for them any more.

    Where a later mail was handed out it is surely the mail; else all may be refused for now, and nothing is held up.
    """
    waited = {int(uid): at - datetime.fromisoformat(since) for uid, since in row.refused.items()}
    return [uid for uid, long in waited.items() if long >= (REFUSED_FOR if uid <= row.uid else REFUSED_ALONE)]


# a journey of the clock stops for no visit: who lives elsewhere does not travel
MAILBOX = DueWork(MAILBOX_NAME, visits_due, None, visit)


# --- the door ---------------------------------------------------------------------------------------------------------


def door() -> Door:
    """Return the door for mail as the settings describe it."""
    tls = None
    if settings.MAIL_IN_CERTIFICATE:
        tls = secured(settings.MAIL_IN_CERTIFICATE, settings.MAIL_IN_CERTIFICATE_KEY)
    return Door(
        host=settings.MAIL_IN_ADDRESS,
        port=settings.MAIL_IN_PORT,
        house=queries.house(),
        largest=settings.MAIL_IN_LARGEST,
        connections=settings.MAIL_IN_CONNECTIONS,
        per_minute=settings.MAIL_IN_PER_MINUTE,
        trusted=settings.MAIL_IN_TRUSTED_PEERS,
        tls=tls,
    )


def keep_from(source: Source) -> Callable[[Sequence[Delivery]], None]:
    """Return who keeps what comes by a door; a connection that the database has closed is opened anew."""

    def keep(deliveries: Sequence[Delivery]) -> None:
        close_old_connections()
        actions.receive_all(deliveries, source=source, at=present())

    return keep


def content_of(file: Attachment) -> bytes | None:
    """Return the bytes of a file that came with a mail; None where they are not kept any more."""
    try:
        return files.content_of(Path(settings.DATA_FOLDER), file.digest)
    except (OSError, ValueError):
        return None


def write_to_the_shop(written: Written, *, forged: bool, at: datetime) -> Incoming:
    """Let a person of the rehearsal write to the shop, through the door; return the mail, read."""
    if not settings.REHEARSAL:
        raise NoRehearsal
    raw, sender = composed(written, at), written.from_address
    if forged:
        sender = FORGER
    else:
        raw = world().signed(raw, written.from_address.rpartition("@")[2])
    deliver(raw, sender=sender, recipient=written.to_address, host=settings.MAIL_IN_ADDRESS, port=settings.MAIL_IN_PORT)
    drain(READING_NAME, at=at)
    return queries.kept(Delivery(raw, sender, written.to_address))


def take_in(raw: bytes, *, sender: str, recipient: str) -> Incoming:
    """Keep a mail that a mail server has handed to a program of ours."""
    told_sender, told_recipient = envelope_of(raw, queries.house())
    return actions.receive(
        raw,
        source=Source.PIPE,
        envelope_from=plain_null(sender) or told_sender,
        envelope_to=recipient or told_recipient,
        at=present(),
    )


def forget_mails(refs: Collection[str], *, at: datetime) -> None:
    """Forget who wrote some mails and all that stands in them, also the files on the disk."""
    actions.forget(refs, at=at)
    remove_files(queries.leftovers(at, MOST_FILES), at=at)


def forget(ids: list[int], *, at: datetime) -> None:
    """Forget mails that were kept long enough, but for those that something still needs."""
    needed: Callable[[Collection[int]], set[int]] = import_string(f"{settings.DATA_REQUESTS}.mails_needed")
    kept = needed(ids)
    actions.keep_longer(kept, until=at + LOOK_AGAIN)
    gone = [each for each in ids if each not in kept]
    import_string(f"{settings.DATA_REQUESTS}.let_mails_go")(gone)  # what was read from them, while they can be found
    actions.forget_old(gone, at=at)


def remove_files(ids: list[int], *, at: datetime) -> None:
    """Remove files from the disk that no mail has any more; what the disk refuses is tried again."""
    gone = []
    for leftover in actions.take_leftovers(ids, at=at):  # committed when it returns
        try:
            files.remove(Path(settings.DATA_FOLDER), leftover.digest)
        except OSError:
            log.exception("File %s of a forgotten mail is still there.", leftover.digest)
        else:
            gone.append(leftover.pk)
    actions.note_removed(gone)


RETENTION = DueWork(name="inbox.retention", due=queries.over_time, next_at=queries.next_over_time, do=forget, batch=500)

FILES = DueWork(name=FILES_NAME, due=queries.leftovers, next_at=queries.next_leftover, do=remove_files)
