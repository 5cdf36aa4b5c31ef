"""Mails find their tickets."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import chain, count

from django.conf import settings
from django.db import transaction

from abaca.inbox.models import Incoming
from abaca.inbox.states import IncomingKind
from abaca.kernel.emails import fold
from abaca.kernel.refs import new_ref
from abaca.support.journal.actions import record_all
from abaca.support.journal.models import Entry
from abaca.support.tickets.matching import Envelope, Known, answered, names_in, ticket_of
from abaca.support.tickets.models import FIRST_NUMBER, Collected, Message, Ticket
from abaca.support.tickets.queries import mails_to_collect, to_be_answered_by
from abaca.support.tickets.states import OURS, TICKET, EntryKind, TicketState

from .locks import all_held, alone

OPENS = (IncomingKind.LETTER, IncomingKind.UNSUBSCRIBE)  # what machines answer opens no ticket, and no loop does
SPEAKS = (*OPENS, IncomingKind.BOUNCE)  # what somebody should look at when it comes into a ticket
CHANGED = ["state", "waits_since", "answer_by", "closed_at", "touched_at", "tags", "authenticated", "customer"]


@transaction.atomic
def collect(ids: Collection[int], *, at: datetime, by: str = "the house") -> list[Message]:
    """File mails about which the store has spoken, and return the entries of tickets that they became.

    A mail that was filed is not filed again. What the store has settled by itself stands in a closed ticket, with
    what was done; answers of machines go into the ticket that they answer and open none. As many statements for a
    hundred mails as for one.
    """
    alone()
    mails = mails_to_collect(ids)
    if not mails:
        return []
    filing = _Filing(mails, at=at, by=by)
    for mail in mails:
        filing.file(mail)
    filing.write()
    Collected.objects.bulk_create(
        [Collected(incoming=mail.ref, settled_at=mail.settled_at) for mail in mails if mail.settled_at]
    )
    return filing.entries


def envelope_of(mail: Incoming) -> Envelope:
    """Return what tells where a mail belongs."""
    references = tuple(str(each) for each in mail.references if each)
    return Envelope(fold(mail.from_address), mail.subject, mail.in_reply_to, references)


class _Filing:
    """A batch of mails on its way into tickets; new tickets bear negative numbers until they are written."""

    def __init__(self, mails: list[Incoming], *, at: datetime, by: str) -> None:
        self.at, self.by = at, by
        envelopes = [envelope_of(mail) for mail in mails]
        self.known: dict[str, list[Known]] = defaultdict(list)
        rows = Message.objects.select_related("ticket")
        for row in rows.filter(message_id__in={each for mail in envelopes for each in answered(mail)}):
            self.known[row.message_id].append(_known(row))
        numbers = {number - FIRST_NUMBER for mail in envelopes for number in names_in(mail.subject)}
        found = list(Ticket.objects.filter(pk__in=numbers)) if numbers else []
        self.named = {
            ticket.pk + FIRST_NUMBER: Known(ticket.merged_into_id or ticket.pk, ticket.address_folded)
            for ticket in found
        }
        wanted = {entry.ticket for entry in chain(*self.known.values(), self.named.values())}
        self.tickets = all_held(wanted) if wanted else {}
        self.fresh = (-number for number in count(1))
        self.entries: list[Message] = []
        self.told: list[tuple[int, str, dict[str, object]]] = []

    def file(self, mail: Incoming) -> None:
        """Put a mail into its ticket, or open one for it."""
        key = ticket_of(envelope_of(mail), known=self.known, named=self.named)
        if key is None:
            if mail.kind not in OPENS or (mail.kind == IncomingKind.UNSUBSCRIBE and _done(mail)):
                return
            key = self._open(mail)
        elif mail.kind in SPEAKS and not _done(mail):
            self._wake(key, mail)
        self._enter(key, mail)

    def _open(self, mail: Incoming) -> int:
        key = next(self.fresh)
        done = _done(mail)
        self.tickets[key] = Ticket(
            ref=new_ref("tkt", self.at),
            subject=mail.subject,
            address=mail.from_address,
            address_folded=fold(mail.from_address),
            name=mail.from_name,
            language=mail.language if mail.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            customer=str(mail.disposition.get("customer") or ""),
            state=TicketState.CLOSED if done else TicketState.NEW,
            opened_at=mail.received_at,
            touched_at=mail.received_at,
            waits_since=None if done else mail.received_at,
            answer_by=None if done else to_be_answered_by(mail.received_at),
            closed_at=self.at if done else None,
        )
        self.told.append((key, "ticket.opened", {"mail": mail.ref}))
        return key

    def _wake(self, key: int, mail: Incoming) -> None:
        """Let the next word be ours; what has waited for us before goes on waiting since then."""
        ticket = self.tickets[key]
        if ticket.state in OURS:
            return
        TICKET.check(TicketState(ticket.state), TicketState.DUE)
        ticket.state, ticket.closed_at = TicketState.DUE, None
        ticket.waits_since, ticket.answer_by = mail.received_at, to_be_answered_by(mail.received_at)
        self.told.append((key, "ticket.woken", {"mail": mail.ref, "kind": mail.kind}))

    def _enter(self, key: int, mail: Incoming) -> None:
        ticket = self.tickets[key]
        entry = Message(
            ticket=ticket,
            kind=EntryKind.MAIL,
            at=mail.received_at,
            by=fold(mail.from_address)[:200],
            incoming=mail.ref,
            message_id=mail.message_id,
            sender=fold(mail.from_address),
        )
        self.entries.append(entry)
        if mail.message_id:
            self.known[mail.message_id].append(Known(key, ticket.address_folded))
        ticket.touched_at = max(ticket.touched_at, mail.received_at)
        ticket.tags = list(dict.fromkeys([*ticket.tags, *_wishes(mail)]))
        ticket.customer = ticket.customer or str(mail.disposition.get("customer") or "")
        if mail.kind in OPENS:
            ticket.authenticated = mail.authenticated
        if _done(mail):
            facts = {"done": mail.disposition["done"], "wish": list(_wishes(mail))}
            self.entries.append(
                Message(ticket=ticket, kind=EntryKind.EVENT, at=self.at, by=self.by, what="wish.done", facts=facts)
            )

    def write(self) -> None:
        """Write all of it: the new tickets, the changed ones, the entries, the journal."""
        Ticket.objects.bulk_create([ticket for key, ticket in self.tickets.items() if key < 0])
        changed = [ticket for key, ticket in self.tickets.items() if key > 0]
        if changed:
            Ticket.objects.bulk_update(changed, CHANGED)
        for entry in self.entries:
            entry.ticket = entry.ticket  # its number is known only now
        Message.objects.bulk_create(self.entries)
        record_all(self._entry(*told) for told in self.told)

    def _entry(self, key: int, what: str, facts: dict[str, object]) -> Entry:
        ticket = self.tickets[key]
        told = {"number": ticket.number, **facts}
        return Entry(at=self.at, by=self.by, what=what, about=ticket.ref, whose=ticket.customer, facts=told)


def _known(row: Message) -> Known:
    ticket = row.ticket
    return Known(ticket.merged_into_id or ticket.pk, ticket.address_folded, ours=row.kind == EntryKind.LETTER)


def _done(mail: Incoming) -> bool:
    """Tell whether the store has done all that the mail wishes."""
    return bool(mail.disposition.get("done"))


def _wishes(mail: Incoming) -> Iterable[str]:
    wish = mail.disposition.get("wish") or []
    return [str(wish)] if isinstance(wish, str) else [str(each) for each in wish]
