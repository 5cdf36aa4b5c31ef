"""Reading a product key as a person typed it, without a network: 25 symbols of which three find and name a slip."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
LENGTH, GROUP, LONGEST = 25, 5, 500
UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LOOK_ALIKES = str.maketrans("OIL", "011")
CANDIDATE = re.compile(r"(?<![0-9A-Z])(?=((?:[0-9A-Z]{5}-{0,3}){4}[0-9A-Z]{5})(?![0-9A-Z]))")
# white space as Unicode lists it: str.isspace() counts four control characters more
WHITE_SPACE = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(8192, 8203)}

POWERS = [1]
while len(POWERS) < 31:
    POWERS.append(POWERS[-1] * 2 ^ (37 if POWERS[-1] > 15 else 0))  # x^5 + x^2 + 1
LOGS = {power: log for log, power in enumerate(POWERS)}


def read_product_key(text: str) -> dict[str, Any]:
    """Say what a text is: `kind` is ok, with `printed`, or what is wrong, in the words of the API's diagnosis."""
    if len(text) > LONGEST:
        return {"kind": "wrong_length", "length": len(text)}
    symbols = _symbols_in(text)
    foreign = [{"position": at, "typed": typed} for at, typed in enumerate(symbols, 1) if typed not in VALUES]
    if not symbols:
        return {"kind": "empty"}
    if foreign:
        return {"kind": "foreign_character", "characters": foreign}
    if len(symbols) != LENGTH:
        return {"kind": "wrong_length", "length": len(symbols)}
    return _reading_of(symbols)


def _symbols_in(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(UPPER)
    dashed = "".join("-" if _separates(each) else each for each in plain)
    found = [_bare(run) for run in CANDIDATE.findall(dashed)]
    genuine = next((each for each in found if VALUES.keys() >= set(each) and _passes(_values(each))), None)
    return genuine or (found[0] if len(found) == 1 else _bare(dashed))


def _separates(each: str) -> bool:
    return each in WHITE_SPACE or each in "_.\u00b7\u2212" or unicodedata.category(each) in {"Pd", "Cf"}


def _bare(dashed: str) -> str:
    return dashed.replace("-", "").translate(LOOK_ALIKES)


def _reading_of(symbols: str) -> dict[str, Any]:
    values = _values(symbols)
    if _passes(values):
        return {"kind": "ok", "symbols": symbols, "printed": _printed(symbols)}
    if (slip := _one_wrong(values)) is not None:
        index, size = slip
        expected = ALPHABET[values[index] ^ size]
        meant = symbols[:index] + expected + symbols[index + 1 :]
        return {"kind": "one_wrong", **_place(index, meant), "typed": symbols[index], "expected": expected}
    for index in range(LENGTH - 1):
        meant = symbols[:index] + symbols[index + 1] + symbols[index] + symbols[index + 2 :]
        if _passes(_values(meant)):
            return {"kind": "swapped", **_place(index, meant)}
    return {"kind": "unreadable"}


def _place(index: int, meant: str) -> dict[str, Any]:
    return {"position": index + 1, "group": index // GROUP + 1, "suggestion": _printed(meant)}


def _printed(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, LENGTH, GROUP))


# --- arithmetic in a field of 32 ------------------------------------------------------------------------------------


def _values(symbols: str) -> list[int]:
    return [VALUES[symbol] for symbol in symbols]


def _times(a: int, b: int) -> int:
    return POWERS[(LOGS[a] + LOGS[b]) % 31] if a and b else 0


def _syndrome(word: Sequence[int], root: int) -> int:
    total = 0
    for value in word:
        total = _times(total, POWERS[root]) ^ value
    return total


def _passes(word: Sequence[int]) -> bool:
    return not any(_syndrome(word, root) for root in (1, 2, 3))


def _one_wrong(word: Sequence[int]) -> tuple[int, int] | None:
    """Return index and size of the one error that explains the word, if there is one."""
    found = [_syndrome(word, root) for root in (1, 2, 3)]
    if 0 in found:
        return None
    first, second, third = (LOGS[each] for each in found)
    power = (second - first) % 31
    if power != (third - second) % 31 or power >= LENGTH:
        return None
    return LENGTH - 1 - power, POWERS[(first - power) % 31]
