"""Whether somebody wants to go on with us in another way: with another plan, another person, a subscription anew."""

from collections.abc import Sequence

from .letters import fold
from .tagging import Sentence, Token
from .tongues.going_on import ASKED_FOR, ENDING, PAID, WHEN

OURS = frozenset({"name", "plan", "sub"})
PERSONS = frozenset({"me", "us", "uns", "mich", "nous", "ci", "mi", "nos", "mij", "ons"})  # "uns hochstufen"
AFRESH = frozenset({"activate", "subscribe", "resume"})
FAR = 5  # words behind the verb
SHORT = 6  # words of a question
ENDS = frozenset({"cancel", "stop", "remove", "undo", "unsub", "leave", "refund", "charge", "withdraw"})
BARE = frozenset({"and", "please", "want", "ask", "soft", "you", "i", "then", "function"})
UNWANTED = frozenset({"not", "noneed", "if", "unless", "confirm", "how"})


def goes_on_otherwise(everything: Sequence[Sentence]) -> bool:
    """Tell whether a mail asks for another plan, or a subscription anew; a change to a stranger's program is none."""
    return any(
        _moves(sentence, at) or _renews(sentence, at) for sentence in everything for at in range(len(sentence.tokens))
    )


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


def _renews(sentence: Sentence, at: int) -> bool:
    """Tell whether the renewal is asked for or paid: "and I ask for its renewal", "I have paid for the renewal"."""
    token = sentence.tokens[at]
    if token.meaning not in {"renewal", "renew"} or token.quoted:
        return False
    clause = [other for other in sentence.tokens if other.clause == token.clause]
    if any(other.family in ENDS or other.meaning in UNWANTED for other in clause):
        return False
    before = [other for other in sentence.tokens[:at] if other.clause == token.clause]
    if token.meaning == "renew":
        asked = any(other.meaning in {"and", "please", "want", "ask"} for other in before)
        return asked and all(other.meaning in BARE for other in before)
    wanted = any(other.meaning in {"want", "ask"} or _is_one_of(other, ASKED_FOR) for other in before)
    others = [other for other in sentence.tokens if other.family not in ENDS]
    return wanted or any(_is_one_of(other, PAID) for other in others)


def is_paid(sentence: Sentence) -> bool:
    """Tell whether a sentence tells of a payment that was made or is to be made, or brings the proof of it."""
    return any(_is_one_of(token, PAID) for token in sentence.tokens)


def asks_when_it_ends(sentence: Sentence) -> bool:
    """Tell whether all that is asked is when it ends: the letter that confirms the cancellation says so."""
    tokens = sentence.tokens
    if len(tokens) > SHORT or not tokens or not _is_one_of(tokens[0], WHEN):
        return False
    return any(_is_one_of(token, ENDING) for token in tokens) and not any(
        token.meaning in {"price", "renewal", "plan", "not", "if", "others"} or token.family in {"renew", "upgrade"}
        for token in tokens
    )


def _is_one_of(token: Token, words: frozenset[str]) -> bool:
    return any(fold(word) in words for word in token.written.split())
