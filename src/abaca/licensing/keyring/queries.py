"""What can be asked of the keyring, and the wing's keys for its own purposes."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from abaca.kernel.sealing import open_sealed, subkey

from .models import SigningKey
from .states import SigningKeyState


@dataclass(frozen=True)
class Signer:
    """A private key, opened, with its short name."""

    kid: str
    private: Ed25519PrivateKey


def secret(purpose: str) -> bytes:
    """Return this wing's key for one purpose."""
    return _derived(settings.LICENSING_MASTER_SECRET, purpose)


@lru_cache(maxsize=32)
def _derived(master: str, purpose: str) -> bytes:
    if not master:
        raise ImproperlyConfigured("ABACA_LICENSING_MASTER_KEY_FILE names no secret.")
    return subkey(master.encode(), purpose)


def current_kid() -> str | None:
    """Return the name of the key that signs, if there is one yet."""
    return SigningKey.objects.filter(state=SigningKeyState.CURRENT).values_list("kid", flat=True).first()


@lru_cache(maxsize=16)
def signer(kid: str) -> Signer:
    """Open a signing key, once per process."""
    row = SigningKey.objects.get(kid=kid)
    seed = open_sealed(secret("keyring"), bytes(row.sealed), bound_to=kid.encode())
    return Signer(kid, Ed25519PrivateKey.from_private_bytes(seed))


def published() -> list[SigningKey]:
    """Return the keys that anybody may know, the youngest first."""
    return list(SigningKey.objects.exclude(state=SigningKeyState.REVOKED).order_by("-since", "-id"))
