"""Names for the outside: a prefix, the time, chance, and a symbol that betrays a slip of the pen."""

import secrets
from datetime import UTC, datetime, timedelta

from abaca.kernel.check_code import ALPHABET, symbols_of, syndrome, times, values_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SYMBOLS = frozenset(ALPHABET.lower())
LENGTH = 21  # 10 of time, 10 of chance, 1 check symbol


def new_ref(prefix: str, at: datetime) -> str:
    """Make a ref that sorts by its time, to the millisecond."""
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    time = [milliseconds >> shift & 31 for shift in range(45, -1, -5)]
    data = time + [secrets.randbelow(32) for _symbol in range(10)]
    check = times(syndrome(data, 1), 2)
    return f"{prefix}_{symbols_of([*data, check]).lower()}"


def is_ref(prefix: str, text: str) -> bool:
    """Tell whether the text is a ref of this kind, without a slip."""
    head, _underscore, symbols = text.rpartition("_")
    if head != prefix or len(symbols) != LENGTH or not SYMBOLS.issuperset(symbols):
        return False
    return syndrome(values_of(symbols.upper()), 1) == 0


def new_token() -> str:
    """Make a secret that fits into a link."""
    return secrets.token_urlsafe(32)
