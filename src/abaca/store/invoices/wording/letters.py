"""Which letters a paper can hold: people paste what they like into a form, and neither XML nor a font knows it all."""

import re
from typing import Any

# controls, halves of pairs, and what is no character at all; XML 1.0 refuses most of them, and nobody can read any
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


def printable(value: Any) -> Any:
    """Return plain data with every text in it fit to be printed; what cannot be becomes a blank."""
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value)
    if isinstance(value, dict):
        return {name: printable(each) for name, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list) else value
