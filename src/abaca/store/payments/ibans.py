"""Whether a text is a bank account's number (IBAN, ISO 13616)."""

SHORTEST, LONGEST = 15, 34


def compact(text: str) -> str:
    """Return the number without blanks, in capitals."""
    return "".join(text.split()).upper()


def is_iban(text: str) -> bool:
    """Tell whether country, length and check digits fit; whether the account exists only its bank knows."""
    iban = compact(text)
    if not (SHORTEST <= len(iban) <= LONGEST and iban.isascii() and iban.isalnum()):
        return False
    if not (iban[:2].isalpha() and iban[2:4].isdecimal()):
        return False
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
