"""What one sentence asks for, and what speaks against taking it at its word.

A wish is certain only if a verb has its object, something shows that the sender himself asks for it now, and none of
the doubts applies. Everything is decided on meanings of words; the languages differ in their tables only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from abaca.store.correspondence.states import WishKind

from .pairs import BY_ITSELF, NEEDS_NEGATION, NEGATED, NOTHING, OBJECTS, kind_of
from .tagging import UNKNOWN, Sentence, Token
from .tongue import VERBS

OPENERS = frozenset({"please", "want", "ask", "hereby"})
QUIET = frozenset({"soft", "greet", "please", "and", "but", "because", "name", "number", "hereby", "i", "noneed"})
FRAGMENT = QUIET | {
    "my",
    "the",
    "link",
    "sub",
    "renewal",
    "news",
    "plan",
    "time",
    "key",
    "pron",
    "close",
    "email",
    "program",
}
BETWEEN = FRAGMENT | {"function", "you", "not", "confirm", "a", "want", "ask"}  # between a verb and its object
LONE_WORDS = 2
TAKES_BACK = frozenset({"undo", "cancel", "withdraw"})  # with a cancellation as its object: it shall go on
OTHER_THINGS = frozenset({"order", "account", "money", "card", "thing", "email", "news"})
NAMED = frozenset({"sub", "renewal", "news", "order", "account", "thing", "program", "name"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what a sentence must know of its mail."""

    meant: str  # the object that was named last before the sentence, or in the letter that the mail answers
    others: frozenset[str]  # what the mail names besides
    short: bool
    first: bool  # the subject, or the first sentence that says something


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one wish as read from a verb; `doubt` is the code of what speaks against it."""

    kind: WishKind
    doubt: str
    rule: str
    sentence: str
    foreseen: bool = True  # no bare mention, such as "the cancellation"


@dataclass(frozen=True, slots=True)
class Case:
    """Hold a verb in its sentence, while it is judged."""

    sentence: Sentence
    at: int
    thing: str  # its object
    thing_at: int
    around: Surroundings

    @property
    def verb(self) -> Token:
        return self.sentence.tokens[self.at]

    @property
    def clause(self) -> list[Token]:
        return [token for token in self.sentence.tokens if token.clause == self.verb.clause]

    @property
    def before(self) -> list[Token]:
        """Return what stands before the verb in its clause."""
        return [token for token in self.sentence.tokens[: self.at] if token.clause == self.verb.clause]

    @property
    def earlier(self) -> list[Token]:
        """Return what stands in the clauses before."""
        return [token for token in self.sentence.tokens if token.clause < self.verb.clause]

    @property
    def negated(self) -> bool:
        """Tell whether the verb is denied, in its clause or just before: "I do not want that it renews"."""
        return self.has("not") or (self.wanted_before and self.has("not", among=self.previous))

    @property
    def previous(self) -> list[Token]:
        """Return the clause before, if only a comma or "and" lies between."""
        if self.sentence.joints[self.verb.clause] not in {",", "and"}:
            return []
        return [token for token in self.sentence.tokens if token.clause == self.verb.clause - 1]

    @property
    def wanted_before(self) -> bool:
        """Tell whether the clause before only says that something is wanted: "I ask you, to …"."""
        busy = any(
            token.family in VERBS or token.meaning in {"confirm", UNKNOWN, "sub", "news"} for token in self.previous
        )
        return not busy and self.has(*OPENERS, among=self.previous) and self.sentence.joints[self.verb.clause] == ","

    def has(self, *meanings: str, among: Sequence[Token] | None = None) -> bool:
        return any(token.meaning in meanings for token in (self.clause if among is None else among))


def readings(sentence: Sentence, around: Surroundings) -> Iterator[Reading]:
    """Return every wish that the sentence could hold, certain or not."""
    taken: set[int] = set()
    for at, token in enumerate(sentence.tokens):
        if token.meaning in {"want", "not"}:
            yield from _unwanted(sentence, at, around)
        if token.family not in VERBS | {"resend"} or at in taken:
            continue
        thing, thing_at = _object(sentence, at)
        taken |= _swallowed(sentence, at, thing_at)
        case = Case(sentence, at, thing, thing_at, around)
        if not thing and token.family in {"cancel", "stop"} and meant_by(case) == "news":
            case = Case(sentence, at, "news", at, around)  # "the newsletter: please cancel it"
            thing = "news"
        kind, clear = kind_of(token.family, thing, negated=case.negated)
        if kind is None:
            continue
        yield _read(case, kind, clear=clear)
        yield from _joined_objects(case, kind, clear=clear)


def meant_by(case: Case) -> str:
    """Return what a verb without an object speaks of: what was named last before it."""
    tokens = case.sentence.tokens[: case.at]
    return next((token.meaning for token in reversed(tokens) if token.meaning in NAMED), case.around.meant)


def _read(case: Case, kind: WishKind, *, clear: bool) -> Reading:
    how = _how_asked(case)
    doubt = next((code for code, applies in DOUBTS.items() if applies(case)), "")
    if not doubt and not clear:
        doubt = "object"
    if not doubt and not how:
        doubt = "unclear"
    said = f"doubt_{doubt}" if doubt else how
    bare = case.verb.form in {"noun", "done"} and not how
    rule = f"{said}:{case.verb.family}+{case.thing or 'nothing'}"
    return Reading(kind, doubt, rule, case.sentence.text, foreseen=not bare)


def _unwanted(sentence: Sentence, at: int, around: Surroundings) -> Iterator[Reading]:
    """Return what "I do not want the newsletter any more" and "no more newsletters" wish, though they have no verb."""
    thing, thing_at = _object(sentence, at)
    case = Case(sentence, at, thing, thing_at, around)
    kind = NEGATED["want"].get(thing)
    if not kind or not case.negated or any(token.family in VERBS for token in case.clause):
        return
    if case.verb.meaning == "not" and (case.has("want") or not _is_fragment(case)):
        return
    yield _read(case, kind, clear=case.verb.meaning == "want" or kind == WishKind.NEWSLETTER_OFF)


def _joined_objects(case: Case, kind: WishKind, *, clear: bool) -> Iterator[Reading]:
    """Return what a second object adds: "cancel my subscription and the newsletter"."""
    following = case.verb.clause + 1
    joints = case.sentence.joints
    if following >= len(joints) or joints[following] not in {"and", ","}:
        return
    tokens = [(at, token) for at, token in enumerate(case.sentence.tokens) if token.clause == following]
    if any(token.family in VERBS or token.meaning in {UNKNOWN, "not", *OPENERS} for _at, token in tokens):
        return
    for at, token in tokens:
        second, sure = kind_of(case.verb.family, token.meaning, negated=case.negated)
        if token.meaning in OBJECTS and second and second != kind:
            yield _read(Case(case.sentence, case.at, token.meaning, at, case.around), second, clear=clear and sure)


def _object(sentence: Sentence, at: int) -> tuple[str, int]:
    """Return the object of the verb and where it stands: the first one after it, else the last one before it."""
    verb = sentence.tokens[at]
    after: list[tuple[str, int]] = []
    before: list[tuple[str, int]] = []
    for index, token in enumerate(sentence.tokens):
        if token.clause != verb.clause or index == at:
            continue
        meaning = (
            "renewal" if token.family == "renew" and verb.family in {"cancel", "stop", "resume"} else token.meaning
        )
        if token.meaning == "cancel:noun" and verb.family in TAKES_BACK and verb.form != "noun":
            meaning = "cancellation"
        if meaning in OBJECTS:
            (after if index > at else before).append((meaning, index))
    found = after or before[::-1]
    if not found:
        return NOTHING, at
    first = found[0]
    if first[0] in {"sub", "email"}:  # "the subscription to the newsletter", "the newsletter subscription"
        of_it = next((one for one in found[1:] if one[0] == "news"), None)
        if of_it:
            return of_it
    return first


def _swallowed(sentence: Sentence, at: int, thing_at: int) -> set[int]:
    """Return the words that this verb has used up: the "sending" of "stop sending", what stands for its object."""
    verb = sentence.tokens[at]
    used = {thing_at}
    for index, token in enumerate(sentence.tokens):
        same = token.clause == verb.clause and index > at
        if (
            same
            and verb.family in {"stop", "cancel", "unsub", "undo"}
            and token.family in {"receive", "renew", "charge"}
        ):
            used.add(index)
    return used


def _how_asked(case: Case) -> str:
    """Return what shows that the sender asks for it now, or nothing."""
    by_form = {"done": _how_done, "noun": _how_noun, "me": _how_declared, "other": lambda _case: "", "": _how_bare}
    return by_form[case.verb.form](case)


def _how_done(case: Case) -> str:
    """Judge a participle: "I want it cancelled", but not "I have cancelled"."""
    hereby_only = case.has("hereby") and not case.has("please", "want", "ask")
    return "asked" if _opened(case) and not hereby_only and case.verb.family not in BY_ITSELF else _stated(case)


def _how_noun(case: Case) -> str:
    """Judge a noun: "I ask for the cancellation", "Cancellation of my subscription"."""
    if _opened(case) and not case.has("confirm"):
        return "asked"
    return "named" if _is_fragment(case) and _may_be_fragment(case) else ""


def _how_declared(case: Case) -> str:
    return "" if any(token.meaning in {UNKNOWN, "they"} for token in case.before) else "declared"


def _how_bare(case: Case) -> str:
    """Judge an imperative or infinitive: after "please" or "I want", alone at the beginning, or as a fragment."""
    if case.verb.meaning == "not":
        return "asked" if _opened(case) else "named" if _may_be_fragment(case) else ""
    if _opened(case) or case.verb.meaning == "want":
        return "asked"
    alone = _is_lone(case) and not _may_be_fragment(case)
    if all(token.meaning in QUIET or _negates_only(case, token) for token in _without_name(case.before)):
        return "" if alone else "ordered"
    if _is_fragment(case):
        return "" if alone else "named"
    return _stated(case)


def _stated(case: Case) -> str:
    return "stated" if case.verb.family in BY_ITSELF and case.thing in {"key", "invoice", "vatid"} else ""


def _opened(case: Case) -> bool:
    """Tell whether "please", "I want", "I ask you" or "hereby" goes with the verb, in its clause or just before."""
    if case.has(*OPENERS, among=case.before) or case.has("please"):
        return True
    carried = case.sentence.joints[case.verb.clause] == "and" and case.has(*OPENERS, among=case.previous)
    return carried or case.wanted_before


def _negates_only(case: Case, token: Token) -> bool:
    return token.meaning == "not" and (case.verb.family in NEGATED or case.verb.meaning == "not")


def _without_name(tokens: Sequence[Token]) -> list[Token]:
    """Return the words without a name that follows a greeting: "Hi Sam cancel …"."""
    if tokens and tokens[0].meaning == "greet":
        names = 1
        while names < min(3, len(tokens)) and tokens[names].meaning == UNKNOWN:
            names += 1
        return list(tokens[names:])
    return list(tokens)


def _is_fragment(case: Case) -> bool:
    """Tell whether the clause consists of the wish alone: "Mein Abo kündigen", "Cancellation of my subscription"."""
    return all(
        token.meaning in FRAGMENT or token is case.verb or _negates_only(case, token)
        for token in _without_name(case.clause)
    )


def _is_lone(case: Case) -> bool:
    return len(case.sentence.tokens) <= LONE_WORDS and case.thing == NOTHING and not case.has(*OPENERS)


def _may_be_fragment(case: Case) -> bool:
    return case.around.first or case.around.short


def _doubts_negation(case: Case) -> bool:
    if case.verb.family in {"not", *NEGATED} or case.verb.family in NEEDS_NEGATION or case.verb.family in BY_ITSELF:
        elsewhere = [token for token in case.earlier if token not in case.previous or not case.wanted_before]
        return case.has("not", among=elsewhere) and not _has_own_opener(case)
    if case.negated:
        return True
    return case.has("not", among=case.earlier) and not _has_own_opener(case)


def _has_own_opener(case: Case) -> bool:
    return case.has(*OPENERS, among=case.before) or case.has("please") or case.verb.form == "me"


def _doubts_condition(case: Case) -> bool:
    reasons = [at for at, joint in enumerate(case.sentence.joints) if joint == "because" and at > case.verb.clause]
    end = reasons[0] if reasons else len(case.sentence.joints)
    return any(token.meaning == "if" and token.clause < end for token in case.sentence.tokens)


def _doubts_question(case: Case) -> bool:
    tokens = case.sentence.tokens
    if any(
        token.meaning == "how" and (at < case.at or token.clause == case.verb.clause) for at, token in enumerate(tokens)
    ):
        return True
    if case.verb.family in BY_ITSELF:
        return False  # "I have lost my key, could you send it?"
    polite = case.has("ask", "please") or case.has("ask", among=case.earlier)
    return case.sentence.asks and not polite


def _in_clause_or_carried(*meanings: str) -> Callable[[Case], bool]:
    """Make the doubt that one of these words stands in the clause, or before it while the clause asks for nothing."""

    def applies(case: Case) -> bool:
        if case.has(*meanings):
            return True
        return not _has_own_opener(case) and case.has(*meanings, among=case.earlier)

    return applies


def _doubts_time(case: Case) -> bool:
    """Tell whether it lies in the past; what is lost or missing may."""
    if case.verb.family in BY_ITSELF and case.thing in {"key", "invoice", "vatid"}:
        return False
    if case.verb.form == "done" and not _how_done(case):
        return True
    return case.has("past") or (
        case.has("past", among=case.earlier) and case.verb.form in {"", "done"} and not _has_own_opener(case)
    )


def _doubts_whose(case: Case) -> bool:
    """Tell whether somebody else is meant: another firm's subscription, another person's wish."""
    if case.has("others", "they"):
        return True
    tokens = case.sentence.tokens
    for at, token in enumerate(tokens):
        if token.clause != case.verb.clause:
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].clause == token.clause else None
        if following is None or following.meaning != UNKNOWN:
            continue
        if token.meaning == "at" or (token.meaning in {"sub", "renewal"} and following.written[0].isupper()):
            return True
        if (
            token.meaning == "link"
            and following.written[0].isupper()
            and at > case.thing_at
            and case.thing in {"sub", "renewal"}
        ):
            previous = tokens[at - 1].meaning
            if previous in {"sub", "renewal"}:
                return True
    return False


def _doubts_object(case: Case) -> bool:
    """Tell whether between the verb and its object stands a word that nobody knows, or the object is another thing."""
    tokens = case.sentence.tokens
    if case.thing == NOTHING:
        if case.verb.family not in {"cancel", "renew", "resume"}:
            return False
        lost = not meant_by(case) and (not case.around.short or bool(case.around.others & OTHER_THINGS))
        return lost or meant_by(case) in OTHER_THINGS or case.has(UNKNOWN, among=tokens[case.at + 1 : case.at + 3])
    begin, end = sorted((case.at, case.thing_at))
    between = tokens[begin + 1 : end]
    if any(token.meaning == UNKNOWN for token in between):
        return True
    if case.thing_at < case.at:  # the verb stands last: nothing else may be what it means
        things = {token.meaning for token in case.before} & {"order", "account", "money", "card", "thing"}
        left = case.thing_at and tokens[case.thing_at - 1]
        return bool(things) or bool(left and left.clause == case.verb.clause and left.meaning == UNKNOWN)
    return False


DOUBTS: dict[str, Callable[[Case], bool]] = {
    "length": lambda case: case.sentence.too_long,
    "quoted": lambda case: case.verb.quoted,
    "conditional": _doubts_condition,
    "question": _doubts_question,
    "negated": _doubts_negation,
    "reported": lambda case: case.has("say") or case.has("say", among=case.earlier),
    "hesitating": _in_clause_or_carried("maybe"),
    "future": _in_clause_or_carried("future"),
    "past": _doubts_time,
    "whose": _doubts_whose,
    "which": _in_clause_or_carried("partial"),
    "trouble": lambda case: case.has("problem", "click"),
    "later": lambda case: any(token.meaning == "later" for token in case.sentence.tokens),
    "indefinite": lambda case: (
        case.thing != NOTHING
        and case.thing_at > 0
        and case.sentence.tokens[case.thing_at - 1].meaning == "a"
        and case.verb.family != "refund"
    ),
    "object": _doubts_object,
}
