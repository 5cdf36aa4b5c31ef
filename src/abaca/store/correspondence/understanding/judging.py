"""What one sentence asks for.

A wish is certain only if a verb has its object, something shows that the sender himself asks for it now, and none of
the doubts applies. Everything is decided on meanings of words; the languages differ in their tables only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from abaca.store.correspondence.states import WishKind

from .asking import how_asked
from .case import OPENERS, OURS, Case, Surroundings
from .doubting import DOUBTS
from .pairs import NEGATED, NOTHING, OBJECTS, kind_of
from .tagging import UNKNOWN, Sentence
from .tongue import VERBS

ANTECEDENTS = {  # which objects named before a verb without one may be meant
    "cancel": frozenset({"news"}),
    "stop": frozenset({"news"}),
    "remove": frozenset({"news"}),
    "leave": frozenset({"news", "sub", "renewal"}),
    "unsub": frozenset({"news"}),
    "change": frozenset({"invoice", "vatid", "email"}),
    "missing": frozenset({"invoice"}),
    "receive": frozenset({"news"}),
}
NO_OBJECT = "nothing"
TAKES_BACK = frozenset({"undo", "cancel", "withdraw"})  # with a cancellation as its object: it shall go on


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one wish as read from a verb; `doubt` is the code of what speaks against it."""

    kind: WishKind
    doubt: str
    how: str  # what showed that the sender asks for it; may be nothing
    verb: str  # family and form: "cancel:noun"
    thing: str
    sentence: str
    denied: bool = False

    @property
    def rule(self) -> str:
        said = f"doubt_{self.doubt}" if self.doubt else self.how
        return f"{said}:{self.verb.partition(':')[0]}+{self.thing or NO_OBJECT}"

    @property
    def is_mention(self) -> bool:
        """Tell whether the thing is only spoken of: "the cancellation", "I have cancelled"."""
        return self.verb.endswith((":noun", ":done")) and not self.how


def readings(sentence: Sentence, around: Surroundings) -> Iterator[Reading]:
    """Return every wish that the sentence could hold, certain or not."""
    verbs = [at for at, token in enumerate(sentence.tokens) if token.family in VERBS]
    objects = {at: _object(sentence, at) for at in verbs}
    taken = {used for at, (_thing, thing_at) in objects.items() for used in _swallowed(sentence, at, thing_at)}
    for at, token in enumerate(sentence.tokens):
        if token.meaning in {"want", "not"}:
            yield from _unwanted(sentence, at, around)
        if at not in objects or at in taken:
            continue
        case = _with_antecedent(Case(sentence, at, *objects[at], around))
        kind, clear = kind_of(token.family, case.thing, negated=case.negated)
        if kind is None or (token.family == "stop" and case.thing == NOTHING and case.meant not in OURS):
            continue
        yield _read(case, kind, clear=clear)
        if token.family == "leave" and case.thing == NOTHING:  # from what?
            yield _read(case, WishKind.NEWSLETTER_OFF, clear=False)
        yield from _joined_objects(case, kind, clear=clear)


def _with_antecedent(case: Case) -> Case:
    """Return the case with the object that was named before: "the newsletter: please cancel it"."""
    if case.thing == "address" and any("@" in token.written for token in case.sentence.tokens):
        return replace(case, thing="email")
    names_invoice = any(token.meaning == "invoice" for token in case.sentence.tokens)
    if case.verb.family == "change" and case.thing == "address" and names_invoice:
        return replace(case, thing="invoice")
    if case.thing != NOTHING:
        return case
    if case.verb.family == "leave" and "baja" in case.verb.written.casefold() and case.has("program"):
        return replace(case, thing="sub")  # "denme de baja del programa"
    meant = case.meant
    if case.verb.family == "change" and any("@" in token.written for token in case.sentence.tokens):
        meant = "email"
    takes = ANTECEDENTS.get(case.verb.family, frozenset())
    return replace(case, thing=meant) if meant in takes else case


def _read(case: Case, kind: WishKind, *, clear: bool) -> Reading:
    how = how_asked(case)
    doubt = next((code for code, applies in DOUBTS.items() if applies(case)), "")
    if not doubt and not clear:
        doubt = "object"
    if not doubt and not how:
        doubt = "unclear"
    return Reading(kind, doubt, how, case.verb.meaning, case.thing, case.sentence.text, case.negated)


def _unwanted(sentence: Sentence, at: int, around: Surroundings) -> Iterator[Reading]:
    """Return what "I do not want the newsletter any more" and "no more newsletters" wish, though they have no verb."""
    thing, thing_at = _object(sentence, at)
    case = Case(sentence, at, thing, thing_at, around)
    kind = NEGATED["want"].get(thing)
    if not kind or not case.negated or any(token.family in VERBS for token in case.clause):
        return
    if case.verb.meaning == "not" and (case.has("want") or not case.is_fragment):
        return
    refused = thing in {"renewal", "anew"} and (case.has("please") or around.tiny)  # "no renewal please"
    clear = case.verb.meaning == "want" or kind == WishKind.NEWSLETTER_OFF or refused
    yield _read(case, kind, clear=clear and not case.has(UNKNOWN))  # "I do not want to miss the newsletter"


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
            "renewal"
            if token.family == "renew" and verb.family in {"cancel", "stop", "resume", "activate"}
            else token.meaning
        )
        noun = token.meaning in {"cancel:noun", "leave:noun"} or (token.family == "cancel" and index > at)
        if noun and verb.family in TAKES_BACK and verb.form != "noun":
            meaning = "cancellation"
        if meaning in OBJECTS:
            (after if index > at else before).append((meaning, index))
    found = after or before[::-1]
    if not found:
        return NOTHING, at
    first = found[0]
    if first[0] in {"sub", "email", "address"}:  # "the subscription to the newsletter", "the newsletter subscription"
        of_it = next((one for one in found[1:] if one[0] == "news"), None) if verb.family != "undo" else None
        if of_it:
            return of_it
    return first


def _swallowed(sentence: Sentence, at: int, thing_at: int) -> set[int]:
    """Return the words that this verb has used up: the "sending" of "stop sending", what stands for its object."""
    verb = sentence.tokens[at]
    used = {thing_at} - {at}
    for index, token in enumerate(sentence.tokens):
        same = token.clause == verb.clause and index > at
        if (
            same
            and verb.family in {"stop", "cancel", "unsub", "undo", "remove"}
            and token.family in {"receive", "renew", "charge"}
        ):
            used.add(index)
    return used
