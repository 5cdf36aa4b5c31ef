"""Accounts and causes in the words of somebody who keeps the books."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from abaca.store.ledger.accounts import branch

ACCOUNTS = {
    "Assets:Bank": _("Bank"),
    "Assets:Gateway": _("At the payment provider"),
    "Assets:Receivable": _("Owed by customers"),
    "Assets:Disputed": _("Disputed payments"),
    "Liabilities:CustomerCredit": _("Credit balances of customers"),
    "Liabilities:Unmatched": _("Money not yet placed"),
    "Liabilities:Deferred": _("Sold and not yet earned"),
    "Liabilities:Tax": _("Tax owed"),
    "Equity:Retained": _("Carried over from earlier years"),
    "Income": _("Earned"),
    "Expenses:GatewayFees": _("Fees of the payment provider"),
    "Expenses:ChargebackFees": _("Fees for disputes"),
    "Expenses:Chargebacks": _("Lost in disputes"),
    "Expenses:SmallDifferences": _("Small differences"),
}

CAUSES = {
    "sale": _("Invoice"),
    "capture": _("Payment"),
    "fee": _("Fee"),
    "payout": _("Payout by the provider"),
    "recognition": _("Earned by the day"),
    "refund": _("Refund"),
    "part_refund": _("Part refund"),
    "goodwill": _("Goodwill"),
    "payment_returned": _("Payment returned by the bank"),
    "dispute_opened": _("Dispute opened"),
    "dispute_won": _("Dispute won"),
    "dispute_lost": _("Dispute lost"),
    "upgrade": _("Upgrade"),
    "upgrade_taken_back": _("Upgrade given back"),
    "surplus": _("Surplus of an upgrade"),
    "transfer": _("Bank transfer"),
    "unknown_transfer": _("Bank transfer, not yet placed"),
    "transfer_matched": _("Bank transfer placed"),
    "late_transfer": _("Bank transfer that came too late"),
    "unpaid": _("Invoice taken back, never paid"),
    "never_paid": _("Invoice taken back, never paid"),
    "correction": _("Corrected invoice"),
    "chargeback": _("Credit note after a dispute"),
    "vat_confirmed": _("VAT ID confirmed later"),
    "credit_used": _("Paid from the credit balance"),
    "credit_paid_out": _("Credit balance paid out"),
    "to_credit": _("To the credit balance"),
    "refund_came_back": _("Refund that came back"),
}


def account_words(account: str) -> str:
    """Return what an account is for: "Tax owed: CH 8.1 %"."""
    stem = branch(account)
    part = account.removeprefix(stem).strip(":")
    if not part:
        return branch_words(stem)
    return gettext("{account}: {part}").format(account=branch_words(stem), part=_part(stem, part))


def branch_words(stem: str) -> str:
    return str(ACCOUNTS.get(stem, stem))


def _part(stem: str, part: str) -> str:
    if stem != "Liabilities:Tax":
        return part
    country, _colon, rate = part.partition(":")
    return f"{country} {rate.replace('-', '.')} %"


def cause_words(cause: str) -> str:
    return str(CAUSES.get(cause, cause))
