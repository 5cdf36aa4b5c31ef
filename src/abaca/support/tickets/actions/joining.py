"""Two tickets about one matter become one, and two again if that was a mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.states import OURS, EntryKind, TicketState

from .keeping import enter_event, let_wait_for_customer, let_wait_for_us, shut
from .locks import TicketMerged, all_held, alone


class MergedWithItself(Refusal):
    code = "merged_with_itself"
    sentence = _("A ticket cannot be merged with itself. Please give the number of another one.")
    status = 422
    field = "into"


class NotMerged(Refusal):
    code = "not_merged"
    sentence = _("This ticket is not merged into another one.")
    status = 409


@transaction.atomic
def merge(ticket: Ticket, into: Ticket, *, at: datetime, by: str) -> Ticket:
    """Let one ticket be a part of another, which shows the entries of both from now on; return the other.

    Nothing is moved, so that it can be taken out again. What had been merged into the first is a part of the other
    as well. If the first waited for us, the other does.
    """
    alone()
    rows = all_held([ticket.pk, into.pk])
    ticket, into = rows[ticket.pk], rows[into.pk]
    if ticket.pk == into.pk:
        raise MergedWithItself
    for each in (ticket, into):
        if each.merged_into_id:
            raise TicketMerged(number=Ticket(pk=each.merged_into_id).number, field="into")
    waited = ticket.waits_since
    ticket.state_before = ticket.state
    if ticket.state != TicketState.CLOSED:
        shut(ticket, at=at)
    ticket.merged_into = into
    ticket.save(update_fields=["merged_into", "state_before"])
    Ticket.objects.filter(merged_into=ticket).update(merged_into=into)
    if waited and into.state not in OURS:
        let_wait_for_us(into, since=waited)
    # answers go to the address of the other: it becomes nobody's by a merge who is at home under another one
    brought = "" if into.customer or into.address_folded != ticket.address_folded else ticket.customer
    into.customer = into.customer or brought
    into.tags = list(dict.fromkeys([*into.tags, *ticket.tags]))
    into.save(update_fields=["customer", "tags"])
    enter_event(ticket, "ticket.merged", at=at, by=by, into=into.number)
    enter_event(into, "ticket.took_in", at=at, by=by, other=ticket.number, brought=brought)
    return into


@transaction.atomic
def take_out(ticket: Ticket, *, at: datetime, by: str) -> Ticket:
    """Let a merged ticket stand for itself again, as it was; what came into the other since stays there."""
    alone()
    part_of = Ticket.objects.filter(pk=ticket.pk).values_list("merged_into", flat=True).first()
    if not part_of:
        raise NotMerged
    rows = all_held([ticket.pk, part_of])
    ticket, into = rows[ticket.pk], rows[part_of]
    before = TicketState(ticket.state_before or TicketState.CLOSED)
    ticket.merged_into, ticket.state_before = None, ""
    ticket.save(update_fields=["merged_into", "state_before"])
    if before in OURS:
        let_wait_for_us(ticket, since=_last_mail(ticket) or at, state=before)
    elif before == TicketState.WAITING:
        let_wait_for_customer(ticket)
    _take_back_customer(ticket, into)
    enter_event(ticket, "ticket.taken_out", at=at, by=by, other=into.number)
    enter_event(into, "ticket.gave_back", at=at, by=by, other=ticket.number)
    return ticket


def _take_back_customer(ticket: Ticket, into: Ticket) -> None:
    """Let the other ticket be nobody's again, if only the merge made it somebody's."""
    events = Message.objects.filter(ticket=into, kind=EntryKind.EVENT)
    took_in = events.filter(what="ticket.took_in", facts__other=ticket.number).order_by("-id").first()
    brought = took_in.facts.get("brought", "") if took_in else ""
    if brought and into.customer == brought and not events.filter(what="ticket.linked", facts__customer=brought):
        into.customer = ""
        into.save(update_fields=["customer"])


def _last_mail(ticket: Ticket) -> datetime | None:
    mails = Message.objects.filter(ticket=ticket, kind=EntryKind.MAIL)
    return mails.order_by("-id").values_list("at", flat=True).first()
