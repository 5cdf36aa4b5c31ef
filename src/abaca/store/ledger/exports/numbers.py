"""The numbers of accounts in the vendor's accounting program."""

from collections.abc import Mapping

from abaca.store.ledger.accounts import branch

# Swiss practice (KMU), as a beginning: the vendor sets his own, for a branch or for a single account
DEFAULT_NUMBERS = {
    "Assets:Bank": "1020",
    "Assets:Gateway": "1090",
    "Assets:Receivable": "1100",
    "Assets:Disputed": "1190",
    "Liabilities:CustomerCredit": "2030",
    "Liabilities:Unmatched": "2090",
    "Liabilities:Tax": "2200",
    "Liabilities:Deferred": "2300",
    "Equity:Retained": "2970",
    "Income": "3400",
    "Expenses:Chargebacks": "3805",
    "Expenses:GatewayFees": "6940",
    "Expenses:ChargebackFees": "6941",
    "Expenses:SmallDifferences": "6949",
}


def number_of(account: str, numbers: Mapping[str, str]) -> str:
    """Return the number of an account: its own, or that of its branch; an account without one keeps its name."""
    stem = branch(account)
    return numbers.get(account) or numbers.get(stem) or DEFAULT_NUMBERS.get(stem, account)
