"""The life of a product key in licensing."""

from enum import StrEnum

from abaca.kernel.states import Machine


class KeyState(StrEnum):
    ISSUED = "issued"  # it waits to be redeemed
    REDEEMED = "redeemed"  # it has added its term; from now on it is a name of the licence
    VOID = "void"  # refunded or replaced before anybody redeemed it


PRODUCT_KEY = Machine(
    {
        KeyState.ISSUED: {KeyState.REDEEMED, KeyState.VOID},
        KeyState.VOID: {KeyState.ISSUED},
        KeyState.REDEEMED: set(),
    }
)
