"""Whether the sentences of a mail agree: which of the wishes that were read are left, and which of them are certain."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from abaca.store.correspondence.states import WishKind

from .judging import Reading
from .limiting import asks_back, limits
from .mentions import says_of_which_order, without_keys
from .moving import goes_on_otherwise
from .naming import NOTHING_NAMED, Named
from .pairs import ACTED_UPON, OPPOSITES
from .tagging import Sentence, Token

CONTRADICTING = frozenset({"negated", "conditional", "whose", "which", "later", "hesitating"})
KEEPS = frozenset({"keep", "renew"})  # "I want to keep it": a wish only if it had been cancelled
CANCELLATIONS = frozenset({"cancel:noun", "cancel:done", "leave:noun", "leave:done"})


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold one thing that a mail asks for; `certain` means that the house may act upon it without asking a person."""

    kind: WishKind
    certain: bool
    sentence: str  # from which it was read, without product keys
    rule: str  # how: "asked:cancel+sub", or "doubt_question:cancel+sub"
    latest: date | None = None  # the latest day that the mail names; whoever wants a later end is asked
    about: Named = NOTHING_NAMED  # the products and plans that it is about, if the mail says so


def weighed(found: Sequence[Reading], everything: Sequence[Sentence]) -> tuple[Wish, ...]:
    """Return one wish for each kind: a certain one wins, unless the mail contradicts it."""
    said = _said(found, everything)
    left = _without_named_orders(_without_refund_of_withdrawal(_taken_back(found, said)))
    certain = {reading.kind for reading in left if not reading.doubt}
    contradicted = _contradicted(left, certain, said, everything) | _limited(left, everything)
    kept = [reading for reading in found if reading.verb.startswith("keep") and reading.kind == WishKind.RESUME]
    if any(reading.how or reading.thing for reading in kept) and (WishKind.RESUME not in certain):
        contradicted[WishKind.CANCEL] = "contradicted"  # "cancel that one and keep mine"
    wishes: dict[WishKind, Wish] = {}
    for reading in sorted(left, key=lambda one: bool(one.doubt)):  # certain ones first, else in order
        if reading.kind in wishes or _is_silent(reading, certain):
            continue
        doubted = replace(reading, doubt=contradicted.get(reading.kind, "")) if not reading.doubt else reading
        wishes[reading.kind] = Wish(reading.kind, not doubted.doubt, without_keys(reading.sentence), rule=doubted.rule)
    order = [reading.kind for reading in left]
    return tuple(sorted(wishes.values(), key=lambda wish: order.index(wish.kind)))


def _said(found: Sequence[Reading], everything: Sequence[Sentence]) -> set[str]:
    """Return the meanings of all words; "ignore my last mail" counts as a change of mind."""
    said = {token.meaning for sentence in everything for token in sentence.tokens}
    undone = {reading.sentence for reading in found if reading.thing == "cancellation"}
    others = [sentence for sentence in everything if sentence.text not in undone]
    if any(_takes_back(sentence, token) for sentence in others for token in sentence.tokens):
        said.add("mind")
    return said


def _takes_back(sentence: Sentence, token: Token) -> bool:
    """Tell whether something that was said is taken back; a direct debit that is revoked is no change of mind."""
    if token.family != "undo":
        return False
    return not any(other.meaning == "money" for other in sentence.tokens if other.clause == token.clause)


def _taken_back(found: Sequence[Reading], said: AbstractSet[str]) -> list[Reading]:
    """Return the readings after a look at whether a cancellation is taken back.

    Then "I want to keep it" is a wish to go on, and "cancellation" names what is taken back; else keeping is no wish.
    """
    undone = any(reading.thing == "cancellation" and not reading.doubt for reading in found)
    regretted = bool(said & CANCELLATIONS) and (undone or "mind" in said)
    left = []
    for reading in found:
        keeps = _keeps(reading)
        if keeps and regretted and reading.doubt in {"", "object", "unclear"}:
            left.append(replace(reading, doubt="", how=reading.how or "stated"))
        elif not keeps or (reading.verb.startswith("renew") and reading.how):
            left.append(reading)
    if any(reading.kind == WishKind.RESUME and not reading.doubt for reading in left) and (undone or regretted):
        return [reading for reading in left if reading.kind != WishKind.CANCEL or not _names_only(reading)]
    return left


