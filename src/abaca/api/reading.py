"""Reading what a stranger sends: only JSON that can be stored and answered, only numbers of a sane length."""

import json
import math
from typing import Any, NoReturn


def document(raw: bytes) -> Any:
    """Read a JSON document, or raise ValueError; numbers that JSON does not know are no numbers here."""
    try:
        return json.loads(raw, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("too deep") from None


def number(text: str) -> int | None:
    """Return a number that stands in a text, in plain digits; None if there is none of a sane length."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
