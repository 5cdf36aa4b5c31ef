"""What the sentences around a wish make of it: "My brother writes: …", "… But call me first"."""

from collections.abc import Collection, Sequence

from .moving import asks_when_it_ends
from .tagging import Sentence, Token
from .tongue import VERBS

TURNS = frozenset({"but", "or", "unless", "later", "once", "ere"})  # whoever goes on like this has not said all
ASKS = frozenset({"how", "price"})
LONGEST_GREETING = 8  # words
COURTESY = frozenset(
    {
        "greet",
        "close",
        "soft",
        "and",
        "please",
        "function",
        "pron",
        "you",
        "your",
        "my",
        "i",
        "the",
        "owner",
        "link",
        "a",
        "confirm",
    }
)


def limits(sentence: Sentence) -> bool:
    """Tell whether a sentence takes back, or makes depend on something, what was wished in the one before."""
    tokens = _spoken(sentence.tokens)
    if not tokens or all(token.meaning in COURTESY | {"but"} for token in tokens):
        return False  # "But thank you for everything"
    if tokens[0].meaning in TURNS:
        return True
    return _denies(tokens) or (sentence.asks and any(token.meaning == "price" for token in tokens))


def _spoken(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the words without the "and" or "so" that begins them."""
    return tokens[1:] if tokens and tokens[0].meaning in {"and", "so"} else tokens


def _denies(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence denies without a verb: "No, please don't", "Not mine", "Not now"."""
    if tokens[0].meaning != "not":
        return False
    alone = all(token.meaning == "not" for token in tokens if token.clause == tokens[0].clause)
    verbs = any(token.family in VERBS for token in tokens)
    further = len({token.clause for token in tokens}) > 1
    return (alone and further) or (not verbs and tokens[1:2] != [] and tokens[1].meaning in {"my", "the", "later"})


def introduces(sentence: Sentence) -> bool:
    """Tell whether somebody else's words, or an example, may follow; a greeting leads to one's own."""
    tokens = sentence.tokens
    if any(token.meaning == "follows" for token in tokens):
        return True
    greets = bool(tokens) and tokens[0].meaning == "greet" and len(tokens) <= LONGEST_GREETING
    return sentence.text.rstrip().endswith(":") and not greets


def asks_back(everything: Sequence[Sentence], wished: Collection[str]) -> bool:
    """Tell whether a mail asks something upon which the wish may depend: "What shall we do?", "Is there a way …?".

    `wished` are the sentences that speak of the wish: what was asked before them is a sigh or a greeting.
    """
    spoken = False
    for sentence in everything:
        spoken = spoken or sentence.text in wished
        greets = (
            any(token.meaning == "greet" for token in sentence.tokens[:2]) and len(sentence.tokens) <= LONGEST_GREETING
        )
        if spoken and sentence.asks and not greets and _asks_what_he_has(sentence):
            return True
    return False


def _asks_what_he_has(sentence: Sentence) -> bool:
    """Tell whether a question is about a price or a way, or which subscriptions there are; a request is no question."""
    if asks_when_it_ends(sentence):
        return False
    said = {token.meaning for token in sentence.tokens}
    requests = said & {"ask", "please", "confirm"} or any(token.family in VERBS for token in sentence.tokens)
    return bool(said & ASKS) or bool(said & {"sub", "plan"} and not requests)
