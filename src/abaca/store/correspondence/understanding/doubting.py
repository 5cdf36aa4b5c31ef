"""What speaks against taking a wish at its word: one function for each doubt, in the order in which they are named."""

from collections.abc import Callable, Sequence

from .asking import how_done
from .belonging import ABOUT_PAPERS, doubts_which, doubts_whose
from .case import OPENERS, OURS, Case
from .compounding import is_after_renewal, is_part_of_another, opposes, orders_more, tells_how
from .letters import fold
from .pairs import BY_ITSELF, NEEDS_NEGATION, NEGATED, NOTHING
from .tagging import UNKNOWN, Token
from .tongue import VERBS

LICENCES = ("licen", "lizenz")  # in every language: to reactivate one may mean a computer
OTHER_THINGS = frozenset({"order", "account", "money", "card", "thing", "email", "news", "invoice", "vatid", "upgrade"})
RIVALS = frozenset({"order", "account", "money", "card", "thing"})
LEADING = frozenset({"you", "the", "my", "pron", "a"})  # before a noun
COMPOUNDS = RIVALS | {"invoice"}
CONTRACT = (
    "kund",
    "kuend",
    "resili",
    "je resili",
    "disd",
    "opzeg",
    "op te zeg",
)  # nothing else is ended by these verbs
TURNED, UNTURNED = (" ich", " wir", " ik", " wij", " we"), ("ich ", "wir ", "ik ", "wij ", "we ")
CANCELLABLE = frozenset({"order", "thing", "news"})  # so that "cancel it" may mean them, though named later
PAPERS = frozenset({"key", "invoice", "vatid"})


def _doubts_negation(case: Case) -> bool:
    if case.verb.family in {"not", *NEGATED} or case.verb.family in NEEDS_NEGATION or case.verb.family in BY_ITSELF:
        elsewhere = [token for token in case.earlier if token not in case.previous or not case.wanted_before]
        return case.has("not", among=_without_verbs(case, elsewhere)) and not case.has_own_opener
    if case.negated or case.has("stop", among=case.before):  # "stop cancelling my subscription"
        return True
    return case.has("not", among=_without_verbs(case, case.earlier)) and not case.has_own_opener


def _without_verbs(case: Case, tokens: Sequence[Token]) -> list[Token]:
    """Return the words of those clauses that have no verb of a wish themselves: a "not" there belongs to it."""
    busy = {token.clause for token in case.sentence.tokens if token.family in VERBS}
    return [token for token in tokens if token.clause not in busy]


def _doubts_condition(case: Case) -> bool:
    reasons = [at for at, joint in enumerate(case.sentence.joints) if joint == "because" and at > case.verb.clause]
    end = reasons[0] if reasons else len(case.sentence.joints)
    return _is_inverted(case) or any(
        token.meaning in {"if", "unless"} and token.clause < end for token in case.sentence.tokens
    )


def _is_inverted(case: Case) -> bool:
    """Tell whether a clause before is a condition without a word for it: "Sinkt der Preis nicht, kündige ich"."""
    written = case.verb.written.casefold()
    following = case.sentence.tokens[case.at + 1 : case.at + 2]
    turned = written.endswith(TURNED) or (not written.startswith(UNTURNED) and case.has("i", among=following))
    if case.verb.form != "me" or case.before or not turned or case.sentence.joints[case.verb.clause] != ",":
        return False
    reason = case.sentence.joints[case.verb.clause - 1] in {"because", "so"}
    return not reason and not case.is_greeted


def _doubts_once(case: Case) -> bool:
    """Tell whether something is to happen first: "once my files are moved", but not "… and tell me once it is done"."""
    joints = case.sentence.joints
    return any(
        token.meaning == "once" and "and" not in joints[case.verb.clause + 1 : token.clause + 1]
        for token in case.sentence.tokens
    )


def _doubts_question(case: Case) -> bool:
    if case.has("how", among=case.clause if case.sentence.asks else case.before):
        return True
    if case.has("how", among=case.earlier) and (case.sentence.asks or not case.has_own_opener):
        return True
    if case.verb.family in BY_ITSELF and case.verb.clause + 1 < len(case.sentence.joints):
        return False  # "I have lost my key, could you send it?"
    polite = case.has("ask", "please") or case.has("ask", among=case.earlier)
    return case.sentence.asks and not polite


