"""Where a sale is taxed. One home country and export so far; the registrations of billing.md come beside it."""

from dataclasses import dataclass
from datetime import date

from .rates import standard_rate

# the VAT area of a seller's country reaches beyond its border (billing.md, X5, step 1)
VAT_AREA = {"CH": {"CH", "LI"}}


@dataclass(frozen=True)
class Tax:
    """What applies to a sale: a country, a rate in hundredths of a per cent, and why."""

    country: str
    rate: int
    reason: str  # domestic, export
    category: str = "S"  # UNTDID 5305: S standard, AE reverse charge, O outside the scope
    scheme: str = ""  # under which registration it is reported; none where there is nothing to report


def tax_for(buyer: str, *, seller: str, on: date) -> Tax:
    """Return the tax of an electronic service sold to a country."""
    if buyer in VAT_AREA.get(seller, {seller}):
        return Tax(seller, standard_rate(seller, on=on), "domestic", scheme="domestic")
    return Tax(buyer, 0, "export", "O")
