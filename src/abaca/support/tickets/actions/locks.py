"""Who holds what while tickets change."""

from collections.abc import Collection

from django.db import connection
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import TicketUnknown

# an advisory lock: a mail finds its ticket, and a ticket its place in another, one after the other
TICKETS_LOCK = 7_311


class TicketMerged(Refusal):
    code = "ticket_merged"
    sentence = _("This ticket was merged into {number}. Please go on there.")
    status = 409


def alone() -> None:
    """Let nobody else file mails or merge tickets until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TICKETS_LOCK])


def held(pk: int) -> Ticket:
    """Return a ticket that nobody else changes now; refuse one that is a part of another."""
    ticket = Ticket.objects.select_for_update().filter(pk=pk).first()
    if ticket is None:
        raise TicketUnknown
    if ticket.merged_into_id:
        raise TicketMerged(number=Ticket(pk=ticket.merged_into_id).number)
    return ticket


def all_held(pks: Collection[int]) -> dict[int, Ticket]:
    """Return tickets that nobody else changes now, always taken in the same order."""
    rows = Ticket.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return {ticket.pk: ticket for ticket in rows}
