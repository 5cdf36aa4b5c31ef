"""Domains that look like others: letters of several scripts in one word, or of one that imitates Latin."""

import unicodedata

# small letters of Cyrillic, Greek and Armenian that one hardly tells from Latin ones
IMITATES = frozenset("аеорсухѕіјԁԛԝһӏмткь" + "οανικρυτχωηε" + "ոսցհօ")
EAST_ASIAN = ({"CJK", "HIRAGANA", "KATAKANA", "LATIN"}, {"CJK", "HANGUL", "LATIN"}, {"CJK", "BOPOMOFO", "LATIN"})


def looks_false(domain: str) -> bool:
    """Tell whether a name in this domain is written to be taken for another.

    A whole word of such letters is one only before a Latin end: nobody mistakes a Russian word before .рф.
    """
    labels = [_shown(label) for label in domain.lower().split(".")]
    return any(_is_mixed(label) or (labels[-1].isascii() and _imitates(label)) for label in labels)


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return unicodedata.normalize("NFKC", label)
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return "aа"  # what cannot be shown counts as mixed


def _is_mixed(label: str) -> bool:
    scripts = {_script(letter) for letter in label if letter.isalpha()}
    return len(scripts) > 1 and not any(scripts <= together for together in EAST_ASIAN)


def _imitates(label: str) -> bool:
    letters = [character for character in label if character.isalpha()]
    return bool(letters) and IMITATES.issuperset(letters)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0]