def _keeps(reading: Reading) -> bool:
    return reading.kind == WishKind.RESUME and reading.verb.partition(":")[0] in KEEPS


def _names_only(reading: Reading) -> bool:
    return reading.verb.endswith((":noun", ":done")) and reading.how in {"", "named"}


def _without_refund_of_withdrawal(found: Sequence[Reading]) -> list[Reading]:
    """Return the readings; who withdraws gets his money back and need not ask for it."""
    if not any(reading.kind == WishKind.WITHDRAWAL and reading.verb.startswith("withdraw") for reading in found):
        return list(found)
    return [
        replace(reading, doubt="withdrawal") if reading.kind == WishKind.REFUND and not reading.doubt else reading
        for reading in found
    ]


def _without_named_orders(found: Sequence[Reading]) -> list[Reading]:
    """Return the readings; who cancels his subscription and says of which order it is does not cancel the order."""
    clear = {reading.sentence for reading in found if reading.kind == WishKind.CANCEL and not reading.doubt}
    return [
        reading
        for reading in found
        if not (
            reading.kind == WishKind.WITHDRAWAL
            and reading.thing == "order"
            and reading.doubt == "object"
            and reading.sentence in clear
            and says_of_which_order(reading.sentence)
        )
    ]


def _contradicted(
    found: Sequence[Reading],
    certain: AbstractSet[WishKind],
    said: AbstractSet[str],
    everything: Sequence[Sentence],
) -> dict[WishKind, str]:
    """Return the kinds that the mail as a whole leaves in doubt, and why."""
    against = {
        reading.kind: "contradicted"
        for reading in found
        if reading.doubt in CONTRADICTING and not reading.is_mention and reading.verb not in {"charge", "not", "want"}
    }
    for one, other in OPPOSITES:
        if {one, other} <= certain:
            against |= {one: "contradicted", other: "contradicted"}
    if any(reading.verb == "cancel:done" and reading.denied for reading in found):
        against[WishKind.RESUME] = "contradicted"  # "I did not cancel anything": so what shall go on?
    if "mind" in said:
        against[WishKind.CANCEL] = "contradicted"
    if "open" in said:  # a reservation, somebody who disagrees, one of several
        against[WishKind.CANCEL] = "open"
    if WishKind.CANCEL in certain and (why := _turned(found, everything)):
        against[WishKind.CANCEL] = why
    if "behalf" in said:  # an heir, a guardian: a person looks at his papers
        against |= {WishKind.CANCEL: "whose", WishKind.RESUME: "whose"}
    return against


def _turned(found: Sequence[Reading], everything: Sequence[Sentence]) -> str:
    """Return why the other sentences of a mail make a clear cancellation doubtful, or nothing."""
    if goes_on_otherwise(everything):
        return "instead"
    wished = {reading.sentence for reading in found if reading.kind == WishKind.CANCEL}
    return "question" if asks_back(everything, wished) else ""


def _limited(found: Sequence[Reading], everything: Sequence[Sentence]) -> dict[WishKind, str]:
    """Return the certain kinds that the sentence after them takes back: "… But call me first."."""
    texts = {reading.sentence: reading.kind for reading in found if not reading.doubt and reading.kind in ACTED_UPON}
    return {
        texts[sentence.text]: "contradicted"
        for sentence, following in pairwise(everything)
        if sentence.text in texts and following.text not in texts and limits(following)
    }


def _is_silent(reading: Reading, certain: AbstractSet[WishKind]) -> bool:
    """Tell whether a doubtful reading is none: it was denied, or only recalls what happened before the true wish."""
    if reading.doubt == "negated":
        return True
    return bool(reading.doubt == "past" or reading.is_mention) and bool(certain & ACTED_UPON)
