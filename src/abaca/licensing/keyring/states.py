"""The life of a signing key."""

from enum import StrEnum

from abaca.kernel.states import Machine


class SigningKeyState(StrEnum):
    NEXT = "next"  # published, so that programs can pin it; it signs nothing yet, save for a host bound to it
    CURRENT = "current"  # it signs
    OLD = "old"  # published, so that what it signed can be checked; it signs no more, save for a host bound to it
    REVOKED = "revoked"  # it was stolen or lost: it signs nothing, its private half is wiped, and it is not published


SIGNING_KEY = Machine(
    {
        SigningKeyState.NEXT: {SigningKeyState.CURRENT, SigningKeyState.REVOKED},
        SigningKeyState.CURRENT: {SigningKeyState.OLD, SigningKeyState.REVOKED},
        SigningKeyState.OLD: {SigningKeyState.REVOKED},
        SigningKeyState.REVOKED: set(),
    }
)