def _is_retold(case: Case, opener: int) -> bool:
    """Tell whether a request is only told again: "I asked you to please cancel"."""
    for token in reversed(case.before[:opener]):
        if token.meaning not in {"link", "pron", "you", "function", "soft"}:
            return token.meaning == "past"
    return False


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
    if openers and _is_retold(case, openers[-1]):
        return True
    if case.has("past", among=said) or case.has("past", among=[*between, *case.sentence.tokens[until + 1 : until + 2]]):
        return True
    return case.has("past", among=case.earlier) and case.verb.form in {"", "done"} and not case.has_own_opener


def _doubts_object(case: Case) -> bool:
    """Tell whether the object is missing, another thing, or not surely what the verb means."""
    if case.thing == NOTHING:
        upgrades = case.verb.family == "cancel" and _upgrades(case)
        return upgrades or (case.verb.family in {"cancel", "renew", "resume"} and _misses_object(case))
    if case.verb.family in ABOUT_PAPERS:
        return False
    if case.verb.family in {"cancel", "stop"} and _upgrades(case):
        return True  # "cancel my upgrade, the subscription stays"
    tokens = case.sentence.tokens
    begin, end = sorted((case.at, case.thing_at))
    strange = any(
        token.meaning in {UNKNOWN, "ask", "say"} or _is_deed(case, token) for token in tokens[begin + 1 : end]
    )
    following = [token for token in tokens[case.thing_at + 1 : case.thing_at + 3] if token.clause == case.verb.clause]
    if [token.meaning for token in following] == ["confirm", "email"]:
        return True  # "my subscription confirmation mails"
    following = following[:1]
    compound = case.has(*COMPOUNDS, among=following) or (
        case.thing in {"sub", "renewal"} and case.has(UNKNOWN, among=following)
    )  # "my subscription order", "the renewal notice"
    return strange or compound or is_part_of_another(case) or (case.thing_at < case.at and _has_rival(case))


def _upgrades(case: Case) -> bool:
    return any(token.family == "upgrade" for token in case.clause)


def _misses_object(case: Case) -> bool:
    """Tell whether nothing shows what a verb without an object means, or an unknown word stands behind it."""
    guessed = case.verb.family != "resume" or case.opened  # "resume" alone may be a curriculum vitae
    clear = bool(case.meant) or (guessed and _is_clear_elsewhere(case) and not case.around.others & CANCELLABLE)
    behind = [token for token in case.clause if token not in case.before and token is not case.verb]
    noun = next((token for token in behind if token.meaning not in LEADING), None)
    strange = case.has(UNKNOWN, among=case.sentence.tokens[case.at + 1 : case.at + 3])
    if noun is not None and noun.meaning == "name":
        return strange  # "I cancel Musa Tax"
    other = case.meant in OTHER_THINGS and not (case.meant == "vatid" and case.verb.family in NEGATED)
    return not clear or other or strange or (noun is not None and noun.meaning == UNKNOWN)


def _has_rival(case: Case) -> bool:
    """Tell whether a verb that stands last might mean another thing, or a stranger's: "mein Flurbo Abo kündigen"."""
    left = case.sentence.tokens[case.thing_at - 1 : case.thing_at] if case.thing_at else ()
    near = [token for token in left if token.clause == case.verb.clause]
    return case.has(*RIVALS, among=case.before) or case.has(UNKNOWN, among=near)


def _is_deed(case: Case, token: Token) -> bool:
    """Tell whether the word is a noun of another deed, which the verb means then: "cancel the change of plan"."""
    return token.form == "noun" and token.family in {"upgrade", "change", "refund", "withdraw"} and token != case.verb


def _doubts_opener(case: Case) -> bool:
    """Tell whether a word that nobody knows stands between "please" and the verb: "please avoid to cancel"."""
    if case.verb.family in ABOUT_PAPERS or case.verb.form == "me":
        return False
    begin = min(case.at, case.thing_at)
    before = [token for token in case.sentence.tokens[:begin] if token.clause == case.verb.clause]
    if case.sentence.tokens[0].meaning == UNKNOWN and case.verb.clause == 0 and case.at > 0:
        return True  # an order to do something else: "remind me please to cancel"
    openers = [at for at, token in enumerate(before) if token.meaning in OPENERS]
    return bool(openers) and case.has(UNKNOWN, "confirm", among=before[openers[-1] :])


def _doubts_choice(case: Case) -> bool:
    """Tell whether it is one of two ways out: "fix the bug or cancel my subscription"; "or at once" is no way out."""
    for clause, joint in enumerate(case.sentence.joints):
        if joint == "or" and case.verb.clause in {clause - 1, clause}:
            other = clause if case.verb.clause == clause - 1 else clause - 1
            tokens = [token for token in case.sentence.tokens if token.clause == other]
            if any(token.family in VERBS or token.meaning in {UNKNOWN, "function", "name"} for token in tokens):
                return True
    return False


