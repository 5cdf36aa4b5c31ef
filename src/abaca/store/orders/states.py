"""What may become of an order."""

from enum import StrEnum

from abaca.kernel.states import Machine


class OrderState(StrEnum):
    PLACED = "placed"  # agreed, the money is awaited
    PAID = "paid"  # the whole sum has arrived
    LAPSED = "lapsed"  # the money never came


ORDER = Machine(
    {
        OrderState.PLACED: {OrderState.PAID, OrderState.LAPSED},
        OrderState.PAID: set(),
        OrderState.LAPSED: set(),
    }
)


class OrderKind(StrEnum):
    FIRST = "first"  # somebody bought
    RENEWAL = "renewal"  # a subscription went on
    UPGRADE = "upgrade"  # a larger plan for the rest and more, less what was not used


class ReductionKind(StrEnum):
    VOLUME = "volume"  # many seats
    COUPON = "coupon"  # a code
    UNUSED = "unused"  # what was paid for an old plan and not used
