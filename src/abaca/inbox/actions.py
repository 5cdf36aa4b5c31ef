"""Mails are kept as they came, and what was done about them is noted."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from abaca.dispatch.actions import wake
from abaca.kernel.refs import new_ref
from abaca.messaging import actions as letters

from .authenticating import Verdict
from .deliveries import Delivery
from .kinds import Sorted, sort
from .models import Attachment, Incoming, Leftover, Mailbox, Source
from .queries import TO_SETTLE, house, kept
from .reading import Mail, Unreadable, read
from .reports import NAMES_NO_LETTER
from .states import INCOMING, IncomingKind, IncomingState

READING_NAME = "inbox.reading"
FILES_NAME = "inbox.files"
TRY_AGAIN = timedelta(minutes=5)  # to remove a file, after a disk that refused or a worker that died
# who fetches what was read; only their names are known here
STORE_NAME = "store.mails"
DESK_NAME = "support.tickets"
SETTLED_NAME = "support.settled"
NEEDED_NAME = "support.needed"
NEWSLETTERS_NAME = "store.unsubscribing"
LONGEST_TROUBLE = 2000
# Django's bulk_update would write a CASE with a row's id for every field, and take longer over it than all the reading.
READ_FIELDS: dict[str, str] = {
    **dict.fromkeys(("state", "kind", "trouble", "message_id", "in_reply_to", "from_address", "from_name"), "text"),
    **dict.fromkeys(("reply_to", "subject", "text", "said", "html"), "text"),
    **dict.fromkeys(("references", "verdict"), "jsonb"),
    **dict.fromkeys(("read_at", "sent_at"), "timestamptz"),
    "authenticated": "boolean",
}
WRITE_READ = f"""
UPDATE inbox_incoming AS mail SET {", ".join(f'"{name}" = found."{name}"' for name in READ_FIELDS)}
FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in READ_FIELDS.values())})
AS found (id, {", ".join(f'"{name}"' for name in READ_FIELDS)})
WHERE mail.id = found.id
"""  # noqa: S608 - the names and kinds above, and nothing that comes in
SAID = (
    *("envelope_from", "peer", "trouble", "message_id", "in_reply_to", "from_address", "from_name", "reply_to"),
    *("subject", "text", "said", "html"),
)


@dataclass(frozen=True)
class KeptFile:
    """A file that came with a mail and lies on the disk."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True)
class Outcome:
    """What reading a mail has brought; without a mail it is broken, and `trouble` says why."""

    incoming_id: int
    mail: Mail | None = None
    sorted: Sorted | None = None
    verdict: Verdict | None = None
    files: Sequence[KeptFile] = field(default=())
    trouble: Sequence[str] = field(default=())  # sentences


def receive(
    raw: bytes,
    *,
    source: Source,
    at: datetime,
    envelope_from: str = "",
    envelope_to: str = "",
    peer: str = "",
) -> Incoming:
    """Keep a mail as it came and return its row; the same mail to the same recipient is kept once.

    Nothing is looked into here, so nothing can be wrong with it: whatever the bytes are, they are kept.
    """
    delivery = Delivery(raw, envelope_from, envelope_to, peer)
    receive_all([delivery], source=source, at=at)
    return kept(delivery)


def receive_all(deliveries: Sequence[Delivery], *, source: Source, at: datetime) -> None:
    """Keep mails as they came, with one statement; all of them are committed when it returns.

    A mail that was fetched came when the mailbox got it: nobody pays for our having looked later.
    """
    rows = [
        Incoming(
            ref=new_ref("mail", at),
            digest=delivery.digest,
            source=source,
            received_at=min(delivery.came_at or at, at),
            fetched_at=at if delivery.came_at else None,
            raw=delivery.raw,
            trouble=_storable(delivery.trouble)[:LONGEST_TROUBLE],
            envelope_from=_storable(delivery.envelope_from),
            envelope_to=_storable(delivery.envelope_to),
            peer=delivery.peer[:64],
        )
        for delivery in deliveries
    ]
    Incoming.objects.bulk_create(rows, ignore_conflicts=True)
    wake(READING_NAME)


