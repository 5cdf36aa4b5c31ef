"""What can be asked of the keyring."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Q

from abaca.licensing.secrets.queries import opened

from .models import SigningKey
from .states import SigningKeyState


@dataclass(frozen=True)
class Signer:
    """A private key, opened, with its short name."""

    kid: str
    private: Ed25519PrivateKey


def current_kid() -> str | None:
    """Return the name of the key that signs, if there is one yet."""
    return SigningKey.objects.filter(state=SigningKeyState.CURRENT).values_list("kid", flat=True).first()


def kid_for(host: str) -> str | None:
    """Return the name of the key bound to a host, else of the one that signs; one statement, so that it is never stale.

    The ring holds a handful of keys, which the database reads faster than any index.
    """
    wanted = Q(state=SigningKeyState.CURRENT) | Q(hosts__contains=[host])
    rows = SigningKey.objects.filter(wanted).exclude(state=SigningKeyState.REVOKED).values_list("kid", "hosts")
    ranked = sorted(rows, key=lambda row: host in row[1], reverse=True)
    return ranked[0][0] if ranked else None


@lru_cache(maxsize=16)
def signer(kid: str) -> Signer:
    """Open a signing key, once per process; who asks has just read its name, so it was not revoked."""
    row = SigningKey.objects.exclude(state=SigningKeyState.REVOKED).get(kid=kid)
    seed = opened("keyring", bytes(row.sealed), bound_to=kid.encode())
    return Signer(kid, Ed25519PrivateKey.from_private_bytes(seed))


def published() -> list[SigningKey]:
    """Return the keys that anybody may know, the youngest first."""
    return list(SigningKey.objects.exclude(state=SigningKeyState.REVOKED).order_by("-since", "-id"))


def every_key() -> list[SigningKey]:
    """Return all keys, the revoked ones too, the youngest first."""
    return list(SigningKey.objects.order_by("-since", "-id"))


def sealed_with_another(number: int) -> int:
    """Return how many keys are sealed with another master secret than this one."""
    return SigningKey.objects.exclude(secret_number=number).exclude(state=SigningKeyState.REVOKED).count()
