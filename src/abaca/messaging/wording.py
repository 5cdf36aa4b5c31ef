"""What a vendor may write in place of a shipped sentence: text with placeholders, never code."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
SHIPPED_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
BLANKS = re.compile(r"[^\S\xa0]+")  # all but the one that may not break
LONGEST = 2000
CLOSING = "(closing)"  # no sentence of ours: a paragraph of the vendor's own, at the end of the letter
EVERYWHERE = "*"  # in the place of a template: wherever the sentence stands
HOUSE = ("brand", "support_email", "shop")  # may stand in every sentence

Words = Mapping[tuple[str, int], str]  # what the vendor says instead, by sentence and form (0, or 1 for the plural)


@dataclass(frozen=True)
class Flaw:
    """Why a text cannot be taken, as a code with its facts."""

    code: str  # code, unknown, missing, empty, long, link
    facts: Mapping[str, str] = field(default_factory=dict)


def tidy(text: str) -> str:
    """Return the text as it is kept: a sentence is one line. What may not break stays: French has it before a colon."""
    return BLANKS.sub(" ", text).strip()


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text as a vendor writes it, in order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def as_written(shipped: str) -> str:
    """Return a sentence of the catalogues as a vendor would write it: %(ends)s becomes {{ ends }}."""
    return SHIPPED_PLACEHOLDER.sub(r"{{ \1 }}", shipped).replace("%%", "%")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its placeholders filled; one pass, so that no value is read as a placeholder again."""
    return PLACEHOLDER.sub(lambda hole: values.get(hole[1], ""), text)


def flaws(text: str, *, known: Collection[str], kept: Collection[str], may_be_empty: bool) -> list[Flaw]:
    """Return why a text cannot stand in a letter.

    `known` are the placeholders of the sentence, `kept` those of them without which it would hide what its reader
    must know. An empty text leaves the sentence out, which only some may be.
    """
    if len(text) > LONGEST:
        return [Flaw("long", {"most": str(LONGEST)})]
    if BRACES.search(PLACEHOLDER.sub("", text)):
        return [Flaw("code")]
    found = placeholders(text)
    strangers = [name for name in found if name not in known and name not in HOUSE]
    missing = [name for name in kept if name not in found]
    told = [Flaw("unknown", {"name": name}) for name in strangers]
    if not text and (missing or not may_be_empty):
        return [Flaw("empty", {"names": ", ".join(missing)})]
    return told + [Flaw("missing", {"name": name}) for name in missing]


def compared(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the words of two texts as (sign, words): "=" in both, "-" only in the old one, "+" only in the new one."""
    before, after = old.split(), new.split()
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "=", " ".join(before[i1:i2])
            continue
        if i2 > i1:
            yield "-", " ".join(before[i1:i2])
        if j2 > j1:
            yield "+", " ".join(after[j1:j2])
