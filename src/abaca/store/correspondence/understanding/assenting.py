"""Whether a mail says yes or no to a question of ours, and nothing else, in one of the seven languages.

For precision: one word that the tables do not know, a question mark, three dots or a "yes" beside a "no", and a person
reads it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from .letters import fold, spelt_out, words_of
from .tongues import ANSWERS

LONGEST = 200  # signs; whoever writes more says more
HARMLESS = re.compile(r"[\w\s,.;!'’–-]+")
HESITATES = ("..", "…")


class Said(StrEnum):
    """What phrases of an answer mean; the words are the names of the tables in `tongues`."""

    YES = "yes"
    NO = "no"
    POLITE = "polite"
    UNSURE = "unsure"  # sounds like an answer and is none


Phrase = tuple[str, ...]
Table = Mapping[Phrase, Said]


def _table(answers: Mapping[str, str]) -> Table:
    """Return the phrases of a language as they are compared, also as somebody types them who has no umlauts."""
    return {
        tuple(plain(word) for word in words_of(phrase)): Said(said)
        for said, phrases in answers.items()
        for phrase in phrases.split("|")
        for plain in (fold, spelt_out)
    }


TABLES: Mapping[str, Table] = {code: _table(answers) for code, answers in ANSWERS.items()}
LONGEST_PHRASE = max(len(phrase) for table in TABLES.values() for phrase in table)


def answer_in(text: str, *, language: str = "", names: Collection[str] = ()) -> Said | None:
    """Return YES or NO where a text is nothing but that answer, with thanks and greetings at most; else None.

    `language` is that of the question: "si" is no yes to a French one. `names` may stand below the answer.
    """
    if len(text) > LONGEST or not HARMLESS.fullmatch(text) or any(each in text for each in HESITATES):
        return None
    words = [fold(word) for word in words_of(text)]
    known = {fold(word) for name in names for word in words_of(name)}
    read = {code: _read(words, table, known) for code, table in TABLES.items()}
    if Said.UNSURE in (read.get(language) or ()):
        return None
    meant = {_meant(phrases) for phrases in read.values() if phrases is not None} - {None}
    return meant.pop() if len(meant) == 1 else None


def _read(words: Sequence[str], table: Table, names: Collection[str]) -> list[Said] | None:
    """Return what the phrases of a text mean in a language, the longest first; None where a word is foreign to it."""
    found: list[Said] = []
    seen: set[Phrase] = set()
    place = 0
    while place < len(words):
        phrases = (tuple(words[place : place + length]) for length in range(LONGEST_PHRASE, 0, -1))
        phrase = next((each for each in phrases if each in table), None)
        if phrase is None and words[place] not in names:
            return None
        if phrase is not None:
            said = table[phrase]
            # who says a thing twice means it otherwise, or is angry: "ja, ja"
            found.append(Said.UNSURE if phrase in seen and said != Said.POLITE else said)
            seen.add(phrase)
        place += len(phrase) if phrase else 1
    return found


def _meant(phrases: Sequence[Said]) -> Said | None:
    """Return the one answer that stands among the phrases, or None where there is none, or more than one."""
    answers = set(phrases) - {Said.POLITE}
    answer = answers.pop() if len(answers) == 1 else None
    return None if answer == Said.UNSURE else answer
