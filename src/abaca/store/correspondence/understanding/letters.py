"""How words are compared: without accents and capitals, and forgiving slips of the pen."""

import re
import unicodedata
from functools import lru_cache

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
WORDS = re.compile(r"[^\W_]+")
SHORT = 5  # shorter words are too alike to be corrected


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Return the word in lower case and without accents: "Kündigung" and "KUNDIGUNG" become alike."""
    plain = word.casefold()
    if plain.isascii():
        return plain
    taken_apart = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign)).translate(LIGATURES)


def spelt_out(word: str) -> str:
    """Return the word with its umlauts written as on a keyboard that has none: "kuendigung"."""
    return fold(unicodedata.normalize("NFC", word.casefold()).translate(UMLAUTS))


def words_of(phrase: str) -> list[str]:
    """Return the words of a phrase in lower case, accents kept; what joins them (hyphen, apostrophe) falls away."""
    return WORDS.findall(unicodedata.normalize("NFC", phrase).lower())


def may_be_mended(word: str) -> bool:
    return len(word) >= SHORT and word.isalpha()


def is_a_slip_from(one: str, other: str) -> bool:
    """Tell whether two words are alike but for a letter more, less or wrong, or for two neighbours exchanged."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next((place for place, sign in enumerate(shorter) if sign != longer[place]), len(shorter))
    if len(longer) > len(shorter):
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return swapped or shorter[at + 1 :] == longer[at + 1 :]
