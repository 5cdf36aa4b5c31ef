"""What is left of the facts of a journal when a person is to be forgotten: everything that does not name him."""

import re
from collections.abc import Collection
from typing import Any

GONE = "…"
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"“”]+@[^\s@<>()\[\],;:\"“”]+")
SHORTEST = 3  # a shorter word would stand in too many others


def without(facts: Any, words: Collection[str]) -> Any:
    """Return the facts with every mail address, and each of these words, taken out of their texts; numbers stay.

    Words are taken as whole words and without regard to case, so that "Li" takes nothing out of "licence".
    """
    pattern = _pattern(words)
    if isinstance(facts, str):
        return _cut(facts, pattern)
    if isinstance(facts, dict):
        return {name: without(value, words) for name, value in facts.items()}
    if isinstance(facts, list):
        return [without(value, words) for value in facts]
    return facts


def _pattern(words: Collection[str]) -> re.Pattern[str] | None:
    known = sorted({word.strip() for word in words if len(word.strip()) >= SHORTEST}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE) if known else None


def _cut(text: str, pattern: re.Pattern[str] | None) -> str:
    text = ADDRESS.sub(GONE, text)
    return pattern.sub(GONE, text) if pattern else text
