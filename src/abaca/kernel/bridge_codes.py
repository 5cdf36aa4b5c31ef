"""Bridge codes: twelve symbols, read by the rules of product keys; typed once, while a licence is late."""

import secrets

from abaca.kernel.check_code import ALPHABET
from abaca.kernel.product_keys import Reading, Shape, check_symbols, printed
from abaca.kernel.product_keys import read as read_code

RANDOM_SYMBOLS = 9
BRIDGE_CODE = Shape(length=12, group=4)


def mint() -> str:
    """Make a new bridge code, in its printed form."""
    data = "".join(secrets.choice(ALPHABET) for _symbol in range(RANDOM_SYMBOLS))
    return printed(data + check_symbols(data), BRIDGE_CODE)


def read(text: str) -> Reading:
    """Find the bridge code in a text; if there is none, say as well as possible what went wrong."""
    return read_code(text, BRIDGE_CODE)
