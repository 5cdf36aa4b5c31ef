"""A language as the rules see it: which words and phrases mean what, made of the tables in `tongues`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .letters import SHORT, fold, is_a_slip_from, may_be_mended, spelt_out, words_of

MOST_PIECES = 6  # into so many words a word without blanks is taken apart
SHORTEST_RUN, LONGEST_RUN = 9, 60
MEANT = frozenset({"sub", "renewal", "news"})  # a run of words must hold one of these, or a verb
VERBS = frozenset(
    {
        "cancel",
        "stop",
        "remove",
        "renew",
        "resume",
        "activate",
        "undo",
        "unsub",
        "leave",
        "keep",
        "subscribe",
        "receive",
        "upgrade",
        "change",
        "missing",
        "refund",
        "withdraw",
        "lost",
        "delete",
        "resend",
        "charge",
    }
)
PLAIN = ("function", "soft")  # words without weight


@dataclass(frozen=True, eq=False)
class Tongue:
    """Hold the phrases of one language and what each of them is."""

    code: str
    written: Mapping[str, str]  # phrases as they are spelt
    folded: Mapping[str, str]  # the same without accents
    longest: Mapping[str, int]  # the longest phrase that begins with a folded word, in words
    vocabulary: Mapping[str, str]  # single folded words; a word that only occurs in phrases has no meaning: ""
    correctable: Mapping[tuple[str, int], tuple[str, ...]]  # by first letter and length
    split: Mapping[
        str, tuple[tuple[frozenset[str], str], ...]
    ]  # verbs in two parts: first part -> (last parts, meaning)
    function_words: frozenset[str]
    everyday: frozenset[str] = frozenset()  # folded words without a meaning, that are not to be mended either

    def knows(self, word: str) -> bool:
        return word in self.vocabulary or word in self.everyday

    def correction(self, word: str) -> str:
        """Return the known word that this unknown one was to be, or nothing: a slip must have one clear meaning."""
        return correction(self, word)

    def run(self, word: str) -> tuple[str, ...]:
        """Take apart what was written without blanks: "cancelmysubscription"; nothing if it makes no sense."""
        return _run(self, word)


def tongue(code: str, table: Mapping[str, str], split: Mapping[str, str], everyday: str = "") -> Tongue:
    """Make a language of its table: meaning -> phrases between bars; the first meaning of a phrase counts."""
    written: dict[str, str] = {}
    folded: dict[str, str] = {}
    vocabulary: dict[str, str] = {}
    for meaning, phrases in table.items():
        for phrase in phrases.split("|"):
            words = words_of(phrase)
            if words:
                written.setdefault(" ".join(words), meaning)
    for phrase, meaning in written.items():
        for form in {fold(phrase), spelt_out(phrase)}:
            folded.setdefault(form, meaning)
    longest: dict[str, int] = defaultdict(int)
    for phrase in folded:
        words = phrase.split()
        longest[words[0]] = max(longest[words[0]], len(words))
        for word in words:
            vocabulary.setdefault(word, folded.get(word, ""))
    correctable: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word, meaning in vocabulary.items():
        if len(word) >= SHORT - 1 and meaning:
            correctable[word[0], len(word)].append(word)
    return Tongue(
        code=code,
        written=written,
        folded=folded,
        longest=dict(longest),
        vocabulary=vocabulary,
        correctable={key: tuple(words) for key, words in correctable.items()},
        split=_split(split),
        function_words=frozenset(map(fold, words_of(table["function"]))),
        everyday=frozenset(form for word in everyday.split() for form in (fold(word), spelt_out(word))),
    )


def _split(table: Mapping[str, str]) -> dict[str, tuple[tuple[frozenset[str], str], ...]]:
    found: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for meaning, pairs in table.items():
        for pair in pairs.split("|"):
            first, _dots, last = pair.partition("...")
            for head in words_of(first):
                found[fold(head)].append((frozenset(map(fold, words_of(last))), meaning))
    return {head: tuple(pairs) for head, pairs in found.items()}


@lru_cache(maxsize=20_000)
def correction(language: Tongue, word: str) -> str:
    """Return the known word of a language that an unknown one was to be, or nothing."""
    if not may_be_mended(word):
        return ""
    ending, tail = word[-2:], sorted(word[-3:])
    best = [
        known
        for first in {word[0], word[1]}  # two letters exchanged may be the first two
        for length in range(len(word) - 1, len(word) + 2)
        for known in language.correctable.get((first, length), ())
        # they end alike, for endings tell who and when: "cancelei" is no slip for "cancelem"
        if (known.endswith(ending) or sorted(known[-3:]) == tail)
        and (first == word[0] or known[1] == word[0])
        and is_a_slip_from(word, known)
    ]
    if not best:
        return ""
    meanings = {language.vocabulary[known] for known in best}
    if len(meanings) > 1 and len({meaning.partition(":")[0] for meaning in meanings}) == 1:
        bare = [known for known in best if ":" not in language.vocabulary[known]]
        return bare[0] if bare and not any(meaning.endswith(":done") for meaning in meanings) else ""
    return best[0] if len(meanings) == 1 else ""


@lru_cache(maxsize=20_000)
def _run(language: Tongue, word: str) -> tuple[str, ...]:
    if not SHORTEST_RUN <= len(word) <= LONGEST_RUN or not word.isalpha():
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            before = best[start]
            piece = word[start:end]
            if before is None or len(before) == MOST_PIECES or len(piece) < 2 or piece not in language.vocabulary:
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = (*before, piece)
    pieces = best[-1] or ()
    meanings = {language.vocabulary[piece].partition(":")[0] for piece in pieces}
    return pieces if len(pieces) > 1 and meanings & (MEANT | VERBS) else ()
