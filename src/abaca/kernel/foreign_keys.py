"""Product keys that the vendor brings from elsewhere: they may have any form, so they are compared as they are."""

import unicodedata

LONGEST = 512  # bytes
SHOWN = 5


def normal_form(text: str) -> str:
    """Return the form in which such a key is compared: one blank for white space, no case folded.

    A text without anything in it, and one too long to be a key, has none: the answer is empty.
    """
    if len(text) > LONGEST * 4:
        return ""  # NFKC could take long over it
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return plain if len(plain.encode("utf-8", "replace")) <= LONGEST and "\x00" not in plain else ""


def hint(text: str) -> str:
    """Return what may be shown of a key to tell it from others; of a short one less, so that it stays secret."""
    plain = normal_form(text)
    return f"…{plain[len(plain) - min(SHOWN, len(plain) // 3) :]}"
