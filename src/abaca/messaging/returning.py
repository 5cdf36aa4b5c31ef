"""The address to which a letter comes back that cannot be delivered: it names the letter, and cannot be made up."""

import hmac
from hashlib import sha256

LENGTH = 10  # hex digits of the mark: enough against guessing, short enough for every server


def return_address(bounce_address: str, ref: str, key: bytes) -> str:
    """Return "bounces+<letter>-<mark>@domain"; without a bounce address, letters come back to their sender."""
    if not bounce_address:
        return ""
    local, _at, domain = bounce_address.rpartition("@")
    return f"{local}+{ref}-{_mark(ref, key)}@{domain}"


def letter_named(address: str, bounce_address: str, key: bytes) -> str:
    """Return the ref of the letter that this address names, or nothing when the address is not one of ours."""
    local, _at, domain = address.strip().rpartition("@")
    ours, _at, our_domain = bounce_address.rpartition("@")
    prefix = f"{ours}+".lower()
    if not bounce_address or domain.lower() != our_domain.lower() or not local.lower().startswith(prefix):
        return ""
    ref, _hyphen, mark = local[len(prefix) :].lower().rpartition("-")
    return ref if ref and hmac.compare_digest(mark.encode(), _mark(ref, key).encode()) else ""


def _mark(ref: str, key: bytes) -> str:
    return hmac.new(key, ref.encode(), sha256).hexdigest()[:LENGTH]
