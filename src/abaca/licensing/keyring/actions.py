"""Making signing keys."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from abaca.kernel.sealing import seal
from abaca.licensing.journal.actions import record

from .models import SigningKey
from .queries import Signer, current_kid, secret, signer
from .signatures import kid_of, public_half
from .states import SigningKeyState

ALONE = 7201  # advisory lock: one process makes the first key


@transaction.atomic
def make_first(*, at: datetime, by: str) -> str:
    """Make the first signing key unless there is one, and return the name of the current one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
    if kid := current_kid():
        return kid

    private = Ed25519PrivateKey.generate()
    public = public_half(private)
    kid = kid_of(public)
    sealed = seal(secret("keyring"), private.private_bytes_raw(), bound_to=kid.encode())
    SigningKey.objects.create(kid=kid, public_key=public, sealed=sealed, state=SigningKeyState.CURRENT, since=at)
    record("keyring.made", kid, at=at, by=by)
    return kid


def current_signer(*, at: datetime) -> Signer:
    """Return the key that signs now; a new installation makes it at its first answer."""
    return signer(current_kid() or make_first(at=at, by="the house"))
