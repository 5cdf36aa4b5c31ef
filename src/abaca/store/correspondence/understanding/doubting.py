"""What speaks against taking a wish at its word: one function for each doubt, in the order in which they are named."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from .asking import how_done
from .case import OPENERS, OURS, Case
from .pairs import BY_ITSELF, NEEDS_NEGATION, NEGATED, NOTHING
from .tagging import UNKNOWN, Token
from .tongue import VERBS

ABOUT_PAPERS = frozenset({"refund", "lost", "resend", "missing", "change", "withdraw"})  # a person sees to it anyway
OTHER_THINGS = frozenset({"order", "account", "money", "card", "thing", "email", "news", "invoice"})
CANCELLABLE = frozenset({"order", "thing", "news"})  # so that "cancel it" may mean them, though named later
PAPERS = frozenset({"key", "invoice", "vatid"})


def _doubts_negation(case: Case) -> bool:
    if case.verb.family in {"not", *NEGATED} or case.verb.family in NEEDS_NEGATION or case.verb.family in BY_ITSELF:
        elsewhere = [token for token in case.earlier if token not in case.previous or not case.wanted_before]
        return case.has("not", among=_without_verbs(case, elsewhere)) and not case.has_own_opener
    if case.negated:
        return True
    return case.has("not", among=_without_verbs(case, case.earlier)) and not case.has_own_opener


def _without_verbs(case: Case, tokens: Sequence[Token]) -> list[Token]:
    """Return the words of those clauses that have no verb of a wish themselves: a "not" there belongs to it."""
    busy = {token.clause for token in case.sentence.tokens if token.family in VERBS}
    return [token for token in tokens if token.clause not in busy]


def _doubts_condition(case: Case) -> bool:
    reasons = [at for at, joint in enumerate(case.sentence.joints) if joint == "because" and at > case.verb.clause]
    end = reasons[0] if reasons else len(case.sentence.joints)
    return any(token.meaning == "if" and token.clause < end for token in case.sentence.tokens)


def _doubts_question(case: Case) -> bool:
    if case.has("how", among=case.clause if case.sentence.asks else case.before):
        return True
    if case.has("how", among=case.earlier) and not case.has_own_opener:
        return True
    if case.verb.family in BY_ITSELF and case.verb.clause + 1 < len(case.sentence.joints):
        return False  # "I have lost my key, could you send it?"
    polite = case.has("ask", "please") or case.has("ask", among=case.earlier)
    return case.sentence.asks and not polite


def _in_clause_or_carried(*meanings: str) -> Callable[[Case], bool]:
    """Make the doubt that one of these words stands in the clause, or before it while the clause asks for nothing."""

    def applies(case: Case) -> bool:
        if case.has(*meanings):
            return True
        return not case.has_own_opener and case.has(*meanings, among=case.earlier)

    return applies


def _doubts_time(case: Case) -> bool:
    """Tell whether it lies in the past; what is lost or missing may."""
    if case.verb.family in BY_ITSELF and case.thing in PAPERS:
        return False
    if case.verb.form == "done" and not how_done(case):
        return True
    openers = [at for at, token in enumerate(case.before) if token.meaning in OPENERS]
    said = case.before[openers[-1] :] if openers else case.before  # what comes before "please" is told, not asked
    until = max(case.thing_at, case.at)
    between = [token for token in case.sentence.tokens[case.at : until] if token.clause == case.verb.clause]
    if case.has("past", among=said) or case.has("past", among=between):
        return True
    return case.has("past", among=case.earlier) and case.verb.form in {"", "done"} and not case.has_own_opener


def _doubts_whose(case: Case) -> bool:
    """Tell whether somebody else is meant: another firm's subscription, another person's wish."""
    if case.verb.family in ABOUT_PAPERS:
        return False
    return case.has("others", "they") or (case.thing in {"sub", "renewal"} and _is_of_others(case)) or _is_at(case)


def _is_of_others(case: Case) -> bool:
    """Tell whether the subscription is another one: "your contract", "my membership of the gym", "mon abo Netflix"."""
    tokens = case.sentence.tokens
    if case.has("your", among=tokens[case.at + 1 : case.thing_at]):
        return True  # somebody speaks to us, or an advertisement to everybody
    behind = [token for token in tokens[case.thing_at + 1 : case.thing_at + 4] if token.clause == case.verb.clause]
    if case.thing == "sub" and case.has("thing", among=behind):
        return True
    name = behind[1:2] if behind and behind[0].meaning == "link" else behind[:1]
    return bool(name) and name[0].meaning == UNKNOWN and name[0].written[0].isupper()


def _is_at(case: Case) -> bool:
    """Tell whether it is said with whom: "my subscription at Flurbo"."""
    behind = [token for token in case.sentence.tokens[case.thing_at :] if token.clause == case.verb.clause]
    return any(token.meaning == "at" and following.meaning == UNKNOWN for token, following in pairwise(behind))


def _doubts_object(case: Case) -> bool:
    """Tell whether between the verb and its object stands a word that nobody knows, or the object is another thing."""
    tokens = case.sentence.tokens
    if case.thing == NOTHING:
        if case.verb.family not in {"cancel", "renew", "resume"}:
            return False
        lost = not case.meant and (not _is_clear_elsewhere(case) or bool(case.around.others & CANCELLABLE))
        return lost or case.meant in OTHER_THINGS or case.has(UNKNOWN, among=tokens[case.at + 1 : case.at + 3])
    if case.verb.family in ABOUT_PAPERS:
        return False
    begin, end = sorted((case.at, case.thing_at))
    between = tokens[begin + 1 : end]
    if any(token.meaning == UNKNOWN for token in between):
        return True
    if case.thing_at < case.at:  # the verb stands last: nothing else may be what it means
        things = {token.meaning for token in case.before} & {"order", "account", "money", "card", "thing"}
        left = case.thing_at and tokens[case.thing_at - 1]
        return bool(things) or bool(left and left.clause == case.verb.clause and left.meaning == UNKNOWN)
    return False


def _is_clear_elsewhere(case: Case) -> bool:
    return case.around.short or bool(case.around.others & OURS)


def _doubts_which(case: Case) -> bool:
    return case.verb.family not in ABOUT_PAPERS and PARTIAL(case)


def _doubts_future(case: Case) -> bool:
    return case.verb.family != "renew" and FUTURE(case)


PARTIAL = _in_clause_or_carried("partial")
FUTURE = _in_clause_or_carried("future")
DOUBTS: dict[str, Callable[[Case], bool]] = {
    "length": lambda case: case.sentence.too_long,
    "quoted": lambda case: case.verb.quoted,
    "conditional": _doubts_condition,
    "question": _doubts_question,
    "negated": _doubts_negation,
    "reported": lambda case: case.has("say") or case.has("say", among=case.earlier),
    "hesitating": _in_clause_or_carried("maybe"),
    "future": _doubts_future,
    "past": _doubts_time,
    "whose": _doubts_whose,
    "which": _doubts_which,
    "ambiguous": lambda case: case.verb.family == "unsub" and case.thing == NOTHING and case.meant in OURS,
    "trouble": lambda case: case.has("problem") or case.has("click", among=case.before),
    "later": lambda case: any(token.meaning == "later" for token in case.sentence.tokens),
    "indefinite": lambda case: (
        case.thing != NOTHING
        and case.thing_at > 0
        and case.sentence.tokens[case.thing_at - 1].meaning == "a"
        and case.verb.family != "refund"
    ),
    "object": _doubts_object,
}
