"""What may become of an edition and of its recipients, and what people say about receiving one."""

from enum import StrEnum

from abaca.kernel.states import Machine


class Saying(StrEnum):
    """One line in the history of a recipient; lines are only ever added."""

    CONSENTED = "consented"  # he said yes, to the words that stand beside it
    TOLD = "told"  # he bought, was told at that moment that he may say no, and did not
    OBJECTED = "objected"  # he said no; nothing but a new yes outweighs it


class Source(StrEnum):
    """Where somebody said it."""

    CHECKOUT = "checkout"
    PREFERENCES = "preferences"  # the page behind the link in each newsletter
    ONE_CLICK = "one_click"  # the button of a mail program (RFC 8058)
    MAIL = "mail"
    STAFF = "staff"  # said on the telephone or on paper, written down by staff


class Basis(StrEnum):
    """Why we may write."""

    CONSENT = "consent"
    CUSTOMER = "customer"


class Against(StrEnum):
    """Why somebody is left out."""

    NO_BASIS = "no_basis"
    OBJECTED = "objected"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class EditionState(StrEnum):
    DRAFT = "draft"  # being written
    SENDING = "sending"  # its recipients are written to, some each minute
    SENT = "sent"  # everybody who was chosen has been written to, or left out with a reason; letters may still wait
    STOPPED = "stopped"  # staff stopped it; what had not left does not leave


EDITION = Machine(
    {
        EditionState.DRAFT: {EditionState.SENDING},
        EditionState.SENDING: {EditionState.SENT, EditionState.STOPPED},
        EditionState.SENT: {EditionState.STOPPED},  # as long as one of its letters waits in the outbox
        EditionState.STOPPED: set(),
    }
)


class RecipientState(StrEnum):
    WAITING = "waiting"  # chosen; his turn comes
    WRITTEN = "written"  # his letter lies in the outbox, or has left it
    LEFT_OUT = "left_out"  # when his turn came, there was a reason against it


RECIPIENT = Machine(
    {
        RecipientState.WAITING: {RecipientState.WRITTEN, RecipientState.LEFT_OUT},
        RecipientState.WRITTEN: set(),
        RecipientState.LEFT_OUT: set(),
    }
)
