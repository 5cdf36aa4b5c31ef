"""Which products and plans of the vendor a wish is about: those that it names where it speaks of a subscription.

The names are words of everyday ("Free", "Professional"), so a plan counts only beside a word for what is sold.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from .letters import fold, words_of
from .tagging import Sentence, Token

BESIDE = frozenset({"sub", "renewal", "plan", "program"})
ENDED = frozenset({"cancel", "stop", "renew", "leave", "unsub", "resume", "activate"})  # "please cancel Premium"
ELSEWHERE = frozenset({"upgrade", "change", "keep", "subscribe"})  # "I keep the free version": not what is ended
PASSED = frozenset({"function", "soft", "link", "owner", "my", "the", "your", "a", "name", "number"})
FAR = 4  # words that are looked at on either side


@dataclass(frozen=True, slots=True)
class Named:
    """Hold what a sentence names, by the names under which the vendor sells it."""

    products: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.products or self.plans)


NOTHING_NAMED = Named()


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    is_plan: bool
    begin: int  # its first and last token
    end: int


class Range:
    """Knows what the vendor sells: the names of products, and those of plans."""

    def __init__(self, products: Collection[str], plans: Collection[str]) -> None:
        named = [*((name, False) for name in products), *((name, True) for name in plans)]
        self.written = [(_folded(name), name, is_plan) for name, is_plan in named if words_of(name)]
        self.written.sort(key=lambda one: -len(one[0]))  # "Musa Notation Studio" before "Musa Notation"
        self.words = frozenset(word for words, _name, _is_plan in self.written for word in words)
        self.begins = {words[0] for words, _name, _is_plan in self.written}

    def named_in(self, sentence: Sentence) -> Named:
        """Return what a sentence names; what stands beside a subscription outdoes what is only mentioned."""
        found = list(self._found(sentence))
        if not found:
            return NOTHING_NAMED
        products = [one for one in found if not one.is_plan]
        plans = [one for one in found if one.is_plan]
        near = [one for one in found if _is_near(sentence.tokens, one)]
        of_product = [one for one in plans if _follows_product(sentence.tokens, one, products)]
        return Named(
            _names([one for one in products if one in near] or products),
            _names([one for one in plans if one in near] or of_product),
        )

    def _found(self, sentence: Sentence) -> Iterator[_Found]:
        spelt = [(word, at) for at, token in enumerate(sentence.tokens) for word in _folded(token.written)]
        if self.begins.isdisjoint(word for word, _at in spelt):
            return
        place = 0
        while place < len(spelt):
            for words, name, is_plan in self.written:
                if tuple(word for word, _at in spelt[place : place + len(words)]) == words:
                    yield _Found(name, is_plan, spelt[place][1], spelt[place + len(words) - 1][1])
                    place += len(words) - 1
                    break
            place += 1


def _folded(text: str) -> tuple[str, ...]:
    return tuple(map(fold, words_of(text)))


def _names(found: Sequence[_Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in found))


def _is_near(tokens: Sequence[Token], found: _Found) -> bool:
    """Tell whether a word for what is sold, or a verb that ends it, stands beside the name, in its clause."""
    clause = tokens[found.begin].clause
    if any(token.family in ELSEWHERE for token in tokens if token.clause == clause):
        return False
    left = tokens[max(0, found.begin - FAR) : found.begin][::-1]
    return any(_meets([token for token in side if token.clause == clause]) for side in (left, _right(tokens, found)))


def _right(tokens: Sequence[Token], found: _Found) -> Sequence[Token]:
    return tokens[found.end + 1 : found.end + 1 + FAR]


def _meets(side: Sequence[Token]) -> bool:
    for token in side:
        if token.meaning in BESIDE or token.family in ENDED:
            return True
        if token.meaning not in PASSED:
            return False
    return False


def _follows_product(tokens: Sequence[Token], plan: _Found, products: Sequence[_Found]) -> bool:
    clause = tokens[plan.begin].clause
    if any(token.family in ELSEWHERE for token in tokens if token.clause == clause):
        return False
    return any(product.end + 1 == plan.begin and tokens[product.end].clause == clause for product in products)
