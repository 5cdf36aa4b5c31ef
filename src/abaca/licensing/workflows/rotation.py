"""The next signing key takes over, when every program in the field had time to learn of it."""

from datetime import datetime, timedelta

from abaca.licensing.keyring import actions as keyring
from abaca.licensing.licences.queries import longest_lease

AT_ONCE = timedelta(0)


def rotate(kid: str | None = None, *, hurry: bool = False, at: datetime, by: str) -> str:
    """Let the next key sign and return its name; without hurry it must be published for the longest lease."""
    return keyring.rotate(kid, known_for=AT_ONCE if hurry else longest_lease(), at=at, by=by)
