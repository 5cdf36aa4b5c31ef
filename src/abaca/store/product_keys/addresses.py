"""Addresses of generators: where personal data may go, and where the secret part of an address begins."""

from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Split(NamedTuple):
    """An address and its query, which holds user and password and is kept sealed."""

    address: str
    query: str


def is_safe(address: str) -> bool:
    """Tell whether nobody on the way can read along: https, or this machine; user and password stand in the query."""
    try:
        parts = urlsplit(address)
        _port = parts.port  # raises for a port that is none
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return False
    if any(character.isspace() or not character.isprintable() for character in address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def split(address: str) -> Split:
    """Divide an address from its query."""
    parts = urlsplit(address.strip())
    return Split(parts._replace(query="", fragment="").geturl(), parts.query)
