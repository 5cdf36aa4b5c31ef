"""What becomes of a declaration that came without a log-in: nobody is asked who he is, and nobody can harm another.

Who knows a contract exactly, by its number with the address that is registered for it or by a product key that only its
buyer has, is obeyed at once; where that cannot be undone, only by such a key, since number and address are known to
others too. Whoever knows less is not refused: the registered address is asked by a link.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from abaca.kernel.emails import WRITTEN, is_email

from .understanding import quoted_keys

LINK = re.compile(r"\S+://\S*|\bwww\.\S*", re.IGNORECASE)
ORDER_NUMBER = re.compile(
    r"MS[\s-]*\d{6,12}|\d{6,8}", re.IGNORECASE | re.ASCII
)  # with what is printed before it, or bare
HINT = 5  # characters by which a product key is told from others
PATIENCE = timedelta(days=3)  # for the answer of the registered address, before a person looks


class Way(StrEnum):
    DO = "do"  # carry it out
    ASK = "ask"  # ask the registered address by a link
    STAFF = "staff"  # leave it to a person


class Why(StrEnum):
    EXACT = "exact"  # the facts lead to one contract
    CONFIRMED = "confirmed"  # the registered address has said yes
    NOT_EXACT = "not_exact"  # there is such a contract, but the facts do not quite match
    BY_NUMBER = "by_number"  # number and registered address match, but that is too little for what cannot be undone
    ONLY_EMAIL = "only_email"  # an address alone: anybody can type it
    SHARED_KEY = "shared_key"  # a product key that somebody else may have as well
    DOUBTED = "doubted"  # too many tries at this contract
    NOT_FOUND = "not_found"  # no contract is known by these facts
    LATER_DATE = "later_date"  # it is to go on beyond the term that is paid
    CAUSE = "cause"  # the renewal is off; whether the cause ends it at once is for a person
    UNANSWERED = "unanswered"  # the registered address has not answered
    LAPSED = "lapsed"  # the right is over, or there is no such right
    REFUSED = "refused"  # something stood in its way
    MONEY = "money"  # the renewal is off; what was charged since then could not go back by itself
    EARLIER = "earlier"  # the renewal is off; whether the paid term ends before its day is for a person
    NEEDS_ACCOUNT = "needs_account"  # the money goes back by transfer, and nobody has told us where


# the renewal is off, and a person sees to the rest; what weighs most comes first
LEFT_TO_A_PERSON = (Why.LATER_DATE, Why.CAUSE, Why.MONEY, Why.EARLIER)


@dataclass(frozen=True)
class Clues:
    """What the facts of a declaration lead to."""

    customer: bool  # somebody is known by them
    contract: bool  # and they name one contract of his
    same_email: bool = False  # the confirmation goes to the address that is registered for it
    own_key: bool = False  # named by a product key of one seat that was never sent on
    shared_key: bool = False  # named by another product key
    doubted: bool = False


def way_of(clues: Clues, *, can_be_undone: bool = True) -> tuple[Way, Why]:
    """Return what to do, and why."""
    if not clues.customer:
        return Way.STAFF, Why.NOT_FOUND
    if not clues.contract:
        return Way.ASK, Why.ONLY_EMAIL
    if clues.doubted:
        return Way.ASK, Why.DOUBTED
    if clues.own_key or (clues.same_email and can_be_undone):
        return Way.DO, Why.EXACT
    if clues.shared_key:
        return Way.ASK, Why.SHARED_KEY
    return Way.ASK, Why.BY_NUMBER if clues.same_email else Why.NOT_EXACT


def is_later(wanted_on: date | None, ends_on: date) -> bool:
    """Tell whether somebody wants to go on beyond the term that is paid; the end date itself is its end."""
    return wanted_on is not None and wanted_on > ends_on


def is_earlier(wanted_on: date | None, ends_on: date) -> bool:
    """Tell whether somebody wants the contract to end before the term that is paid: before the last day of it."""
    return wanted_on is not None and wanted_on < ends_on - timedelta(days=1)


def without_secret(typed: str) -> str:
    """Return the name of a contract as it may be kept: of what may be a product key only its last characters.

    A product key may have any form, so all that bears a figure or is one word in capitals counts as one, unless it is
    an order number or an address, also beside such a key. Whether the key exists plays no part: the answer would tell
    a stranger.
    """
    text, pieces, last = typed.strip(), list[str](), 0
    for found in WRITTEN.finditer(text):
        if is_email(found[0]) and not quoted_keys(found[0]):
            pieces += [_hidden(text[last : found.start()]), found[0]]
            last = found.end()
    return " ".join(filter(None, [*pieces, _hidden(text[last:])]))


def _hidden(piece: str) -> str:
    text = piece.strip(" \t\r\n,;:()<>")
    if ORDER_NUMBER.fullmatch(text):
        return text
    characters = [each for each in text if each.isalnum()]
    may_be_key = any(each.isdigit() for each in characters) or (text.isupper() and len(text.split()) == 1)
    return f"…{''.join(characters[-HINT:])}" if may_be_key and len(characters) > HINT else text


def looked_at_again(received_at: datetime) -> datetime:
    """Return when a person takes over from a link that nobody has used."""
    return received_at + PATIENCE


def harmless(text: str) -> str:
    """Return a stranger's words without anything that a reader's program would make a link of."""
    return LINK.sub(lambda found: found[0].replace(".", " .").replace("://", ": //"), text)
