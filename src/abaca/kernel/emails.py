"""Addresses of electronic mail: whether a text is one, whether two are the same, what others may see of one."""

import re
import unicodedata

LONGEST = 254
LONGEST_LOCAL = 64
LONGEST_LABEL = 63
NEVER_IN_LOCAL = frozenset('"(),:;<>[\\]')
# begins where a word begins, so that a long word without an @ is gone through once and not at each of its signs
WRITTEN = re.compile(r"(?<![^\s@<>()\[\],;:\"“”])[^\s@<>()\[\],;:\"“”]+@[^\s@<>()\[\],;:\"“”]*[^\s@<>()\[\],;:\"“”.!?]")


def fold(address: str) -> str:
    """Return the form in which addresses are compared; letters go to the address as it was given."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    return unicodedata.normalize("NFC", local.lower()) + at + _folded_domain(domain)


def is_email(text: str) -> bool:
    """Tell whether a letter could be sent to this text."""
    if any(unicodedata.category(character)[0] in "CZ" for character in text):
        return False
    folded = fold(text)
    if max(len(text.encode()), len(folded.encode())) > LONGEST or not text.count("@") == folded.count("@") == 1:
        return False
    local, _at, domain = folded.partition("@")
    labels = domain.split(".")
    return _is_local(local) and len(labels) > 1 and all(map(_is_label, labels)) and not labels[-1].isdigit()


def is_nobodys(address: str) -> bool:
    """Tell whether an address can belong to nobody: its domain is one that is never given out (RFC 2606)."""
    return fold(address).endswith((".invalid", "@invalid"))


def _folded_domain(domain: str) -> str:
    # Not Python's own codec: it speaks IDNA 2003, which takes straße.de for strasse.de, the house of somebody else.
    labels = unicodedata.normalize("NFKC", domain).lower().replace("\u3002", ".").split(".")
    return ".".join(map(_folded_label, labels))


def _folded_label(label: str) -> str:
    label = unicodedata.normalize("NFC", label)
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _is_local(local: str) -> bool:
    return len(local.encode()) <= LONGEST_LOCAL and all(local.split(".")) and NEVER_IN_LOCAL.isdisjoint(local)


def _is_label(label: str) -> bool:
    inside = label.replace("-", "")
    return len(label) <= LONGEST_LABEL and inside.isascii() and inside.isalnum() and label.strip("-") == label


def masked(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}…{at}{domain}" if at else ""


def with_addresses_masked(text: str) -> str:
    """Return somebody's words with every address in them masked."""
    return WRITTEN.sub(lambda found: masked(found[0]), text)
