"""The shop's bank account, as a statement that is read with a cursor."""

from django.conf import settings

from abaca.store.payments.gateways.contract import BankEntry
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company


def entries_after(cursor: int, limit: int) -> list[BankEntry]:
    """Return incoming payments in the order of booking; without a connected bank there are none."""
    if not settings.REHEARSAL:
        return []
    return rehearsal_company().bank.statement_after(cursor, limit)
