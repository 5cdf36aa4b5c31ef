"""Bringing money to its end, and reading what providers and the bank have to tell."""

from .attempts import Conclude, collect, give_up
from .disputes import ConcludeDisputes, ConcludePayouts, follow_hints, tend
from .methods import MeansNotConnected, connect_wallet, drop, tokenise_card
from .notifications import (
    NotificationForged,
    ProviderUnknown,
    acknowledge_rehearsal,
    next_rehearsal_notification,
    read_notification,
    rehearsal_notifications,
)
from .refunds import ConcludeRefunds, give_back
from .statement import held_by, next_booking, read_statement, statement_has_more, statement_sums

__all__ = [
    "Conclude",
    "ConcludeDisputes",
    "ConcludePayouts",
    "ConcludeRefunds",
    "MeansNotConnected",
    "NotificationForged",
    "ProviderUnknown",
    "acknowledge_rehearsal",
    "collect",
    "connect_wallet",
    "drop",
    "follow_hints",
    "give_back",
    "give_up",
    "held_by",
    "next_booking",
    "next_rehearsal_notification",
    "read_notification",
    "read_statement",
    "rehearsal_notifications",
    "statement_has_more",
    "statement_sums",
    "tend",
    "tokenise_card",
]
