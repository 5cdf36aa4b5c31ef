"""What a mail can want, and what may become of the wish."""

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
        WishState.ASKED: {WishState.DONE, WishState.DROPPED},
        WishState.DONE: {WishState.UNDONE},
        WishState.UNDONE: {WishState.DONE},
        WishState.DROPPED: {WishState.DONE},
    }
)