@transaction.atomic
def fetched(
    mailbox_id: int,
    deliveries: Sequence[Delivery],
    *,
    validity: int,
    uid: int,
    refused: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep what was fetched from a mailbox, and how far it was read, in one commit.

    `refused` are the numbers of mails that the server does not hand out, and since when.
    """
    place = {"validity": validity, "uid": uid, "refused": dict(refused)}
    Mailbox.objects.select_for_update().filter(pk=mailbox_id).update(**place)
    if deliveries:
        receive_all(deliveries, source=Source.IMAP, at=at)


def visited(mailbox_id: int, *, trouble: str, at: datetime) -> None:
    """Note that a mailbox was visited, and what went wrong there; where nothing did, nothing is refused any more."""
    rows = Mailbox.objects.filter(pk=mailbox_id)
    if trouble:
        told = _storable(trouble)[:LONGEST_TROUBLE]
        rows.update(visited_at=at, trouble=told, troubled_since=Coalesce("troubled_since", at))
    else:
        rows.update(visited_at=at, trouble="", troubled_since=None, refused={})


def mailbox_named(name: str, *, at: datetime) -> Mailbox:
    """Return the row that remembers how far a mailbox was read, and since when we look into it."""
    return Mailbox.objects.get_or_create(name=name[:300], defaults={"began_at": at})[0]


@transaction.atomic
def note_read(outcomes: Sequence[Outcome], *, at: datetime) -> list[Incoming]:
    """Write down what mails say and what they are; return those that nobody else has read meanwhile.

    Letters that did not arrive, and readers who complain, are told to messaging in the same transaction.
    """
    found = {outcome.incoming_id: outcome for outcome in outcomes}
    unread = Incoming.objects.filter(id__in=found, state=IncomingState.RECEIVED).order_by("id")
    mails = list(unread.defer("raw").select_for_update(skip_locked=True))
    nameless = _tell_messaging([found[mail.id] for mail in mails], at)
    for mail in mails:
        _fill(mail, found[mail.id], at)
        if mail.id in nameless:  # it is left to a person
            mail.trouble = "\n".join(filter(None, [NAMES_NO_LETTER, mail.trouble]))[:LONGEST_TROUBLE]
    _write_read(mails)
    Attachment.objects.bulk_create(
        Attachment(incoming=mail, name=f.name[:255], media_type=f.media_type[:127], size=f.size, digest=f.digest)
        for mail in mails
        for f in found[mail.id].files
    )
    wake(STORE_NAME)
    wake(DESK_NAME)
    wake(NEWSLETTERS_NAME)
    return mails


def _fill(row: Incoming, outcome: Outcome, at: datetime) -> None:
    state = IncomingState.BROKEN if outcome.mail is None else IncomingState.READ
    INCOMING.check(IncomingState(row.state), state)
    row.state, row.read_at = state, at
    row.trouble = "\n".join(filter(None, [row.trouble, *outcome.trouble]))[:LONGEST_TROUBLE]
    mail, found, verdict = outcome.mail, outcome.sorted, outcome.verdict
    if mail is None or found is None or verdict is None:
        return
    row.kind = found.kind
    row.message_id, row.in_reply_to, row.references = mail.message_id, mail.in_reply_to, list(mail.references)
    row.from_address, row.from_name, row.reply_to = mail.sender.address, mail.sender.name, mail.reply_to
    row.subject, row.sent_at = mail.subject, mail.sent_at
    row.text, row.said, row.html = mail.text, mail.said, mail.html
    row.authenticated, row.verdict = verdict.authenticated, verdict.as_json()


def _write_read(mails: Sequence[Incoming]) -> None:
    """Write what was found in all of them, with one statement."""
    columns = [[_column(name, mail) for mail in mails] for name in READ_FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_READ, [[mail.id for mail in mails], *columns])


def _column(name: str, mail: Incoming) -> Any:
    value = getattr(mail, name)
    if READ_FIELDS[name] == "jsonb":
        return json.dumps(value, cls=DjangoJSONEncoder)
    return str(value) if READ_FIELDS[name] == "text" else value


def _tell_messaging(outcomes: Iterable[Outcome], at: datetime) -> set[int]:
    """Tell what comes back; return the mails with a complaint that names no letter of ours, by their rows."""
    nameless = set[int]()
    for outcome in outcomes:
        found = outcome.sorted
        if found is None:
            continue
        for bounce in found.bounces:
            letters.note_bounce(
                message_id=bounce.message_id,
                token=found.token,
                recipient=bounce.recipient,
                permanent=bounce.permanent,
                passing=bounce.passing,
                words=bounce.words,
                at=at,
            )
        if found.complaint is not None:
            told = found.complaint
            letter = letters.note_complaint(
                message_id=told.message_id,
                token=found.token,
                recipient=told.recipient,
                copy_to=told.copy_to,
                return_path=told.return_path,
                words=told.words,
                at=at,
            )
            if letter is None:
                nameless.add(outcome.incoming_id)
    return nameless


@transaction.atomic
def hold(ids: Collection[int]) -> list[Incoming]:
    """Return those mails that wait to be settled and are in nobody else's hand, locked, without their bytes."""
    rows = Incoming.objects.select_for_update(skip_locked=True).defer("raw")
    return list(rows.filter(id__in=ids, state__in=TO_SETTLE).order_by("id"))


@transaction.atomic
def settle(dispositions: Mapping[str, Mapping[str, Any]], *, at: datetime) -> None:
    """Note, by the refs of mails, what the store did about each; it says so once."""
    mails = list(Incoming.objects.select_for_update().filter(ref__in=dispositions).exclude(state=IncomingState.SETTLED))
    for mail in mails:
        INCOMING.check(IncomingState(mail.state), IncomingState.SETTLED)
        mail.state, mail.settled_at = IncomingState.SETTLED, at
        mail.disposition = dict(dispositions[mail.ref])
    Incoming.objects.bulk_update(mails, ["state", "settled_at", "disposition"])


@transaction.atomic
def take_for_letters(refs: Collection[str]) -> None:
    """Let mails that came to an address for unsubscribing, and say more than that, be looked into like any other.

    What sort of mail each is apart from that address is told from its bytes: a machine's is still a machine's.
    """
    waiting = Incoming.objects.filter(ref__in=refs, state=IncomingState.READ, kind=IncomingKind.UNSUBSCRIBE)
    mails = list(waiting.select_for_update().order_by("id")) if refs else []
    for mail in mails:
        mail.kind = _kind_apart_from_address(mail)
    if mails:
        Incoming.objects.bulk_update(mails, ["kind"])
        wake(STORE_NAME)


def _kind_apart_from_address(row: Incoming) -> IncomingKind:
    try:
        mail = read(bytes(row.raw))
    except Unreadable:  # it was read before; a person finds out
        return IncomingKind.LETTER
    return sort(mail, house=house(), envelope_from=row.envelope_from, envelope_to="", in_last_hour=0).kind


@transaction.atomic
def restate(ref: str, disposition: Mapping[str, Any], *, at: datetime) -> None:
    """Note that what the store did about a settled mail has changed: its sender has confirmed, staff took it back.

    `needed` among it says that a person has to see to the mail, whatever was said before.
    """
    for mail in Incoming.objects.select_for_update().defer("raw").filter(ref=ref, state=IncomingState.SETTLED):
        mail.disposition, mail.restated_at = {**mail.disposition, **disposition}, at
        mail.save(update_fields=["disposition", "restated_at"])
    wake(SETTLED_NAME)
    if "needed" in disposition:
        wake(NEEDED_NAME)


@transaction.atomic
def forget(refs: Collection[str], *, at: datetime) -> None:
    """Take the sender and all that he wrote out of some mails; their files go from the disk after the commit.

    That a mail came, when, and by codes what was done about it stays; of one that nobody has settled, nothing.
    """
    _forget(Incoming.objects.filter(ref__in=refs, forgotten_at=None), at)
    Incoming.objects.filter(ref__in=refs, forgotten_at=at, settled_at=None).delete()


@transaction.atomic
def keep_longer(ids: Collection[int], *, until: datetime) -> int:
    """Keep mails that something still needs, to be looked at again at `until`; return how many."""
    return Incoming.objects.filter(id__in=ids, forgotten_at=None).update(needed_until=until)


@transaction.atomic
def forget_old(ids: Collection[int], *, at: datetime) -> None:
    """Forget those of the mails that were kept long enough; their files go from the disk after the commit."""
    old = Incoming.objects.filter(id__in=ids, settled_at__lte=at - timedelta(days=settings.MAILS_KEPT_DAYS))
    _forget(old.filter(forgotten_at=None), at)


def _forget(mails: QuerySet[Incoming], at: datetime) -> None:
    ids = list(mails.select_for_update().order_by("id").values_list("id", flat=True))
    files = Attachment.objects.filter(incoming__in=ids)
    digests = sorted(set(files.values_list("digest", flat=True)))
    files.delete()
    # in the same transaction: whoever dies between the row and the file leaves it to the next
    Leftover.objects.bulk_create([Leftover(digest=each, next_at=at) for each in digests], ignore_conflicts=True)
    Incoming.objects.filter(id__in=ids).update(
        **dict.fromkeys(SAID, ""),
        raw=b"",
        references=[],
        verdict={},
        forgotten_at=at,
        needed_until=None,
    )
    if digests:
        wake(FILES_NAME)


@transaction.atomic(durable=True)  # Django refuses to run this inside another transaction
def take_leftovers(ids: Collection[int], *, at: datetime) -> list[Leftover]:
    """Return files that no mail has any more, and write down when they are tried again.

    What another mail has too, or has brought anew, is no leftover.
    """
    held = Leftover.objects.select_for_update(skip_locked=True).filter(id__in=ids, next_at__lte=at)
    rows = list(held.order_by("id"))
    wanted = set(Attachment.objects.filter(digest__in=[each.digest for each in rows]).values_list("digest", flat=True))
    Leftover.objects.filter(id__in=[each.pk for each in rows if each.digest in wanted]).delete()
    left = [each for each in rows if each.digest not in wanted]
    Leftover.objects.filter(id__in=[each.pk for each in left]).update(next_at=at + TRY_AGAIN)
    return left


@transaction.atomic
def note_removed(ids: Collection[int]) -> None:
    """Note that files are gone from the disk."""
    Leftover.objects.filter(id__in=ids).delete()


def _storable(text: str) -> str:
    return text.replace("\x00", " ").encode(errors="replace").decode()