def _doubts_colon(case: Case) -> bool:
    """Tell whether somebody else speaks behind the colon: "Anna: please cancel", "please translate: I want"."""
    if case.sentence.joints[case.verb.clause] != ":":
        return False
    tokens = [token for token in case.sentence.tokens if token.clause == case.verb.clause - 1]
    strange = all(token.meaning == UNKNOWN for token in tokens) or case.has("your", "follows", among=tokens)
    asked = case.has(*OPENERS, among=tokens) and case.has(UNKNOWN, among=tokens)
    return strange or asked or case.has("others", "they", "past", among=tokens)


def _doubts_trouble(case: Case) -> bool:
    """Tell whether it is about a button, a link or the terms, and not about what they are for."""
    end = max(case.at, case.thing_at) + 3
    near = [token for token in case.sentence.tokens[case.at : end] if token.clause == case.verb.clause]
    unable = case.has("able") and (case.verb.family in NEGATED or not case.opened)  # "I cannot renew it"
    if _is_label(case):
        return True
    return unable or case.has("problem", "click", among=case.before) or case.has("problem", among=near)


def _is_label(case: Case) -> bool:
    """Tell whether it is the name of a link in one of our letters: "Cancel the renewal: https://…"."""
    tokens, text = case.sentence.tokens, case.sentence.text.rstrip()
    linked = text.endswith(":") or any("//" in token.written or token.written.startswith("www.") for token in tokens)
    return linked and not case.opened


def _doubts_terms(case: Case) -> bool:
    """Tell whether "do not renew" is no more than a condition: "… at the old price", "… without my consent"."""
    if case.verb.family not in NEGATED or not case.negated:
        return False
    following = case.verb.clause + 1
    contrast = following < len(case.sentence.joints) and case.sentence.joints[following] == "but"
    twice = sum(token.meaning == "not" for token in case.clause) > 1
    return twice or contrast or case.has("price") or tells_how(case)


def _doubts_activation(case: Case) -> bool:
    """Tell whether a licence is to be switched on or off: that may mean a computer."""
    word = fold(case.sentence.tokens[case.thing_at].written)
    return case.verb.family in {"resume", "stop"} and case.thing == "sub" and word.startswith(LICENCES)


def _doubts_leaving(case: Case) -> bool:
    """Tell whether it is open what somebody leaves who unsubscribes."""
    if case.verb.family == "leave" and case.thing_at == case.at and case.around.answers:
        return True  # "darme de baja" in answer to a notice: of the notices, or of what they are about?
    if case.verb.family != "unsub" or case.thing != NOTHING:
        return False
    behind = [token for token in case.clause if token not in case.before]
    ours = case.around.others & {"sub", "renewal"} and "news" not in case.around.others
    return bool(ours) or case.meant in OURS or case.has(UNKNOWN, "program", "name", "thing", among=behind)


def _is_clear_elsewhere(case: Case) -> bool:
    contract = fold(case.verb.written).removeprefix("ich ").startswith(CONTRACT)
    return case.around.tiny or (case.around.short and contract) or bool(case.around.others & OURS)


def _doubts_future(case: Case) -> bool:
    planned = case.verb.form == "me" and case.has("then", among=case.before[:1])  # "next year I cancel"
    return case.verb.family != "renew" and (planned or case.carries("future", "iwill"))


DOUBTS: dict[str, Callable[[Case], bool]] = {
    "length": lambda case: case.sentence.too_long,
    "quoted": lambda case: case.verb.quoted,
    "conditional": _doubts_condition,
    "question": _doubts_question,
    "trouble": _doubts_trouble,
    "negated": _doubts_negation,
    "reported": lambda case: case.has("say") or case.has("say", among=case.earlier),
    "colon": _doubts_colon,
    "choice": _doubts_choice,
    "hesitating": lambda case: case.carries("maybe"),
    "future": _doubts_future,
    "past": _doubts_time,
    "whose": doubts_whose,
    "which": doubts_which,
    "ambiguous": _doubts_leaving,
    "later": lambda case: (
        case.has("ere", among=case.before)
        or case.has("later", among=case.sentence.tokens)
        or _doubts_once(case)
        or is_after_renewal(case)
    ),
    "indefinite": lambda case: (
        case.thing != NOTHING
        and case.thing_at > 0
        and case.sentence.tokens[case.thing_at - 1].meaning == "a"
        and case.verb.family != "refund"
    ),
    "object": _doubts_object,
    "unclear": _doubts_opener,
    "terms": _doubts_terms,
    "activation": _doubts_activation,
    "instead": orders_more,
    "opposed": opposes,
}
