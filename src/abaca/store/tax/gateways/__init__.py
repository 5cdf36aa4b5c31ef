"""The registers of VAT ids, in one shape; which of them is asked follows from whether the shop is a rehearsal."""

from django.conf import settings

from abaca.store.tax.gateways.contract import Question, Register, Reply
from abaca.store.tax.gateways.rehearsal import RehearsalRegister
from abaca.store.tax.gateways.vies import Vies

__all__ = ["Question", "Register", "Reply", "connected"]


def connected() -> Register:
    """Return the register that this shop asks."""
    if settings.REHEARSAL:
        return RehearsalRegister()
    return Vies(requester=settings.VENDOR_EU_VAT_ID)
