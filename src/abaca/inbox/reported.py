"""What a mail server that we trust has found out about a sender (Authentication-Results, RFC 8601)."""

from dataclasses import dataclass

from authres import AuthenticationResultsHeader, SPFAuthenticationResult
from authres.core import AuthResError

from .header_fields import Head
from .organisations import folded_domain

LONGEST = 4000


@dataclass(frozen=True)
class Reported:
    """The answer to whether the network that brought a mail may send for its envelope's sender (SPF)."""

    result: str  # pass, fail, softfail, neutral, none …
    domain: str  # of the envelope's sender


def spf_reported(head: Head, server: str) -> Reported | None:
    """Return what the server of this name wrote, or None where it wrote nothing.

    Only its topmost report counts, and only this one name: everything else may have been written by the sender.
    """
    if not server:
        return None
    for field in head.all("authentication-results"):
        words = field.words[:LONGEST]
        name = words.partition(";")[0].strip().partition(" ")[0]
        if name.casefold() != server.casefold():
            continue
        return _spf(f"Authentication-Results: {words}")
    return None


def _spf(line: str) -> Reported | None:
    try:
        results = AuthenticationResultsHeader.parse(line).results
    except (AuthResError, ValueError, IndexError, AttributeError, TypeError):
        return None
    for result in results:
        if isinstance(result, SPFAuthenticationResult):
            told = str(result.smtp_mailfrom or "")
            domain = folded_domain(told.rpartition("@")[2]) if told else ""
            return Reported(str(result.result or "").lower(), domain)
    return None
