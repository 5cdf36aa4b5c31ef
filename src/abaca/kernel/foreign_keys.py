"""Product keys that the vendor brings from elsewhere: they may have any form, so they are compared as they are."""

import unicodedata

LONGEST = 512  # bytes
SHOWN = 5


def plain(text: str) -> str:
    """Return a text of any length as it is compared: NFKC, one blank for white space, no case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def normal_form(text: str) -> str:
    """Return the form in which such a key is compared: one blank for white space, no case folded.

    A text without anything in it, and one too long to be a key, has none: the answer is empty.
    """
    if len(text) > LONGEST * 4:
        return ""  # NFKC could take long over it
    form = plain(text)
    return form if len(form.encode("utf-8", "replace")) <= LONGEST and "\x00" not in form else ""


def hint(text: str) -> str:
    """Return what may be shown of a key to tell it from others; of a short one less, so that it stays secret."""
    form = plain(text)
    return f"…{form[len(form) - min(SHOWN, len(form) // 3) :]}"
