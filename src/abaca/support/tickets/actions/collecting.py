"""Mails find their tickets."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abaca.inbox.models import Incoming
from abaca.inbox.queries import first_copies
from abaca.inbox.states import IncomingKind
from abaca.kernel.emails import fold, is_email
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import instant_fact
from abaca.messaging.queries import letters_by_message_id
from abaca.support.journal.actions import record_all
from abaca.support.journal.models import Entry
from abaca.support.tickets.matching import Envelope, Known, answered, names_in, plain_subject, ticket_of
from abaca.support.tickets.models import FIRST_NUMBER, Collected, Message, Ticket
from abaca.support.tickets.queries import mails_to_collect, to_be_answered_by
from abaca.support.tickets.states import OURS, TICKET, EntryKind, TicketState

from .crowds import FULL, GATHERS, Crowds
from .locks import all_held, alone

# by somebody, unless the store says that nobody needs to
LOOKED_AT = (IncomingKind.MACHINE, IncomingKind.FLOOD, IncomingKind.COMPLAINT)
DONE, ASKED = "done", "asked"  # what the store calls a wish that it has carried out, or asked back about
ONE_RECEIPT = timedelta(days=1)  # who writes often is told once that his mails arrive
CHANGED = ["state", "waits_since", "answer_by", "closed_at", "touched_at", "tags", "authenticated", "customer"]


@transaction.atomic
def collect(ids: Collection[int], *, at: datetime, by: str = "the house") -> list[Message]:
    """File mails about which the store has spoken, and return the entries of tickets that they became.

    A mail that was filed is not filed again. What the store has settled by itself stands in a closed ticket, with
    what was done; answers of machines go into the ticket that they answer and open none. A mail that came to several
    of our addresses, or several times, is one ticket, which names every copy. Very many that anybody may have written
    share one. As many statements for a hundred mails as for one.
    """
    alone()
    mails = mails_to_collect(ids)
    if not mails:
        return []
    filing = _Filing(mails, at=at, by=by)
    filed = [mail for mail in mails if filing.file(mail)]
    filing.write()
    Collected.objects.bulk_create(
        [Collected(incoming=mail.ref, settled_at=mail.settled_at) for mail in filed if mail.settled_at]
    )
    return filing.entries


class MailUnknown(Refusal):
    code = "mail_unknown"
    sentence = _("There is no such mail in any ticket.")
    status = 404


@transaction.atomic
def make_ticket(ref: str, *, at: datetime, by: str) -> Ticket:
    """Open a ticket for a mail that has none, from now on ours to answer; return the one that it has if it has one."""
    alone()
    known = Message.objects.select_related("ticket").filter(incoming=ref).exclude(incoming="").first()
    if known is not None:
        return known.ticket
    mail = Incoming.objects.defer("raw", "html").filter(ref=ref, settled_at__isnull=False, forgotten_at=None).first()
    if mail is None:
        raise MailUnknown
    filing = _Filing([mail], at=at, by=by)
    ticket = filing.file_apart(mail)
    filing.write()
    Collected.objects.get_or_create(incoming=mail.ref, defaults={"settled_at": mail.settled_at or at})
    return ticket


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
        wanted_ids = {each for mail in envelopes for each in answered(mail)}
        self.letters = letters_by_message_id(wanted_ids) if wanted_ids else {}
        self._know(wanted_ids)
        self.copies = _Copies(mails)
        numbers = {number - FIRST_NUMBER for mail in envelopes for number in names_in(mail.subject)}
        found = list(Ticket.objects.filter(pk__in=numbers)) if numbers else []
        self.named = {
            ticket.pk + FIRST_NUMBER: Known(ticket.merged_into_id or ticket.pk, ticket.address_folded)
            for ticket in found
        }
        self.crowds = Crowds(mails, at=at)
        wanted = {entry.ticket for entry in chain(*self.known.values(), self.named.values())}
        wanted |= {*self.copies.tickets.values(), *self.crowds.shared.values()}
        self.tickets = all_held(wanted) if wanted else {}
        self.fresh = (-number for number in count(1))
        self.entries: list[Message] = []
        self.receipts: dict[int, Incoming] = {}
        self.told: list[tuple[int, str, dict[str, object]]] = []

    def _know(self, ids: Collection[str]) -> None:
        """Find the tickets to which Message-IDs lead: of their own entries, and of letters that stand in no ticket.

        Such a letter leads to the tickets of the mails that it answers, and of those that have answered it.
        """
        behind = {name: [letter.in_reply_to, *letter.references] for name, letter in self.letters.items()}
        asked = {*ids, *(each for some in behind.values() for each in some if each)}
        if not asked:
            return
        found = Message.objects.select_related("ticket__merged_into")
        for row in found.filter(Q(message_id__in=asked) | Q(answers__in=asked)).order_by("-id"):
            if row.message_id in asked:
                self.known[row.message_id].append(_known(row))
            if row.answers in asked:
                self.known[row.answers].append(_known(row))
        for name, before in behind.items():
            inherited = [entry for each in before for entry in self.known.get(each, ())]
            self.known[name] += [replace(entry, ours=False) for entry in inherited]

    def file(self, mail: Incoming) -> bool:
        """Put a mail into its ticket, or open one for it; tell whether it is looked after.

        It is not while the mail of which it is a copy still waits for the store.
        """
        if mail.kind == IncomingKind.FLOOD:  # where it says that it belongs, anybody may have written
            self._share(mail)
            return True
        if self.copies.waits(mail):
            return False
        ticket = self.copies.ticket_of(mail)
        if ticket is None:
            self._file(mail)
        elif self.copies.says_more(mail):
            self._wake(ticket, mail)
            self._enter(ticket, mail)
        else:
            self._name_copy(ticket, mail)
        return True

    def _name_copy(self, key: int, mail: Incoming) -> None:
        """Name a copy of a mail that stands in a ticket; it moves nothing."""
        self.entries.append(
            Message(
                ticket=self.tickets[key],
                kind=EntryKind.EVENT,
                at=mail.received_at,
                by=self.by,
                what="mail.copy",
                incoming=mail.ref,
                sender=fold(mail.from_address),
                facts={"address": mail.envelope_to},
            )
        )

    def _file(self, mail: Incoming) -> None:
        key = ticket_of(envelope_of(mail), known=self.known, named=self.named)
        if key is None and not _opens(mail):
            return
        if key is None and self.crowds.claims(mail):
            self._share(mail)
            return
        if key is None:
            key = self._open(mail, _waits(mail))
        elif mail.kind == IncomingKind.BOUNCE or (_opens(mail) and _waits(mail) in OURS):
            self._wake(key, mail)
        self._enter(key, mail)

    def file_apart(self, mail: Incoming) -> Ticket:
        """Open a ticket for a mail, whatever it is: somebody has looked at it and wants one."""
        key = self._open(mail, TicketState.NEW, since=self.at)
        self._enter(key, mail)
        self._say(key, "ticket.made")
        return self.tickets[key]

    def _share(self, mail: Incoming) -> None:
        """Put a mail into the ticket that many of one address share; it says once that it is full, and wakes for it."""
        sender = fold(mail.from_address)
        key = self.crowds.shared.get(sender)
        if key is None:
            key = self.crowds.shared[sender] = self._open(mail, TicketState.NEW)
            self._say(key, GATHERS, at=mail.received_at)  # above the mails that it speaks of
        elif self.crowds.is_full(key):
            if key not in self.crowds.full:
                self.crowds.full.add(key)
                self._wake(key, mail)
                self._say(key, FULL)
            return
        else:
            self._wake(key, mail)
        self.crowds.mails[key] += 1
        self._enter(key, mail)

    def _say(self, key: int, what: str, *, at: datetime | None = None) -> None:
        """Let a ticket say something about itself."""
        event = Message(ticket=self.tickets[key], kind=EntryKind.EVENT, at=at or self.at, by=self.by, what=what)
        self.entries.append(event)

    def _open(self, mail: Incoming, state: TicketState, *, since: datetime | None = None) -> int:
        key, since = next(self.fresh), since or mail.received_at
        self.crowds.opened[fold(mail.from_address)] += 1
        language = str(mail.disposition.get("language") or mail.language)
        ours = state in OURS
        self.tickets[key] = Ticket(
            ref=new_ref("tkt", self.at),
            subject=mail.subject,
            address=mail.from_address,
            address_folded=fold(mail.from_address),
            name=mail.from_name,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            customer=_customer(mail),
            state=state,
            opened_at=mail.received_at,
            touched_at=mail.received_at,
            waits_since=since if ours else None,
            answer_by=to_be_answered_by(since) if ours else None,
            closed_at=self.at if state == TicketState.CLOSED else None,
        )
        if ours and mail.authenticated and mail.kind == IncomingKind.LETTER:
            self.receipts[key] = mail
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
            answers=next((each for each in answered(envelope_of(mail)) if each in self.letters), ""),
            sender=fold(mail.from_address),
        )
        self.entries.append(entry)
        self.copies.filed(mail, key)
        for name in filter(None, (mail.message_id, entry.answers)):
            self.known[name].append(Known(key, ticket.address_folded, is_open=ticket.state != TicketState.CLOSED))
        ticket.touched_at = max(ticket.touched_at, mail.received_at)
        ticket.tags = list(dict.fromkeys([*ticket.tags, *(str(wish["kind"]) for wish in _wishes(mail))]))
        if fold(mail.from_address) == ticket.address_folded:  # answers go to that address: who else writes is no owner
            ticket.customer = ticket.customer or _customer(mail)
        if mail.kind != IncomingKind.LETTER:
            return
        ticket.authenticated = mail.authenticated
        for wish in _wishes(mail):
            if wish.get("state") in {DONE, ASKED}:
                facts = {"kind": wish.get("kind", ""), "wish": wish.get("ref", ""), "reason": wish.get("reason", "")}
                what = f"wish.{wish['state']}"
                event = Message(ticket=ticket, kind=EntryKind.EVENT, at=self.at, by=self.by, what=what, facts=facts)
                self.entries.append(event)

    def write(self) -> None:
        """Write all of it: the new tickets, the changed ones, the entries, the journal."""
        Ticket.objects.bulk_create([ticket for key, ticket in self.tickets.items() if key < 0])
        changed = [ticket for key, ticket in self.tickets.items() if key > 0]
        if changed:
            Ticket.objects.bulk_update(changed, CHANGED)
        for entry in self.entries:
            entry.ticket = entry.ticket  # its number is known only now
        Message.objects.bulk_create([*self.entries, *self._receipts()])
        record_all(self._entry(*told) for told in self.told)

    def _receipts(self) -> list[Message]:
        """Tell those who are proven that their mails arrived, once a day; nobody else: he may not have written it."""
        if not settings.DESK_RECEIPTS or not self.receipts:
            return []
        fresh = {key: self.tickets[key] for key in self.receipts}
        told = Message.objects.filter(what="receipt.sent", at__gt=self.at - ONE_RECEIPT)
        known = set(told.values_list("ticket__address_folded", flat=True)) if fresh else set()
        drafts: dict[str, tuple[Ticket, Draft]] = {}
        for key, ticket in fresh.items():
            if ticket.address_folded not in known and is_email(ticket.address):
                drafts.setdefault(ticket.address_folded, (ticket, _receipt(ticket, self.receipts[key])))
        letters = enqueue([draft for _ticket, draft in drafts.values()], at=self.at)
        return [
            Message(
                ticket=ticket,
                kind=EntryKind.EVENT,
                at=self.at,
                by=self.by,
                what="receipt.sent",
                letter=letter.ref,
                message_id=letter.message_id,
            )
            for (ticket, _draft), letter in zip(drafts.values(), letters, strict=True)
        ]

    def _entry(self, key: int, what: str, facts: dict[str, object]) -> Entry:
        ticket = self.tickets[key]
        told = {"number": ticket.number, **facts}
        return Entry(at=self.at, by=self.by, what=what, about=ticket.ref, whose=ticket.customer, facts=told)


class _Copies:
    """Which mails of a batch had come before, and in which tickets the first of each stands."""

    def __init__(self, mails: list[Incoming]) -> None:
        self.first = first_copies(mails)
        wanted = set(self.first.values())
        rows = Incoming.objects.filter(pk__in=wanted).only("ref", "subject", "text", "settled_at")
        self.firsts = {mail.pk: mail for mail in rows} if wanted else {}
        refs = {mail.ref: mail.pk for mail in self.firsts.values()}
        entries = Message.objects.select_related("ticket").filter(incoming__in=refs, kind=EntryKind.MAIL)
        # by the row of the first mail
        self.tickets = (
            {refs[row.incoming]: row.ticket.merged_into_id or row.ticket_id for row in entries} if refs else {}
        )

    def waits(self, mail: Incoming) -> bool:
        """Tell whether the first is not settled, so that nobody knows yet to which ticket it belongs."""
        first = self.firsts.get(self.first.get(mail.pk, 0))
        return first is not None and first.settled_at is None

    def ticket_of(self, mail: Incoming) -> int | None:
        return self.tickets.get(self.first.get(mail.pk, 0))

    def says_more(self, mail: Incoming) -> bool:
        """Tell whether a mail has other words than the first, as when a program gives all mails one Message-ID."""
        first = self.firsts[self.first[mail.pk]]
        return mail.kind == IncomingKind.LETTER and (mail.subject, mail.text) != (first.subject, first.text)

    def filed(self, mail: Incoming, key: int) -> None:
        self.tickets[mail.pk] = key


def _receipt(ticket: Ticket, mail: Incoming) -> Draft:
    subject = plain_subject(ticket.subject)
    return Draft(
        to_address=ticket.address,
        to_name=ticket.name,
        language=ticket.language,
        template="support_tickets/received",
        kind="mail_received",
        context={
            "ticket": {"number": ticket.number, "subject": subject},
            "received_at": instant_fact(mail.received_at),
        },
        key=f"received/{ticket.ref}",
        about=ticket.ref,
        whose=ticket.customer,
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
        in_reply_to=mail.message_id,
        references=[mail.message_id] if mail.message_id else [],
        thread=ticket.ref,
    )


def _opens(mail: Incoming) -> bool:
    """Tell whether a mail opens a ticket: a person's always, a program's where somebody should look at it."""
    return mail.kind == IncomingKind.LETTER or (mail.kind in LOOKED_AT and not mail.disposition.get("done", True))


def _known(row: Message) -> Known:
    part = row.ticket
    whole = part.merged_into or part
    return Known(whole.pk, part.address_folded, ours=bool(row.letter), is_open=whole.state != TicketState.CLOSED)


def _wishes(mail: Incoming) -> list[dict[str, Any]]:
    """Return what the store has understood and done, wish by wish, by its own words."""
    return [wish for wish in mail.disposition.get("wishes") or [] if wish.get("kind")]


def _customer(mail: Incoming) -> str:
    """Return the ref of the customer who has proven to have written the mail; who may be meant is no customer yet."""
    is_his = mail.authenticated and mail.disposition.get("registered")
    return str(mail.disposition.get("customer") or "") if is_his else ""


def _waits(mail: Incoming) -> TicketState:
    """Return for whom a mail waits: for nobody where all is done, for the customer where he was asked to confirm."""
    if mail.disposition.get("done"):
        return TicketState.CLOSED
    states = {wish.get("state") for wish in _wishes(mail)}
    return TicketState.WAITING if states and states <= {DONE, ASKED} else TicketState.NEW
