"""Whose subscription a wish is about, and which of them."""

from itertools import pairwise

from .case import Case, without_name
from .letters import fold
from .pairs import NOTHING
from .tagging import UNKNOWN, Token

ABOUT_PAPERS = frozenset({"refund", "lost", "resend", "missing", "change", "withdraw"})  # a person sees to it anyway
FOR = frozenset({"for", "für", "pour", "per", "para", "voor"})
CONTRACTS = ("contra", "vertrag", "overeenkomst")
RELATIVES = (["the", "not"], ["pron", "not"], ["the", "noneed"], ["the", UNKNOWN])  # how "…, that nobody uses" begins


def doubts_whose(case: Case) -> bool:
    """Tell whether somebody else is meant: another firm's subscription, another person's wish."""
    if case.verb.family in ABOUT_PAPERS:
        return False
    named = case.thing in {"sub", "renewal"} and _is_of_others(case)
    if case.has("device", among=[token for token in case.clause if token not in case.before]):
        return True  # the licence of one computer
    if case.thing == NOTHING and ("others" in case.around.before or _is_for_somebody(case)):
        return True  # "my wife has a subscription. Can you cancel it?"
    if _is_what_others_do(case):
        return True
    return case.has("others", "they") or _is_wanted_by_others(case) or named or _is_at(case)


def _is_for_somebody(case: Case) -> bool:
    """Tell whether it is said for whom: "cancel it for Tom"."""
    behind = [token for token in case.sentence.tokens[case.at + 1 :] if token.clause == case.verb.clause]
    return any(
        token.written.casefold() in FOR and any(map(_is_name, behind[at + 1 : at + 3]))
        for at, token in enumerate(behind)
    )


def _is_name(token: Token) -> bool:
    return token.meaning == UNKNOWN and token.written[0].isupper()


def _is_what_others_do(case: Case) -> bool:
    """Tell whether others do it, though "therefore" parts them from their verb: "many people therefore cancel"."""
    if case.verb.family != "cancel" or case.verb.form == "me" or case.opened:
        return False
    if case.sentence.joints[case.verb.clause] != "so":
        return False
    return case.has("they", "others", among=[token for token in case.earlier if token.clause == case.verb.clause - 1])


def _is_wanted_by_others(case: Case) -> bool:
    """Tell whether an unknown name wants it, where the first person looks like the third: "Weber möchte kündigen"."""
    wants = [at for at, token in enumerate(case.before) if token.meaning == "want"]
    if not wants:
        return False
    subject, following = without_name(case.before[: wants[-1]]), case.before[wants[-1] + 1 : wants[-1] + 2]
    said = subject[-1:] and subject[-1].meaning == UNKNOWN and subject[-1].written[0].isupper()
    return bool(said) and not case.has("i", among=[*subject, *following])


def _is_of_others(case: Case) -> bool:
    """Tell whether the subscription is another one: "your contract", "my membership of the gym", "mon abo Netflix"."""
    tokens = case.sentence.tokens
    if case.has("your", among=tokens[case.at + 1 : case.thing_at]):
        return True  # somebody speaks to us, or an advertisement to everybody
    behind = [token for token in tokens[case.thing_at + 1 : case.thing_at + 4] if token.clause == case.verb.clause]
    if case.thing == "sub" and case.has("thing", among=behind):
        return True
    if case.thing_at < case.at and case.has("your", among=tokens[max(0, case.thing_at - 1) : case.thing_at]):
        return True
    if fold(tokens[case.thing_at].written).startswith(CONTRACTS) and [token.meaning for token in behind[:2]] == [
        "link",
        UNKNOWN,
    ]:
        return True  # a contract about something else
    passed = [token for token in behind[:2] if token.meaning in {"link", "the"}]
    name = behind[len(passed) :][:1]
    return bool(name) and name[0].meaning == UNKNOWN and name[0].written[0].isupper()


def _is_at(case: Case) -> bool:
    """Tell whether it is said with whom: "my subscription at Flurbo"."""
    behind = [token for token in case.sentence.tokens[case.thing_at :] if token.clause == case.verb.clause]
    return any(token.meaning == "at" and following.meaning == UNKNOWN for token, following in pairwise(behind))


def doubts_which(case: Case) -> bool:
    """Tell whether it is open which of several is meant."""
    if case.verb.family in ABOUT_PAPERS:
        return False
    elsewhere = case.has("partial", among=case.earlier) or "partial" in case.around.before
    return case.carries("partial") or (case.thing == NOTHING and elsewhere) or _is_told_apart(case)


def _is_told_apart(case: Case) -> bool:
    """Tell whether a clause says which one: "das Abo, das niemand nutzt"; his own he need not tell apart."""
    following = [token for token in case.sentence.tokens if token.clause == case.verb.clause + 1]
    apart = case.verb.clause + 1 < len(case.sentence.joints) and case.sentence.joints[case.verb.clause + 1] == ","
    relative = [token.meaning for token in following[:2]] in RELATIVES
    return case.verb.family == "cancel" and apart and relative and not case.has("my")
