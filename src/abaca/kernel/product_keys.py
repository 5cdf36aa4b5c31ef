"""Product keys: how they are made, printed, and read from what a person typed.

The code lives twice: design/static/abaca/product_key.js reads in the browser what `read` reads here.
"""

import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from typing import Literal

from abaca.kernel.check_code import (
    ALPHABET,
    VALUES,
    check_values,
    exchange,
    locate,
    passes,
    symbols_of,
    syndromes,
    values_of,
)

LENGTH = 25
GROUP = 5
RANDOM_SYMBOLS = 21
VERSION_SYMBOL = "A"
LONGEST_INPUT = 500

UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LOOK_ALIKES = str.maketrans("OIL", "011")
WHITE_SPACE = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(
    map(chr, range(0x2000, 0x200B))
)
SIGNS = frozenset("_.\u00b7\u2212")  # besides dashes and what has no width


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold how a code with three check symbols is printed; other codes than product keys are read by the same rules."""

    length: int
    group: int

    def candidates(self, dashed: str) -> list[str]:
        """Return every run of groups that could be such a code."""
        one, others = f"[0-9A-Z]{{{self.group}}}", self.length // self.group - 1
        return re.findall(f"(?<![0-9A-Z])(?=((?:{one}-{{0,3}}){{{others}}}{one})(?![0-9A-Z]))", dashed)


PRODUCT_KEY = Shape(LENGTH, GROUP)
PRINTED = re.compile("[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{5}){4}")

Kind = Literal["ok", "empty", "foreign_character", "wrong_length", "one_wrong", "swapped", "unreadable"]
TOLD: dict[Kind, tuple[str, ...]] = {
    "ok": (),
    "empty": (),
    "foreign_character": ("characters",),
    "wrong_length": ("length",),
    "one_wrong": ("position", "group", "typed", "expected", "suggestion"),
    "swapped": ("position", "group", "suggestion"),
    "unreadable": (),
}


@dataclass(frozen=True, slots=True)
class Character:
    """Hold a character that was typed, and where, counted from 1."""

    position: int
    typed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what was found in a text; which fields are filled depends on the kind."""

    kind: Kind
    symbols: str | None = None
    printed: str | None = None
    characters: tuple[Character, ...] = ()
    length: int | None = None
    position: int | None = None
    group: int | None = None
    typed: str | None = None
    expected: str | None = None
    suggestion: str | None = None


def mint() -> str:
    """Make a new product key, in its printed form."""
    data = VERSION_SYMBOL + "".join(secrets.choice(ALPHABET) for _symbol in range(RANDOM_SYMBOLS))
    return printed(data + check_symbols(data))


def check_symbols(data: str) -> str:
    """Return the three symbols that belong behind the others."""
    return symbols_of(check_values(values_of(data)))


def printed(symbols: str, shape: Shape = PRODUCT_KEY) -> str:
    """Set the symbols in groups."""
    return "-".join(symbols[start : start + shape.group] for start in range(0, len(symbols), shape.group))


def hint(symbols: str) -> str:
    """Return what may be shown of a key to tell it from others."""
    return f"…{symbols[-GROUP:]}"


def read(text: str, shape: Shape = PRODUCT_KEY) -> Reading:
    """Find the product key in a text; if there is none, say as well as possible what went wrong."""
    if len(text) > LONGEST_INPUT:
        return Reading("wrong_length", length=len(text))
    if shape is PRODUCT_KEY and PRINTED.fullmatch(text):
        return _reading_of(text.replace("-", ""), shape)  # as programs send it; what follows would come to the same

    symbols = _symbols_in(text, shape)
    foreign = tuple(Character(at, typed) for at, typed in enumerate(symbols, start=1) if typed not in VALUES)
    if not symbols:
        return Reading("empty")
    if foreign:
        return Reading("foreign_character", characters=foreign)
    if len(symbols) != shape.length:
        return Reading("wrong_length", length=len(symbols))
    return _reading_of(symbols, shape)


def diagnosis(reading: Reading) -> dict[str, object]:
    """Put a reading into the words of the API."""
    told: dict[str, object] = {name: getattr(reading, name) for name in TOLD[reading.kind]}
    if reading.characters:
        told["characters"] = [asdict(character) for character in reading.characters]
    return {"kind": reading.kind, **told}


def _symbols_in(text: str, shape: Shape) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(UPPER)
    dashed = "".join("-" if _separates(character) else character for character in plain)
    found = [_bare(run) for run in shape.candidates(dashed)]
    genuine = [symbols for symbols in found if _is_genuine(symbols)]
    if genuine:
        return genuine[0]
    return found[0] if len(found) == 1 else _bare(dashed)


def _separates(character: str) -> bool:
    return character in WHITE_SPACE or character in SIGNS or unicodedata.category(character) in {"Pd", "Cf"}


def _bare(dashed: str) -> str:
    return dashed.replace("-", "").translate(LOOK_ALIKES)


def _is_genuine(symbols: str) -> bool:
    return VALUES.keys() >= set(symbols) and passes(values_of(symbols))


def _reading_of(symbols: str, shape: Shape) -> Reading:
    values = values_of(symbols)
    if passes(values):
        return Reading("ok", symbols=symbols, printed=printed(symbols, shape))

    error = locate(syndromes(values), shape.length)
    if error is not None:
        return _one_wrong(symbols, *error, shape)

    first = exchange(values)
    return _swapped(symbols, first, shape) if first is not None else Reading("unreadable")


def _one_wrong(symbols: str, index: int, size: int, shape: Shape) -> Reading:
    expected = ALPHABET[VALUES[symbols[index]] ^ size]
    return Reading(
        "one_wrong",
        position=index + 1,
        group=index // shape.group + 1,
        typed=symbols[index],
        expected=expected,
        suggestion=printed(symbols[:index] + expected + symbols[index + 1 :], shape),
    )


def _swapped(symbols: str, index: int, shape: Shape) -> Reading:
    meant = symbols[:index] + symbols[index + 1] + symbols[index] + symbols[index + 2 :]
    return Reading("swapped", position=index + 1, group=index // shape.group + 1, suggestion=printed(meant, shape))
