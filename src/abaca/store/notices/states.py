"""Why a notice counts as not delivered, and why nobody has to look after it any more."""

from enum import StrEnum


class Trouble(StrEnum):
    BOUNCED = "bounced"  # the receiving side sent it back
    REFUSED = "refused"  # no mail server took it
    LATE = "late"  # it arrived after its window, or was never given within it


class Shown(StrEnum):
    """What programs show their user about a notice that did not arrive; licensing has the sentences."""

    RENEWAL_WAITS = "renewal_waits"  # nothing is charged before the customer confirms
    LETTER_RETURNED = "letter_returned"  # it did not reach him


class Closed(StrEnum):
    ARRIVED = "arrived"  # sent again within its window, and accepted
    CONFIRMED = "confirmed"  # the customer went on by his own act, or paid
    CANCELLED = "cancelled"  # nothing had to be said any more: nothing renews, or no rule asks for it
    BY_HAND = "by_hand"  # a member of the staff has seen to it
