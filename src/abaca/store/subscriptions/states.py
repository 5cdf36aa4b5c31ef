"""What may become of a subscription and of its terms."""

from enum import StrEnum

from abaca.kernel.states import Machine


class SubscriptionState(StrEnum):
    ACTIVE = "active"  # the promise to go on, or at least to the end date
    ENDED = "ended"  # nothing more will come of it


SUBSCRIPTION = Machine(
    {
        SubscriptionState.ACTIVE: {SubscriptionState.ENDED},
        SubscriptionState.ENDED: {SubscriptionState.ACTIVE},  # an upgrade that took its place was given back
    }
)


class Stop(StrEnum):
    """Why a paid term ends before its day."""

    UPGRADED = "upgraded"  # a larger plan took its place
    REFUNDED = "refunded"  # the money went back
    CHARGED_BACK = "charged_back"  # the bank took the money back


class TermState(StrEnum):
    PLANNED = "planned"  # ordered, gives no access
    PAID = "paid"  # the money is there
    DROPPED = "dropped"  # the money never came, or was not wanted any more


TERM = Machine(
    {
        TermState.PLANNED: {TermState.PAID, TermState.DROPPED},
        TermState.PAID: set(),
        TermState.DROPPED: set(),
    }
)
