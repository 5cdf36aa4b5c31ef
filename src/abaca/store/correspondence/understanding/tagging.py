"""What each word of a sentence is: its meaning by the tables, its clause, whether somebody else is quoted."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .letters import fold, words_of
from .tongue import MEANT, VERBS, Tongue

TOKENS = re.compile(
    r"(?P<number>[\w.+-]{1,64}@[\w.-]+\w|(?:https?://|www\.)\S+|\b[A-Za-z]{1,3}[ -]?\d{4,}\b|(?<=\w)-se\b)"
    r"|(?P<word>[^\W_]+)"
    r"|(?P<mark>[,;:()\[\]\n/!?…+&]|\.{2,}|\s[-–—]+(?=\s)|[–—]|[\"“”„«»])"
)
OPENS, CLOSES, BOTH = "«„“", "»”", '"'
PARTS = ("and", "or", "but", "because", "so")  # words that begin a clause
MOST_WORDS = 80  # of one sentence: whoever writes longer ones is read by a person
MOST_REPAIRS = 200  # words of a mail that are taken apart or mended: whoever writes more is read by a person
STRONG = (":", ";")  # these part clauses so well that a denial before does not reach behind them
DENIALS = {"unwanted": "want", "cannot": "able"}
UNKNOWN = "?"
WEIGHTLESS = frozenset({"function", "soft", "link", "owner", "my", "the", "your", "a", "i", "you", "greet"})


@dataclass(slots=True)
class Token:
    """Hold a word or a phrase: how it stands there, what it means, in which clause it is."""

    written: str
    meaning: str
    clause: int
    quoted: bool = False

    @property
    def family(self) -> str:
        return self.meaning.partition(":")[0]

    @property
    def form(self) -> str:
        return self.meaning.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold the words of a sentence; `joints` says how each clause begins: with nothing, a comma, or one of PARTS."""

    text: str
    tokens: tuple[Token, ...]
    joints: tuple[str, ...]
    asks: bool  # it ends with a question mark
    too_long: bool = False


class Repairs:
    """Counts the words of a mail that no language knows: each costs some work, and there is no end to what may come."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    @property
    def used_up(self) -> bool:
        return len(self.words) > MOST_REPAIRS

    def allows(self, word: str) -> bool:
        """Tell whether the word may still be taken apart or mended."""
        if not self.used_up:
            self.words.add(word)
        return word in self.words


def tagged(
    text: str, tongue: Tongue, others: Sequence[Tongue], names: Collection[str], repairs: Repairs | None = None
) -> Sentence:
    """Return the sentence with the meanings of its words; a word foreign to `tongue` is looked up in `others`.

    What is beyond the `repairs` of the mail is unknown.
    """
    found = [(match[0], str(match.lastgroup)) for match in islice(TOKENS.finditer(text), 2 * MOST_WORDS + 1)]
    reader = _Reader(_Words(tongue, others, names, repairs or Repairs()))
    for written, kind in found[: 2 * MOST_WORDS]:
        reader.take(written, kind)
    reader.read_words()
    _join_split_verbs(reader.tokens, tongue)
    asks = "?" in text[-3:] or "¿" in text
    _find_requests(reader.tokens, asks=asks)
    return Sentence(text, tuple(reader.tokens), tuple(reader.joints), asks, len(found) > 2 * MOST_WORDS)


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold where the meaning of a word is looked up."""

    tongue: Tongue
    others: Sequence[Tongue]
    names: Collection[str]
    repairs: Repairs


class _Reader:
    """Goes through a sentence: words are collected until a mark parts them, for a phrase bears no mark in it."""

    def __init__(self, book: _Words) -> None:
        self.book = book
        self.tokens: list[Token] = []
        self.joints = [""]
        self.words: list[str] = []
        self.quoted = False

    def take(self, written: str, kind: str) -> None:
        if kind == "word":
            self.words.append(written)
            return
        self.read_words()
        mark = written.strip()
        if kind == "number":
            self.tokens.append(Token(written, "number", len(self.joints) - 1, self.quoted))
        elif mark in BOTH:
            self.quoted = not self.quoted
        elif mark in OPENS or mark in CLOSES:
            self.quoted = mark in OPENS and not self.quoted
        elif self._clause_has_words():
            self.joints.append(mark if mark in STRONG else ",")

    def read_words(self) -> None:
        for token in _meanings(self.words, self.book):
            if token.meaning in PARTS:
                if self._clause_has_words():
                    self.joints.append(token.meaning)
                else:
                    self.joints[-1] = token.meaning
            token.clause, token.quoted = len(self.joints) - 1, self.quoted
            self.tokens.append(token)
            if token.meaning in DENIALS:  # "ne veux plus": a wish and its denial in one
                token.meaning = DENIALS[token.meaning]
                self.tokens.append(Token("", "not", token.clause, token.quoted))
        self.words.clear()

    def _clause_has_words(self) -> bool:
        return bool(self.tokens) and self.tokens[-1].clause == len(self.joints) - 1


