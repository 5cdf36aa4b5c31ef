"""What shows that the sender himself asks for something, and asks for it now."""

from .case import Case
from .pairs import BY_ITSELF
from .tagging import UNKNOWN


def how_asked(case: Case) -> str:
    """Return what shows that the sender asks for it now, or nothing."""
    by_form = {"done": how_done, "noun": _how_noun, "me": _how_declared, "other": _how_told, "": _how_bare}
    return by_form[case.verb.form](case)


def how_done(case: Case) -> str:
    """Judge a participle: "I want it cancelled", but not "I have cancelled"."""
    hereby_only = case.has("hereby") and not case.has("please", "want", "ask")
    return "asked" if case.opened and not hereby_only and case.verb.family not in BY_ITSELF else _stated(case)


def _how_noun(case: Case) -> str:
    """Judge a noun: "I ask for the cancellation", "Cancellation of my subscription"."""
    if case.opened and not case.has("confirm"):
        return "asked"
    return "named" if case.is_fragment and case.may_be_fragment else ""


def _how_told(case: Case) -> str:
    """Judge what is told of things: "I do not want that it renews", but not "it does not renew"."""
    return "asked" if case.verb.family == "renew" and case.opened else ""


def _how_declared(case: Case) -> str:
    """Judge the first person, which some languages write like the third: nobody unknown may stand just before it."""
    said = "" if " " in case.verb.written or case.has("i", among=case.before) else UNKNOWN
    return "" if any(token.meaning in {said, "they"} for token in case.before[-3:]) else "declared"


def _how_bare(case: Case) -> str:
    """Judge an imperative or infinitive: after "please" or "I want", alone at the beginning, or as a fragment."""
    family = case.verb.family
    if family == "keep" and case.negated:
        return "asked" if case.has("want") else ""  # "I do not want to keep it", but not "we keep no copy"
    if family == "receive" and case.has("i", among=case.before) and not case.opened:
        return _stated(case)  # "I do not receive the newsletter": a complaint
    if case.opened or family == "want":
        return "asked"
    return _how_alone(case) or _stated(case)


def _how_alone(case: Case) -> str:
    """Judge a verb to which nothing shows that it is asked for: it must begin its clause, or be all there is."""
    if case.verb.meaning == "not":  # "no more newsletters"
        return "named" if case.may_be_fragment else ""
    if case.is_lone and not case.may_be_fragment:
        return ""
    if case.begins:
        return "ordered"
    return "named" if case.is_fragment else ""


def _stated(case: Case) -> str:
    if case.verb.family == "renew" and case.negated and case.has("i", "iwill", among=case.before):
        return "declared"  # "we will not renew our subscription"
    return "stated" if case.verb.family in BY_ITSELF and case.thing in {"key", "invoice", "vatid"} else ""
