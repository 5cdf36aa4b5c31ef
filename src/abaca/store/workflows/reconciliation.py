"""The books against what bank and providers say of themselves (billing.md, W8); nothing is corrected silently."""

from collections.abc import Mapping

from abaca.kernel.money import Money
from abaca.store.ledger.accounts import BANK, GATEWAY
from abaca.store.ledger.queries import balances, sums_by_cause
from abaca.store.payments import jobs as payments

COMES_IN = ("transfer", "unknown_transfer", "late_transfer")  # what is on the bank's statement


def differences(provider: str) -> list[str]:
    """Return what does not agree, in sentences; asks the provider and the bank, so no transaction may be open."""
    held, come_in = payments.held_by(provider), payments.statement_sums()
    return [
        *_compared(held, balances(GATEWAY), "The provider holds {outside}, and the books say {books}."),
        *_compared(come_in, sums_by_cause(BANK, COMES_IN), "The bank lists {outside}, and the books {books}."),
    ]


def _compared(outside: Mapping[str, int], books: Mapping[str, int], sentence: str) -> list[str]:
    found = []
    for currency in sorted({*outside, *books}):
        told, booked = (Money(side.get(currency, 0), currency) for side in (outside, books))
        if told != booked:
            found.append(sentence.format(outside=told, books=booked))
    return found
