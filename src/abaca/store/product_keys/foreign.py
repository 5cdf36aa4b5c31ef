"""Product keys that the vendor brings: they may have any form (licensing.md, 3.2)."""

from abaca.kernel.foreign_keys import normal_form, plain

__all__ = ["can_be_typed", "hint_of", "plain"]
SHOWN = 5


def can_be_typed(text: str) -> bool:
    """Tell whether licensing can look this text up."""
    return bool(normal_form(text))


def hint_of(text: str) -> str:
    """Return what may be shown of a text to tell it from others, never more than a third of it."""
    shown = plain(text)
    most = min(SHOWN, len(shown) // 3)
    return f"…{shown[-most:]}" if most else "…"
