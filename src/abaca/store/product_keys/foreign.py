"""Product keys that the vendor brings: they may have any form (licensing.md, 3.2)."""

import unicodedata

MOST_BYTES = 512  # longer texts are typed by nobody; licensing looks up none
SHOWN = 5


def plain(text: str) -> str:
    """Return a text as it is looked up: NFKC, no white space around it, one blank inside; upper and lower case stay."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def can_be_typed(text: str) -> bool:
    """Tell whether licensing can look this text up."""
    return 0 < len(plain(text).encode()) <= MOST_BYTES


def hint_of(text: str) -> str:
    """Return what may be shown of a text to tell it from others, never more than a third of it."""
    shown = plain(text)
    most = min(SHOWN, len(shown) // 3)
    return f"…{shown[-most:]}" if most else "…"
