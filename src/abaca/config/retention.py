"""What will be destroyed next, and when: each room knows its own, so it is gathered here.

The console finds this module by its name in the settings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from abaca.access import queries as access
from abaca.inbox import queries as inbox
from abaca.messaging import queries as messaging
from abaca.store.correspondence import queries as correspondence
from abaca.store.invoices import queries as invoices
from abaca.store.payments import queries as payments
from abaca.support.tickets import queries as tickets

SOON = timedelta(days=30)
MOST = 1000  # more are not counted


@dataclass(frozen=True)
class Shelf:
    """One kind of thing that is kept for a time."""

    code: str
    kept: int  # how long: days, or years after the end of their own
    unit: str  # "days" or "years"
    next_at: datetime | None  # when the oldest goes; None where nothing is kept
    soon: int  # how many go within the next 30 days, counted up to `MOST` + 1


Due = Callable[[datetime, int], list[int]]
Next = Callable[[], datetime | None]


def outlook(at: datetime) -> list[Shelf]:
    """Return what is kept for how long, when the oldest of each goes, and how many do soon."""
    years = settings.PAPERS_KEPT_YEARS
    kinds: list[tuple[str, int, str, Due, Next]] = [
        ("letters", settings.LETTERS_KEPT_DAYS, "days", messaging.over_time, messaging.next_over_time),
        ("mails", settings.MAILS_KEPT_DAYS, "days", inbox.over_time, inbox.next_over_time),
        ("tickets", settings.MAILS_KEPT_DAYS, "days", tickets.over_time, tickets.next_over_time),
        (
            "declarations",
            settings.DECLARATIONS_KEPT_DAYS,
            "days",
            correspondence.declarations_over_time,
            correspondence.next_declaration_over_time,
        ),
        ("audit", settings.AUDIT_DAYS, "days", access.over_time, access.next_over_time),
        ("papers", years, "years", invoices.over_time, invoices.next_over_time),
        ("bank_lines", years, "years", payments.transfers_over_time, payments.next_transfer_over_time),
    ]
    return [
        Shelf(code, kept, unit, next_at(), len(due(at + SOON, MOST + 1))) for code, kept, unit, due, next_at in kinds
    ]
