"""How words are compared: without accents and capitals, and forgiving slips of the pen."""

import re
import unicodedata
from functools import lru_cache

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
WORDS = re.compile(r"[^\W_]+")
SHORT = 5  # shorter words are too alike to be corrected


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return the word in lower case and without accents: "Kündigung" and "KUNDIGUNG" become alike."""
    plain = word.casefold()
    if plain.isascii():
        return plain
    taken_apart = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign))


def spelt_out(word: str) -> str:
    """Return the word with its umlauts written as on a keyboard that has none: "kuendigung"."""
    return fold(unicodedata.normalize("NFC", word.casefold()).translate(UMLAUTS))


def words_of(phrase: str) -> list[str]:
    """Return the words of a phrase in lower case, accents kept; what joins them (hyphen, apostrophe) falls away."""
    return WORDS.findall(unicodedata.normalize("NFC", phrase).lower())


def slips_allowed(word: str) -> int:
    return int(len(word) >= SHORT)


def slips(one: str, other: str, most: int) -> int:
    """Return how many slips (a letter more, less, wrong, or two exchanged) part two words, at most `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
