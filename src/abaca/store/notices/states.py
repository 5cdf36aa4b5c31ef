"""Why a notice counts as not delivered, and why nobody has to look after it any more."""

from enum import StrEnum


class Trouble(StrEnum):
    BOUNCED = "bounced"  # the receiving side sent it back
    REFUSED = "refused"  # no mail server took it
    LATE = "late"  # it arrived after its window, or was never given within it


class Closed(StrEnum):
    ARRIVED = "arrived"  # sent again within its window, and accepted
    CONFIRMED = "confirmed"  # the customer went on by his own act, or paid
    CANCELLED = "cancelled"  # nothing had to be said any more: nothing renews, or no rule asks for it
    BY_HAND = "by_hand"  # a member of the staff has seen to it
