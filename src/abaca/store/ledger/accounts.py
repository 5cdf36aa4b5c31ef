"""The names of the accounts (billing.md, L1), spelt so that Beancount reads them too."""

import re

BANK = "Assets:Bank"
GATEWAY = "Assets:Gateway"
RECEIVABLE = "Assets:Receivable"
DISPUTED = "Assets:Disputed"
CREDIT = "Liabilities:CustomerCredit"
UNMATCHED = "Liabilities:Unmatched"
GATEWAY_FEES = "Expenses:GatewayFees"
CHARGEBACK_FEES = "Expenses:ChargebackFees"
CHARGEBACKS = "Expenses:Chargebacks"
SMALL_DIFFERENCES = "Expenses:SmallDifferences"

DEFERRED_BRANCH = "Liabilities:Deferred"
TAX_BRANCH = "Liabilities:Tax"
INCOME_BRANCH = "Income"
ROOTS = ("Assets", "Liabilities", "Income", "Expenses")  # in the order in which a bookkeeper reads them

_ESCAPED = re.compile(r"-(?=x)|[^a-z0-9-]")


def deferred(plan: str) -> str:
    """Return the account of what was paid for a plan and is not yet earned."""
    return f"{DEFERRED_BRANCH}:{plan_name(plan)}"


def income(plan: str) -> str:
    """Return the account of what was earned with a plan."""
    return f"{INCOME_BRANCH}:{plan_name(plan)}"


def tax(country: str, rate: int) -> str:
    """Return the account of a tax; the rate is in hundredths of a per cent, and 810 is spelt `8-1`, without a dot."""
    whole, rest = divmod(rate, 100)
    decimals = f"{rest:02}".rstrip("0")
    return f"{TAX_BRANCH}:{country}:{whole}" + (f"-{decimals}" if decimals else "")


def plan_name(code: str) -> str:
    """Return the code of a plan as a part of an account name: a capital first, and two codes never become one.

    A code is made of letters, digits, hyphens and underscores. What an account name does not take, or would blur, is
    written as the number of the sign: `team_5` is `Team-x5f5`.
    """
    spelt = _ESCAPED.sub(lambda sign: f"-x{ord(sign[0]):02x}", code)
    if not spelt:
        raise ValueError("a plan without a code has no account")
    return f"XX{spelt}" if spelt[0] == "-" else spelt[0].upper() + spelt[1:]


def branch(account: str) -> str:
    """Return the account without the part that grows with plans and rates."""
    for stem in (DEFERRED_BRANCH, TAX_BRANCH, INCOME_BRANCH):
        if account.startswith(f"{stem}:"):
            return stem
    return account
