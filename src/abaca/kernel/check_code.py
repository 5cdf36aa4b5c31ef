"""A check code over 32 symbols that finds and names slips of the pen: Reed-Solomon over GF(32), x^5 + x^2 + 1.

A word is a row of at most 31 values from 0 to 31, the last three of which are check symbols.
"""

from collections.abc import Sequence
from functools import reduce
from operator import getitem, xor

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O and U
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}

# fmt: off
POWERS = (
    1, 2, 4, 8, 16, 5, 10, 20, 13, 26, 17, 7, 14, 28, 29, 31,
    27, 19, 3, 6, 12, 24, 21, 15, 30, 25, 23, 11, 22, 9, 18,
)
# fmt: on
LOGS = {power: log for log, power in enumerate(POWERS)}

Syndromes = tuple[int, int, int]


def times(a: int, b: int) -> int:
    """Multiply in GF(32)."""
    return POWERS[(LOGS[a] + LOGS[b]) % 31] if a and b else 0


def check_values(data: Sequence[int]) -> Syndromes:
    """Return the three check values that belong behind the data."""
    c1 = c2 = c3 = 0
    for value in data:
        f = value ^ c1
        c1, c2, c3 = c2 ^ times(14, f), c3 ^ times(29, f), times(10, f)
    return c1, c2, c3


def syndrome(word: Sequence[int], root: int) -> int:
    """Return the word, read as a polynomial, at alpha to the power of `root`."""
    result = 0
    for value in word:
        result = times(result, POWERS[root]) ^ value
    return result


def syndromes(word: Sequence[int]) -> Syndromes:
    return syndrome(word, 1), syndrome(word, 2), syndrome(word, 3)


def passes(word: Sequence[int]) -> bool:
    """Tell whether all three syndromes are zero: the sum of what each value adds to them, read from a table."""
    return not reduce(xor, map(getitem, SHARES[len(SHARES) - len(word) :], word), 0)


def _shares(power: int) -> list[int]:
    """Return what each value adds at the place of this power to the three syndromes, five bits each."""
    return [sum(times(value, POWERS[root * power % 31]) << 5 * root for root in (1, 2, 3)) for value in range(32)]


SHARES = [_shares(power) for power in range(30, -1, -1)]


def locate(found: Syndromes, length: int) -> tuple[int, int] | None:
    """Return index and size of the one error that explains the syndromes, if there is one."""
    if 0 in found:
        return None
    s1, s2, s3 = (LOGS[s] for s in found)
    power = (s2 - s1) % 31
    if power != (s3 - s2) % 31 or power >= length:
        return None
    return length - 1 - power, POWERS[(s1 - power) % 31]


def exchange(word: Sequence[int]) -> int | None:
    """Return the index of the first of two neighbours that must change places for the word to pass."""
    for first in range(len(word) - 1):
        other = [*word[:first], word[first + 1], word[first], *word[first + 2 :]]
        if passes(other):
            return first
    return None


def values_of(symbols: str) -> list[int]:
    return [VALUES[symbol] for symbol in symbols]


def symbols_of(values: Sequence[int]) -> str:
    return "".join(ALPHABET[value] for value in values)
