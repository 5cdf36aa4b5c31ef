"""Whether somebody wants to go on with us in another way: with another plan, another person, a subscription anew."""

from collections.abc import Sequence

from .tagging import Sentence

OURS = frozenset({"name", "plan", "sub"})
PERSONS = frozenset({"me", "us", "uns", "mich", "nous", "ci", "mi", "nos", "mij", "ons"})  # "uns hochstufen"
AFRESH = frozenset({"activate", "subscribe", "resume"})
FAR = 5  # words behind the verb


def goes_on_otherwise(everything: Sequence[Sentence]) -> bool:
    """Tell whether a mail asks for another plan, or a subscription anew; a change to a stranger's program is none."""
    return any(_moves(sentence, at) for sentence in everything for at in range(len(sentence.tokens)))


def _moves(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    if token.meaning == "instead":
        return True
    if token.family not in AFRESH | {"upgrade"} or token.form == "done":
        return False
    clause = [other for other in sentence.tokens if other.clause == token.clause]
    if any(other.meaning in {"past", "not", "noneed"} for other in clause):
        return False
    if token.family in AFRESH:
        behind = [other for other in sentence.tokens[at + 1 : at + 1 + FAR] if other.clause == token.clause]
        return any(other.meaning in {"sub", "plan"} for other in behind)
    own = any(word in PERSONS for other in clause for word in other.written.casefold().split())
    return own or any(other.meaning in OURS for other in clause if other is not token)
