"""Which signs tell where a buyer is, and whether they agree (billing.md, X3)."""

from collections.abc import Iterable

from .place_of_supply import VAT_AREA
from .territories import country_code, vat_country

Sign = dict[str, str]  # {"kind": "card", "country": "IT"}

BILLING, CARD, NETWORK, VAT_ID, DECLARED = "billing", "card", "network", "vat_id", "declared"


def signs_of(
    billing: str, *, card: str = "", network: str = "", vat_id: str = "", declared: bool = False
) -> list[Sign]:
    """Return the signs that are known, the billing country first.

    Each is the country that it points to; `declared` is the buyer's own word after a contradiction.
    """
    found = [(BILLING, billing), (CARD, card), (NETWORK, network), (VAT_ID, vat_id)]
    signs = [{"kind": kind, "country": country_code(country)} for kind, country in found if country.strip()]
    return [*signs, {"kind": DECLARED, "country": country_code(billing)}] if declared else signs


def contradicting(signs: Iterable[Sign]) -> Sign | None:
    """Return the first independent sign that speaks against the billing country, if none speaks for it.

    Countries of one VAT area agree: Liechtenstein and Switzerland, Monaco and France.
    """
    billing, *others = signs
    if any(_area(sign["country"]) == _area(billing["country"]) for sign in others):
        return None
    return others[0] if others else None


def _area(country: str) -> str:
    code = vat_country(country)
    return min(VAT_AREA.get(code, {code}))
