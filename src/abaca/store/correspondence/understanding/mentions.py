"""What a mail names: orders, addresses, and whether a product key was quoted, which is never kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from abaca.kernel.emails import WRITTEN, is_email
from abaca.kernel.emails import fold as folded_address

ORDER = re.compile(r"(?<![\w-])MS[\s-]{0,2}(\d{6,12})(?![\w-])", re.IGNORECASE | re.ASCII)
KEY = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{5}(?:[ \t]?[-–—][ \t]?[0-9A-Za-z]{5}){4}(?![0-9A-Za-z])")
RUN = re.compile(r"(?<![0-9A-Za-z-])(?=[0-9A-Z]*\d)[0-9A-Z]{25}(?![0-9A-Za-z])")
BY_NUMBER = re.compile(
    r"\b\w+[\s.:#(]{0,3}(?:(?:number|nummer|num[eé]ro|n[uú]mero|no|nr|n)?[.°º]?[\s:#]{0,3})?MS[\s-]{0,2}\d{6,12}(?!\w)",
    re.IGNORECASE,
)
AND = re.compile(r"\b(?:and|or|und|oder|et|ou|e|ed|o|y|en|of)\s+(?:\w+\s+)?$", re.IGNORECASE)
MOST = 20  # of each kind: a mail is no list of addresses
MOST_KEYS = 5
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Mentions:
    """Hold what was named, each once and in order."""

    orders: tuple[str, ...] = ()  # "MS-100042"
    addresses: tuple[str, ...] = ()  # as they were written
    key_quoted: bool = False


def mentions(text: str) -> Mentions:
    """Return what the text names."""
    return Mentions(
        orders=_once(f"MS-{number}" for number in ORDER.findall(text)),
        addresses=_once_folded(found for found in WRITTEN.findall(text) if is_email(found)),
        key_quoted=bool(KEY.search(text) or RUN.search(text)),
    )


def says_of_which_order(sentence: str) -> bool:
    """Tell whether an order stands there by its number, to say what is meant: "my subscription, order MS-100042".

    After an "and" it is a thing of its own.
    """
    found = BY_NUMBER.search(sentence)
    return found is not None and not AND.search(sentence[: found.start()])


def quoted_keys(text: str) -> tuple[str, ...]:
    """Return the product keys that stand in the text: to look them up, never to keep them."""
    return _once(found for pattern in (KEY, RUN) for found in pattern.findall(text))[:MOST_KEYS]


def without_keys(text: str) -> str:
    """Return the text with product keys taken out, so that it may be kept and shown."""
    return RUN.sub(HIDDEN, KEY.sub(HIDDEN, text))


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]


def _once_folded(found: Iterable[str]) -> tuple[str, ...]:
    return tuple({folded_address(address): address for address in found}.values())[:MOST]