def _meanings(words: Sequence[str], book: _Words) -> list[Token]:
    """Return the tokens of a run of words without marks: the longest phrase wins."""
    lower = [word for written in words for word in words_of(written)]
    if len(lower) != len(words):
        lower = [word.lower() for word in words]
    folded = [fold(word) for word in lower]
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        length, meaning = _phrase(lower, folded, at, book.tongue)
        if length:
            tokens.append(Token(" ".join(words[at : at + length]), meaning, 0))
        else:
            length = 1
            tokens += _single(words[at], folded[at], book)
        at += length
    return tokens


def _phrase(lower: Sequence[str], folded: Sequence[str], at: int, tongue: Tongue) -> tuple[int, str]:
    for length in range(min(tongue.longest.get(folded[at], 0), len(lower) - at), 0, -1):
        meaning = tongue.written.get(" ".join(lower[at : at + length])) or tongue.folded.get(
            " ".join(folded[at : at + length])
        )
        if meaning:
            return length, meaning
    return 0, ""


def _single(written: str, word: str, book: _Words) -> list[Token]:
    """Return what a word is that begins no phrase: a name, a number, a foreign word, or a mended one."""
    if word in book.names:
        return [Token(written, "name", 0)]
    if any(sign.isdigit() for sign in word):
        return [Token(written, "number", 0)]
    if book.tongue.knows(word):  # it means something in phrases only, or nothing
        return [Token(written, UNKNOWN, 0)]
    foreign = {other.folded[word] for other in book.others if word in other.folded}
    if foreign:
        weighty = foreign - WEIGHTLESS
        return [Token(written, weighty.pop() if len(weighty) == 1 else UNKNOWN if weighty else "function", 0)]
    return _mended(written, word, book)


def _mended(written: str, word: str, book: _Words) -> list[Token]:
    if not book.repairs.allows(word):
        return [Token(written, UNKNOWN, 0)]
    run = book.tongue.run(word)
    if run:
        return _meanings(run, replace(book, others=()))
    meant = book.tongue.correction(word)
    return [Token(written, book.tongue.vocabulary[meant] or "function" if meant else UNKNOWN, 0)]


def _join_split_verbs(tokens: Sequence[Token], tongue: Tongue) -> None:
    """Give a verb in two parts its meaning: "melden Sie mich vom Newsletter ab"."""
    for at, token in enumerate(tokens):
        for lasts, meaning in tongue.split.get(fold(token.written), ()):
            for later in tokens[at + 1 :]:
                if later.clause > token.clause + 1:
                    break
                if fold(later.written) in lasts:
                    token.meaning, later.meaning = meaning, "soft"
                    break


def _find_requests(tokens: Sequence[Token], *, asks: bool) -> None:
    """Give words that may be polite requests their meaning: "you can cancel my plan", "I'd be grateful if you"."""
    pleases = asks or any(token.meaning == "please" for token in tokens)
    for at, token in enumerate(tokens):
        begins = all(other.clause != token.clause or other.meaning in PARTS for other in tokens[:at])
        following = [other.meaning for other in tokens[at + 1 : at + 5] if other.clause == token.clause]
        if token.meaning == "youcan":  # asked or of my own it is a request, else it is an explanation
            token.meaning = "ask" if pleases or (begins and "my" in following) else "click"
        elif token.meaning == "if" and following[:1] == ["you"]:
            thanks = any(other.meaning == "grateful" for other in tokens[max(0, at - 4) : at])
            token.meaning = "ask" if thanks else "if"


def holds_a_wish(sentence: Sentence) -> bool:
    return any(token.family in VERBS or token.meaning in MEANT for token in sentence.tokens)
