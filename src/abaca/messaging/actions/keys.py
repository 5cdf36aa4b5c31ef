"""The keys that seal what letters keep secret, and mark the addresses to which they come back."""

from functools import lru_cache

from django.conf import settings

from abaca.kernel.sealing import subkey


class NoMasterSecret(RuntimeError):
    """Nothing may be sealed with an empty secret: everybody could open it."""


def return_key() -> bytes:
    """Return the key that marks the addresses to which letters come back."""
    return subkey(_subkey(settings.MESSAGING_MASTER_SECRET), "abaca/messaging/returning")


def sealing_key() -> bytes:
    """Return the key that seals the secrets of letters."""
    return _subkey(settings.MESSAGING_MASTER_SECRET)


@lru_cache(maxsize=4)
def _subkey(master: str) -> bytes:
    if not master:
        raise NoMasterSecret("ABACA_MESSAGING_MASTER_KEY_FILE names no secret.")
    return subkey(master.encode(), "abaca/messaging/letters")
