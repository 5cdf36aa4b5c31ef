"""A verb in its sentence, while it is judged, and what can be asked of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .pairs import NEGATED, NOTHING
from .tagging import UNKNOWN, Sentence, Token
from .tongue import VERBS

OPENERS = frozenset({"please", "want", "ask", "hereby"})
QUIET = frozenset(
    {"soft", "greet", "please", "and", "or", "but", "because", "so", "name", "number", "hereby", "i", "noneed"}
)
FRAGMENT = QUIET | frozenset(
    "my the your link owner sub renewal news plan time then key pron close email program".split()  # noqa: SIM905
)
OURS = frozenset({"sub", "renewal", "plan", "program", "name"})
NAMED = OURS | {"news", "order", "account", "thing", "invoice", "vatid"}
SPOKEN_OF = frozenset(  # more than a wish is said
    {"confirm", UNKNOWN, "sub", "news", "email", "invoice", "money", "program", "renewal", "plan"}
)
LONE_WORDS = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what a sentence must know of its mail."""

    meant: str  # the object that was named last before the sentence, or in the letter that the mail answers
    answers: bool  # it was named in that letter, and since then nothing was
    before: frozenset[str]  # the meanings of the sentence just before
    others: frozenset[str]  # what the mail names besides
    short: bool
    tiny: bool
    first: bool  # the subject, or the first sentence that says something


@dataclass(frozen=True)
class Case:
    """Hold a verb in its sentence, while it is judged."""

    sentence: Sentence
    at: int
    thing: str  # its object
    thing_at: int
    around: Surroundings

    @cached_property
    def verb(self) -> Token:
        return self.sentence.tokens[self.at]

    @cached_property
    def clause(self) -> list[Token]:
        return [token for token in self.sentence.tokens if token.clause == self.verb.clause]

    @cached_property
    def before(self) -> list[Token]:
        """Return what stands before the verb in its clause."""
        return [token for token in self.sentence.tokens[: self.at] if token.clause == self.verb.clause]

    @cached_property
    def earlier(self) -> list[Token]:
        """Return what stands in the clauses before."""
        return [token for token in self.sentence.tokens if token.clause < self.verb.clause]

    @cached_property
    def negated(self) -> bool:
        """Tell whether the verb is denied, in its clause or just before: "I do not want that it renews"."""
        unwanted = self.wanted_before and self.has("not", among=self.previous)
        return self.has("not") or (unwanted and not self.has(*OPENERS, among=self.before))

    @cached_property
    def previous(self) -> list[Token]:
        """Return the clause before, if only a comma or "and" lies between."""
        if self.sentence.joints[self.verb.clause] not in {",", "and", ":", "so"}:
            return []
        before = self.verb.clause - 1
        tokens = [token for token in self.sentence.tokens if token.clause == before]
        if all(token.meaning == "so" for token in tokens):  # "we ask you therefore, to …"
            return [token for token in self.sentence.tokens if token.clause == before - 1]
        return tokens

    @cached_property
    def wanted_before(self) -> bool:
        """Tell whether the clause before only says that something is wanted: "I ask you, to …"."""
        busy = any(token.family in VERBS or token.meaning in SPOKEN_OF for token in self.previous)
        parted = self.sentence.joints[self.verb.clause] in {",", ":", "so"}
        return parted and not busy and self.has(*OPENERS, among=self.previous)

    def has(self, *meanings: str, among: Sequence[Token] | None = None) -> bool:
        return any(token.meaning in meanings for token in (self.clause if among is None else among))

    def carries(self, *meanings: str) -> bool:
        """Tell whether one of these stands in the clause, or before it while the clause asks for nothing itself."""
        return self.has(*meanings) or (not self.has_own_opener and self.has(*meanings, among=self.earlier))

    @cached_property
    def meant(self) -> str:
        """Return what a verb without an object speaks of: what was named last before it."""
        tokens = self.sentence.tokens[: self.at]
        if self.has("news", among=tokens) and not self.has("sub", "renewal", "plan", "program", among=tokens):
            return "news"  # "your newsletter Musa News: please cancel it"
        return next((token.meaning for token in reversed(tokens) if token.meaning in NAMED), self.around.meant)

    @cached_property
    def begins(self) -> bool:
        """Tell whether the clause begins with the verb; what stands before a colon must be known words."""
        strange = self.sentence.joints[self.verb.clause] in {",", ":"} and self.earlier
        if strange and all(token.meaning in {UNKNOWN, "name", "number"} for token in self.earlier):
            return False
        return all(token.meaning in QUIET or self.negates(token) for token in without_name(self.before))

    @cached_property
    def opened(self) -> bool:
        """Tell whether "please", "I want", "I ask you" or "hereby" goes with the verb, in its clause or just before."""
        if self.has(*OPENERS, among=self.before) or self.has("please") or self.please_follows:
            return True
        carried = self.sentence.joints[self.verb.clause] == "and" and self.has(*OPENERS, among=self.previous)
        return carried or self.wanted_before

    @cached_property
    def please_follows(self) -> bool:
        """Tell whether the next clause is no more than "please"."""
        following = [token for token in self.sentence.tokens if token.clause == self.verb.clause + 1]
        return self.has("please", among=following) and all(token.meaning in {"please", "soft"} for token in following)

    @cached_property
    def has_own_opener(self) -> bool:
        afresh = self.sentence.joints[self.verb.clause] in {"but", ":", ";"} and self.begins
        return self.has(*OPENERS, among=self.before) or self.has("please") or self.verb.form == "me" or afresh

    @cached_property
    def is_fragment(self) -> bool:
        """Tell whether the clause consists of the wish alone: "Mein Abo kündigen", "Cancellation of my plan".

        Behind a comma, an infinitive may depend on a word that nobody knows: "remind me, to cancel".
        """
        if self.sentence.joints[self.verb.clause] == "," and not self.is_greeted:
            return False
        return all(
            token.meaning in FRAGMENT or token is self.verb or self.negates(token)
            for token in without_name(self.clause)
        )

    @cached_property
    def is_greeted(self) -> bool:
        """Tell whether nothing stands in the clauses before but a greeting and words without weight."""
        return all(token.meaning in FRAGMENT for token in without_name(self.earlier))

    @cached_property
    def is_lone(self) -> bool:
        return len(self.sentence.tokens) <= LONE_WORDS and self.thing == NOTHING and not self.has(*OPENERS)

    @cached_property
    def may_be_fragment(self) -> bool:
        return self.around.first or self.around.short

    def negates(self, token: Token) -> bool:
        """Tell whether this is the "not" that makes a wish of such a verb: "do not renew"."""
        return token.meaning == "not" and (self.verb.family in NEGATED or self.verb.meaning == "not")


def without_name(tokens: Sequence[Token]) -> list[Token]:
    """Return the words without a name that follows a greeting: "Hi Sam cancel …"."""
    if tokens and tokens[0].meaning == "greet":
        names = 1
        while names < min(3, len(tokens)) and tokens[names].meaning == UNKNOWN:
            names += 1
        return list(tokens[names:])
    return list(tokens)
