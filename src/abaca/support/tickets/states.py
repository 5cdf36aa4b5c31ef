"""What may become of a ticket, and what its entries are."""

from enum import StrEnum

from abaca.kernel.states import Machine


class TicketState(StrEnum):
    NEW = "new"  # a mail came, and nobody has answered it yet
    WAITING = "waiting"  # it was answered; the next word is the customer's
    DUE = "due"  # the customer has written again, or somebody opened it again: the next word is ours
    CLOSED = "closed"  # nothing more is to be said, until somebody writes


class EntryKind(StrEnum):
    """What stands in a ticket, one below the other."""

    MAIL = "mail"  # came in; its words lie in the inbox
    LETTER = "letter"  # went out; its fate lies with messaging
    NOTE = "note"  # for the staff alone
    EVENT = "event"  # what was done, by a code and facts


FORGOTTEN = "forgotten"  # stands where an address stood

OURS = (TicketState.NEW, TicketState.DUE)  # the next word is ours
SILENT = (TicketState.CLOSED, TicketState.WAITING)  # nothing is to be said by us
OPEN = (TicketState.NEW, TicketState.WAITING, TicketState.DUE)

TICKET = Machine(
    {
        TicketState.NEW: {TicketState.WAITING, TicketState.CLOSED},
        TicketState.WAITING: {TicketState.DUE, TicketState.CLOSED},
        TicketState.DUE: {TicketState.WAITING, TicketState.CLOSED},
        # a ticket that was merged by mistake is taken out again as it was
        TicketState.CLOSED: {TicketState.DUE, TicketState.WAITING, TicketState.NEW},
    }
)
