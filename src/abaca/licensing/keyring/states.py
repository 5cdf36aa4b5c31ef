"""The life of a signing key."""

from enum import StrEnum

from abaca.kernel.states import Machine


class SigningKeyState(StrEnum):
    NEXT = "next"  # published, so that programs can pin it; signs nothing yet
    CURRENT = "current"  # it signs
    OLD = "old"  # published, so that what it signed can be checked
    REVOKED = "revoked"  # it was stolen or lost: nothing it signed counts


SIGNING_KEY = Machine(
    {
        SigningKeyState.NEXT: {SigningKeyState.CURRENT, SigningKeyState.REVOKED},
        SigningKeyState.CURRENT: {SigningKeyState.OLD, SigningKeyState.REVOKED},
        SigningKeyState.OLD: {SigningKeyState.REVOKED},
        SigningKeyState.REVOKED: set(),
    }
)
