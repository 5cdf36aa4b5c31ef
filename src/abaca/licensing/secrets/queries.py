"""What is derived from the master secret; a former one is heeded until nothing needs it any more."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from abaca.kernel.sealing import CannotOpen, digest, open_sealed, subkey

from .models import MasterSecret

FINGERPRINT = 8  # bytes: enough to tell the secrets of one installation apart


def secret(purpose: str) -> bytes:
    """Return this wing's key for one purpose."""
    return _derived(settings.LICENSING_MASTER_SECRET, purpose)


def secrets(purpose: str) -> list[bytes]:
    """Return the keys that may have been used for this purpose: the present one, then the former one."""
    former = settings.LICENSING_OLD_MASTER_SECRET
    return [secret(purpose), _derived(former, purpose)] if former else [secret(purpose)]


def digests(purpose: str, text: str) -> list[bytes]:
    """Return the digests by which a text may be found: the present one, then the former one."""
    return [digest(key, text) for key in secrets(purpose)]


def opened(purpose: str, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Open a seal, whichever of our secrets it was made with."""
    *hopeful, last = secrets(purpose)
    for key in hopeful:
        try:
            return open_sealed(key, sealed, bound_to=bound_to)
        except CannotOpen:
            continue
    return open_sealed(last, sealed, bound_to=bound_to)


def fingerprint() -> bytes:
    """Return the mark of the present secret."""
    return secret("fingerprint")[:FINGERPRINT]


def fingerprints() -> list[bytes]:
    """Return the marks of the present secret and of the former one, if there is one."""
    return [key[:FINGERPRINT] for key in secrets("fingerprint")]


@lru_cache(maxsize=8)
def number_of(mark: bytes) -> int:
    """Return the number of a secret that was entered; it never changes, so that a process asks once."""
    return MasterSecret.objects.values_list("number", flat=True).get(fingerprint=mark)


def entered() -> list[MasterSecret]:
    """Return the secrets that this installation has had, the first one first."""
    return list(MasterSecret.objects.all())


@lru_cache(maxsize=32)
def _derived(master: str, purpose: str) -> bytes:
    if not master:
        raise ImproperlyConfigured("ABACA_LICENSING_MASTER_KEY_FILE names no secret.")
    return subkey(master.encode(), purpose)
