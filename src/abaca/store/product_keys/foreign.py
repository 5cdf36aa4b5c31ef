"""Product keys that the vendor brings: they may have any form (licensing.md, 3.2)."""

from abaca.kernel.foreign_keys import hint as hint_of
from abaca.kernel.foreign_keys import normal_form, plain

__all__ = ["can_be_typed", "hint_of", "plain"]


def can_be_typed(text: str) -> bool:
    """Tell whether licensing can look this text up."""
    return bool(normal_form(text))
