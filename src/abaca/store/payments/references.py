"""The reference that a bank transfer carries, with check digits that find a slip (ISO 11649)."""


def transfer_reference(order_number: str) -> str:
    """Return the creditor reference of an order: "RF" and two check digits before its digits."""
    digits = "".join(c for c in order_number if c.isdigit())
    check = 98 - int(f"{digits}271500") % 97  # R is 27, F is 15
    return f"RF{check:02}{digits}"


def order_number_in(text: str) -> str | None:
    """Return the order number that a reference on a statement means, or None where its check digits fail."""
    compact = "".join(text.split()).upper()
    if len(compact) < 6 or len(compact) > 25 or not compact.startswith("RF") or not compact[2:].isdecimal():
        return None
    if not compact.isascii() or int(f"{compact[4:]}2715{compact[2:4]}") % 97 != 1:
        return None
    return compact[4:]


def spaced(reference: str) -> str:
    """Return a reference in groups of four, as it is printed."""
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))
