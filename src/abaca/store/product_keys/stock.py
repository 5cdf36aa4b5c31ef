"""Reading a list of product keys that the vendor brings, one on each line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .foreign import can_be_typed, plain

MOST_KEYS = 20_000  # of one import
MOST_TOLD = 10


class Listed(NamedTuple):
    """A product key with the line on which it stands."""

    number: int
    text: str


class BrokenLine(NamedTuple):
    """A line that cannot be taken, and why: too_long, control_character, twice (with the line that has it first)."""

    number: int
    why: str
    first: int = 0


def read_list(content: str) -> list[Listed]:
    """Return the product keys of a list; empty lines are no product keys, a byte-order mark is no character."""
    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [Listed(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]


def broken_lines(listed: Sequence[Listed]) -> list[BrokenLine]:
    """Return the lines that cannot be taken."""
    first: dict[str, int] = {}
    broken = []
    for number, text in listed:
        shown = plain(text)
        if not can_be_typed(text):
            broken.append(BrokenLine(number, "too_long"))
        elif not all(character.isprintable() for character in shown):
            broken.append(BrokenLine(number, "control_character"))
        elif shown in first:
            broken.append(BrokenLine(number, "twice", first[shown]))
        first.setdefault(shown, number)
    return broken


def numbers(lines: Iterable[int]) -> str:
    """Name some lines: "3, 7, 12 and 40 more"."""
    every = list(lines)
    named = ", ".join(str(number) for number in every[:MOST_TOLD])
    more = len(every) - MOST_TOLD
    return f"{named} (+{more})" if more > 0 else named


def is_low(left: int, low_stock: int) -> bool:
    """Tell whether a list should be filled; a list without an alarm has the mark zero, and is low when empty."""
    return left <= low_stock


def crossings(left: Mapping[int, int], marks: Mapping[int, int], alarmed: Iterable[int]) -> list[int]:
    """Return the lists whose stock has just become low: one alarm for each time, not for each sale."""
    known = set(alarmed)
    return [source for source, mark in marks.items() if is_low(left.get(source, 0), mark) and source not in known]
