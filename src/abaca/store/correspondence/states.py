"""What a mail or a page can want, and what may become of it."""

from enum import StrEnum

from abaca.kernel.states import Machine


class WishKind(StrEnum):
    CANCEL = "cancel"  # the renewal
    RESUME = "resume"  # the renewal goes on after all
    NEWSLETTER_OFF = "newsletter_off"
    NEWSLETTER_ON = "newsletter_on"
    UPGRADE = "upgrade"
    EMAIL_CHANGE = "email_change"
    INVOICE_CORRECTION = "invoice_correction"
    REFUND = "refund"
    WITHDRAWAL = "withdrawal"
    LOST_KEY = "lost_key"
    OTHER = "other"


class WishState(StrEnum):
    OPEN = "open"  # a person decides
    ASKED = "asked"  # the registered address was asked to confirm
    DONE = "done"  # carried out by the house
    UNDONE = "undone"  # carried out, then taken back by the customer or by staff
    DROPPED = "dropped"  # settled by a person, or nobody confirmed


WISH = Machine(
    {
        WishState.OPEN: {WishState.ASKED, WishState.DONE, WishState.DROPPED},
        WishState.ASKED: {WishState.OPEN, WishState.DONE, WishState.DROPPED},
        WishState.DONE: {WishState.UNDONE},
        WishState.UNDONE: {WishState.DONE},
        WishState.DROPPED: {WishState.DONE},
    }
)


class Declared(StrEnum):
    """What somebody declares on a page without a log-in."""

    CANCEL = "cancel"  # the contract is not to go on
    WITHDRAW = "withdraw"  # the purchase is given back within its days


class DeclarationState(StrEnum):
    RECEIVED = "received"  # kept and confirmed to who sent it; nobody has looked for the contract yet
    ASKED = "asked"  # the registered address was asked to confirm by a link
    WITH_STAFF = "with_staff"  # a person decides
    DONE = "done"  # carried out, by the house, by the link or by staff
    CLOSED = "closed"  # settled by a person without anything being changed


DECLARATION = Machine(
    {
        DeclarationState.RECEIVED: {DeclarationState.ASKED, DeclarationState.WITH_STAFF, DeclarationState.DONE},
        DeclarationState.ASKED: {DeclarationState.WITH_STAFF, DeclarationState.DONE, DeclarationState.CLOSED},
        # confirmed after all: the renewal is off, and a person still looks at the cause
        DeclarationState.WITH_STAFF: {DeclarationState.WITH_STAFF, DeclarationState.DONE, DeclarationState.CLOSED},
        # money that came later cannot go back by itself
        DeclarationState.DONE: {DeclarationState.WITH_STAFF},
        DeclarationState.CLOSED: {DeclarationState.WITH_STAFF},
    }
)
