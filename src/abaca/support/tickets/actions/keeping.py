"""What the staff does with a ticket: it is taken, noted, closed, opened again, given to its customer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.support.journal.actions import record
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.queries import is_linked, to_be_answered_by
from abaca.support.tickets.states import OURS, TICKET, EntryKind, TicketState

from .locks import held

LONGEST_NOTE = 10_000


class NothingWritten(Refusal):
    code = "nothing_written"
    sentence = _("Please write something first.")
    status = 422
    field = "text"


class TooLong(Refusal):
    code = "note_too_long"
    sentence = _("Please keep it below {most} characters.")
    status = 422
    field = "text"


@transaction.atomic
def assign(ticket: Ticket, to: str, *, at: datetime, by: str) -> Ticket:
    """Give the ticket to a member of the staff, by the ref of his user, or to nobody."""
    ticket = held(ticket.pk)
    if ticket.assignee != to:
        ticket.assignee = to
        ticket.save(update_fields=["assignee"])
        enter_event(ticket, "ticket.assigned", at=at, by=by, to=to)
    return ticket


@transaction.atomic
def close(ticket: Ticket, *, at: datetime, by: str) -> Ticket:
    """Say that nothing more is to be said; done twice it is done once."""
    ticket = held(ticket.pk)
    if ticket.state != TicketState.CLOSED:
        shut(ticket, at=at)
        enter_event(ticket, "ticket.closed", at=at, by=by)
    return ticket


@transaction.atomic
def close_settled(pks: Collection[int], *, at: datetime, by: str = "the house") -> None:
    """Close tickets whose customer has confirmed, or denied, by a link what his mail wished; one by one, each held."""
    for pk in pks:
        ticket = held(pk)
        if ticket.state == TicketState.WAITING:
            shut(ticket, at=at)
            enter_event(ticket, "ticket.settled", at=at, by=by)


@transaction.atomic
def reopen(ticket: Ticket, *, at: datetime, by: str) -> Ticket:
    """Let the next word be ours, from now on; a ticket that is open stays as it is."""
    ticket = held(ticket.pk)
    if ticket.state == TicketState.CLOSED:
        let_wait_for_us(ticket, since=at)
        enter_event(ticket, "ticket.reopened", at=at, by=by)
    return ticket


@transaction.atomic
def note(ticket: Ticket, text: str, *, at: datetime, by: str) -> Message:
    """Write something down for the colleagues; the customer never sees it."""
    text = text.replace("\x00", " ").strip()
    if not text:
        raise NothingWritten
    if len(text) > LONGEST_NOTE:
        raise TooLong(most=LONGEST_NOTE)
    ticket = held(ticket.pk)
    entry = Message.objects.create(ticket=ticket, kind=EntryKind.NOTE, at=at, by=by, text=text)
    record("ticket.noted", ticket.ref, whose=ticket.customer, at=at, by=by, number=ticket.number)
    return entry


@transaction.atomic
def note_deed(ticket: Ticket, deed: str, *, whose: str = "", at: datetime, by: str, **facts: Any) -> Message:
    """Write down that somebody has done something for a customer because of this ticket, which is his from now on."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.merged_into_id or ticket.pk)
    if whose and not ticket.customer:
        ticket.customer = whose
        ticket.save(update_fields=["customer"])
    return enter_event(ticket, deed, at=at, by=by, **facts)


@transaction.atomic
def note_bounces(entries: Collection[int], *, at: datetime, by: str = "the house") -> None:
    """Say in their tickets that letters did not arrive: somebody has to find the right addresses."""
    for entry in Message.objects.select_for_update(of=("self",)).filter(pk__in=entries).order_by("pk"):
        if entry.facts.get("bounced"):
            continue
        entry.facts = {**entry.facts, "bounced": True}
        entry.save(update_fields=["facts"])
        ticket = _whole(entry)
        if ticket.state not in OURS:
            let_wait_for_us(ticket, since=at)
        event = enter_event(ticket, "letter.bounced", at=at, by=by)
        event.facts = {"to": ticket.address}  # stands in the ticket, which is forgotten; the journal names nobody
        event.save(update_fields=["facts"])


@transaction.atomic
def note_needed(entries: Collection[int], *, at: datetime, by: str = "the house") -> None:
    """Wake the tickets of mails for which a person turned out to be needed after all, each mail once."""
    for entry in Message.objects.select_for_update(of=("self",)).filter(pk__in=entries).order_by("pk"):
        if entry.facts.get("needed"):
            continue
        entry.facts = {**entry.facts, "needed": True}
        entry.save(update_fields=["facts"])
        ticket = _whole(entry)
        if ticket.state not in OURS:
            let_wait_for_us(ticket, since=at)
        enter_event(ticket, "ticket.needed", at=at, by=by)


@transaction.atomic
def link(ticket: Ticket, customer: str, *, at: datetime, by: str) -> Ticket:
    """Say whose ticket it is, by the ref of the store's customer; said twice it is noted once."""
    ticket = held(ticket.pk)
    if not is_linked(ticket, customer):
        ticket.customer = customer
        ticket.save(update_fields=["customer"])
        enter_event(ticket, "ticket.linked", at=at, by=by, customer=customer)
    return ticket


def _whole(entry: Message) -> Ticket:
    """Return the ticket in which an entry is shown, held: its own, or the one that this is a part of."""
    part = Ticket.objects.get(pk=entry.ticket_id)
    return Ticket.objects.select_for_update().get(pk=part.merged_into_id or part.pk)


# --- used by the other actions --------------------------------------------------------------------------------------


def enter_event(ticket: Ticket, what: str, *, at: datetime, by: str, **facts: Any) -> Message:
    """Add an entry to the ticket and to the journal."""
    told = {**facts, "number": ticket.number}
    record(what, ticket.ref, whose=ticket.customer, at=at, by=by, **told)
    ticket.touched_at = max(ticket.touched_at, at)
    ticket.save(update_fields=["touched_at"])
    return Message.objects.create(ticket=ticket, kind=EntryKind.EVENT, at=at, by=by, what=what, facts=facts)


def shut(ticket: Ticket, *, at: datetime) -> None:
    """Move the ticket to closed."""
    TICKET.check(TicketState(ticket.state), TicketState.CLOSED)
    ticket.state, ticket.closed_at = TicketState.CLOSED, at
    ticket.waits_since = ticket.answer_by = None
    ticket.save(update_fields=["state", "closed_at", "waits_since", "answer_by"])


def let_wait_for_us(ticket: Ticket, *, since: datetime, state: TicketState = TicketState.DUE) -> None:
    """Move the ticket to where the next word is ours."""
    TICKET.check(TicketState(ticket.state), state)
    ticket.state, ticket.closed_at = state, None
    ticket.waits_since, ticket.answer_by = since, to_be_answered_by(since)
    ticket.save(update_fields=["state", "closed_at", "waits_since", "answer_by"])


def let_wait_for_customer(ticket: Ticket) -> None:
    """Move the ticket to where the next word is the customer's."""
    if ticket.state != TicketState.WAITING:
        TICKET.check(TicketState(ticket.state), TicketState.WAITING)
    ticket.state, ticket.closed_at = TicketState.WAITING, None
    ticket.waits_since = ticket.answer_by = None
    ticket.save(update_fields=["state", "closed_at", "waits_since", "answer_by"])
