"""What people call an order."""

import re

FIRST = 100_000


def order_number(pk: int) -> str:
    """Return the number that is printed: "MS-100042"."""
    return f"MS-{FIRST + pk}"


def order_pk(number: str) -> int | None:
    """Return which row a typed order number means, or None."""
    found = re.fullmatch(r"\s*(?:MS)?[\s-]*(\d{6,12})\s*", number, re.IGNORECASE | re.ASCII)
    return int(found[1]) - FIRST if found and int(found[1]) > FIRST else None
