"""Writing down which master secret is in use."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.journal.actions import record

from .models import MasterSecret
from .queries import entered, fingerprint, fingerprints, number_of

ALONE = 7203  # advisory lock: one process enters a secret


class WrongMasterSecret(Refusal):
    code = "wrong_master_secret"
    sentence = _(
        "This master secret opens nothing that licensing keeps here. Name the file with the right one in"
        " ABACA_LICENSING_MASTER_KEY_FILE; after a change name the former one in ABACA_LICENSING_OLD_MASTER_KEY_FILE."
    )
    status = 503


def present_number(*, at: datetime) -> int:
    """Return the number of the secret with which rows are sealed now."""
    try:
        return number_of(fingerprint())
    except MasterSecret.DoesNotExist:
        return enter(at=at, by="the house")


@transaction.atomic
def enter(*, opens: Callable[[], bool] | None = None, at: datetime, by: str) -> int:
    """Return the number of the present secret; one that was never seen is entered, if there is reason to trust it.

    The first secret is trusted unless `opens` says that it does not open what is kept; a later one because the former
    one, which we know, was configured beside it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
    known = {bytes(row.fingerprint): row.number for row in entered()}
    if fingerprint() in known:
        return known[fingerprint()]
    trusted = known.keys() & set(fingerprints()) if known else opens is None or opens()
    if not trusted:
        raise WrongMasterSecret

    number = max(known.values(), default=0) + 1
    MasterSecret.objects.create(number=number, fingerprint=fingerprint(), since=at)
    record("secrets.entered", f"secret/{number}", at=at, by=by)
    return number


@transaction.atomic
def note_rekeyed(kind: str, rows: int, *, at: datetime, by: str) -> None:
    """Write into the journal that rows were sealed afresh; called in the transaction that does it."""
    record("secrets.rekeyed", f"secret/{present_number(at=at)}", at=at, by=by, kind=kind, rows=rows)
