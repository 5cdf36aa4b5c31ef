"""Very many mails under one address share a ticket, so that nobody can bury the desk under somebody's name.

Who has proven to have written a mail is never counted. What even the shared ticket has no room for stands in the list
of mails without a ticket, and the ticket says so.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count

from abaca.inbox.models import Incoming
from abaca.kernel.emails import fold
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.states import EntryKind

MOST_TICKETS = 10  # of one address within a day; what nobody vouches for beyond them shares one more
MOST_MAILS = 50  # in that one
A_DAY = timedelta(days=1)
GATHERS, FULL = "ticket.gathers", "ticket.full"  # what stands in a shared ticket about itself


class Crowds:
    """How many tickets the senders of some mails have had within a day, and which of them are shared."""

    def __init__(self, mails: Collection[Incoming], *, at: datetime) -> None:
        doubtful = {fold(mail.from_address) for mail in mails if _may_be_anybodys(mail)}
        self.opened: Counter[str] = Counter()
        self.shared: dict[str, int] = {}
        self.mails: Counter[int] = Counter()
        self.full: set[int] = set()
        if doubtful:
            self._look_up(doubtful, at - A_DAY)

    def _look_up(self, senders: Collection[str], since: datetime) -> None:
        """Ask for them; three statements, whoever and however many they are."""
        tickets = Ticket.objects.filter(address_folded__in=senders, opened_at__gt=since)
        self.opened = Counter(dict(tickets.order_by().values_list("address_folded").annotate(Count("id"))))
        told = Message.objects.filter(
            what__in=[GATHERS, FULL], at__gt=since, ticket__in=tickets.filter(merged_into=None)
        )
        for what, ticket, sender in told.order_by("id").values_list("what", "ticket", "ticket__address_folded"):
            if what == GATHERS:
                self.shared[sender] = ticket
            else:
                self.full.add(ticket)
        mails = Message.objects.filter(ticket__in=self.shared.values(), kind=EntryKind.MAIL)
        self.mails = Counter(dict(mails.order_by().values_list("ticket").annotate(Count("id"))))

    def claims(self, mail: Incoming) -> bool:
        """Tell whether a mail that belongs to no ticket has to share one with others of its sender."""
        return _may_be_anybodys(mail) and self.opened[fold(mail.from_address)] >= MOST_TICKETS

    def is_full(self, key: int) -> bool:
        """Tell whether a shared ticket has no room any more."""
        return self.mails[key] >= MOST_MAILS


def _may_be_anybodys(mail: Incoming) -> bool:
    return not mail.authenticated
