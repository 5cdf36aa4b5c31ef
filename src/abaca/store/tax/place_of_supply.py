"""Where a sale is taxed, at which rate and why: the table of billing.md, X5, for electronic services.

The table is `ROWS`; the first row that fits decides. The seller's registrations are facts that are handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from abaca.kernel.countries import EU
from abaca.kernel.refusals import Refusal

from .rates import standard_rate
from .territories import Territory, country_code, territory_of, vat_country

# the VAT area of a seller's country reaches beyond its border (X5, step 1)
VAT_AREA = {"CH": {"CH", "LI"}, "LI": {"CH", "LI"}}
RATES_OF = {"LI": "CH"}  # one law, one rate: what is taxed there is taxed as Swiss

# categories of UNTDID 5305, as they stand on an e-invoice
STANDARD, REVERSE_CHARGE, OUTSIDE_SCOPE = "S", "AE", "O"
# how the tax is declared
DOMESTIC, OSS, REGISTRATION = "domestic", "oss", "registration"
CONSUMERS, ALL = "consumers", "all"


class MarketClosed(Refusal):
    """Nothing may be sold there before the seller is registered, since the tax could not be declared (X4)."""

    code = "market_closed"
    sentence = _("We cannot sell to this country yet, because we are not registered for value-added tax there.")
    status = 409
    field = "country"


@dataclass(frozen=True)
class Tax:
    """What applies to a sale: a country, a rate in hundredths of a per cent, and why."""

    country: str
    rate: int
    reason: str  # domestic, oss, home_rate, reverse_charge, registration, territory, export; unregistered
    category: str = STANDARD  # S, AE, O
    scheme: str = ""  # domestic, oss, registration; empty where there is nothing to declare


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as his tax depends on it; `vat_confirmed` is a positive answer of the register and no less."""

    country: str
    postcode: str = ""
    business: bool = False
    vat_confirmed: bool = False


@dataclass(frozen=True)
class Registration:
    """Where the seller declares tax: `begins` is the first day, `ends` the first day on which it is over."""

    country: str
    scheme: str  # domestic, oss, registration
    whom: str  # consumers, all
    begins: date
    ends: date | None = None

    def holds(self, on: date) -> bool:
        return self.begins <= on and (self.ends is None or on < self.ends)


@dataclass(frozen=True)
class Seller:
    """Who sells; at home he is registered without a row. Only sellers in the EU may choose the home rate."""

    country: str
    registrations: tuple[Registration, ...] = ()
    home_rate_below_threshold: bool = False

    @property
    def area(self) -> set[str]:
        return VAT_AREA.get(self.country, {self.country})


@dataclass(frozen=True)
class Case:
    """A sale while its row is looked for: the buyer's place is already the one whose VAT holds."""

    buyer: Buyer
    seller: Seller
    on: date
    place: str
    territory: Territory | None

    @property
    def is_outside(self) -> bool:
        return self.territory is not None and self.territory.outside

    @property
    def rate(self) -> int:
        """The rate of the buyer's place, hundredths of a per cent."""
        region = self.territory.rates if self.territory else ""
        return standard_rate(region or RATES_OF.get(self.place, self.place), on=self.on)

    def registration(self, *schemes: str, country: str | None = None) -> Registration | None:
        """Return the seller's registration of one of these schemes that covers this buyer on this day."""
        return next(
            (
                r
                for r in self.seller.registrations
                if r.scheme in schemes and r.holds(self.on) and (country is None or country_code(r.country) == country)
            ),
            None,
        )


@dataclass(frozen=True)
class Row:
    """A line of the table: which sales it fits, and their tax."""

    step: int
    fits: Callable[[Case], bool]
    tax: Callable[[Case], Tax]


# --- the conditions -------------------------------------------------------------------------------------------------
def _in_own_area(case: Case) -> bool:
    if case.is_outside:  # Büsingen is Swiss VAT area; the Canary Islands are not the area of a seller in Spain
        return case.territory is not None and case.territory.vat_area in case.seller.area
    return case.place in case.seller.area


def _in_the_eu(case: Case) -> bool:
    return case.place in EU


def _confirmed_abroad(case: Case) -> bool:
    return _in_the_eu(case) and case.buyer.business and case.buyer.vat_confirmed and case.place != case.seller.country


def _home_rate_chosen(case: Case) -> bool:
    return _in_the_eu(case) and case.seller.country in EU and case.seller.home_rate_below_threshold


def _registered_in_place(case: Case) -> bool:
    """Tell whether a registration in the buyer's own country covers him; Liechtenstein goes with Switzerland."""
    country = RATES_OF.get(case.place, case.place)
    row = case.registration(REGISTRATION, DOMESTIC, country=country)
    return row is not None and (_in_the_eu(case) or row.whom == ALL or not case.buyer.business)


def _by_oss(case: Case) -> bool:
    return _in_the_eu(case) and case.registration(OSS) is not None


# --- the results ----------------------------------------------------------------------------------------------------
def _domestic(case: Case) -> Tax:
    inside = case.territory is not None and not case.is_outside  # Jungholz keeps its rate for a seller in Austria
    home = RATES_OF.get(case.seller.country, case.seller.country)
    return Tax(home, case.rate if inside else standard_rate(home, on=case.on), "domestic", STANDARD, DOMESTIC)


def _outside(reason: str) -> Callable[[Case], Tax]:
    return lambda case: Tax(country_code(case.buyer.country), 0, reason, OUTSIDE_SCOPE)


def _reverse_charge(case: Case) -> Tax:
    return Tax(case.place, 0, "reverse_charge", REVERSE_CHARGE)


def _home_rate(case: Case) -> Tax:
    return Tax(case.seller.country, standard_rate(case.seller.country, on=case.on), "home_rate", STANDARD, DOMESTIC)


def _taxed_there(reason: str, scheme: str) -> Callable[[Case], Tax]:
    return lambda case: Tax(RATES_OF.get(case.place, case.place), case.rate, reason, STANDARD, scheme)


def _closed(case: Case) -> Tax:
    raise MarketClosed(country=case.place)


ROWS = (
    Row(1, _in_own_area, _domestic),
    Row(2, lambda case: case.is_outside, _outside("territory")),
    # step 3, Monaco and the Isle of Man, is how a case gets its place
    Row(4, _confirmed_abroad, _reverse_charge),
    Row(5, _home_rate_chosen, _home_rate),
    Row(5, lambda case: _in_the_eu(case) and _registered_in_place(case), _taxed_there("registration", REGISTRATION)),
    Row(5, _by_oss, _taxed_there("oss", OSS)),
    Row(5, _in_the_eu, _closed),
    Row(6, _registered_in_place, _taxed_there("registration", REGISTRATION)),  # CH, LI; 7: GB; 8: anywhere else
    Row(8, lambda _case: True, _outside("export")),
)


def tax_for(buyer: Buyer, *, seller: Seller, on: date) -> Tax:
    """Return the tax of an electronic service; `on` is the day of the invoice, which chooses rate and registration.

    Refused (`MarketClosed`) is a buyer in the EU whose tax the seller has no way to declare. Outside the EU a missing
    registration means that the sale is outside the scope of the seller's tax.
    """
    case = _case(buyer, seller, on)
    return next(row for row in ROWS if row.fits(case)).tax(case)


def tax_owed(buyer: Buyer, *, seller: Seller, on: date) -> Tax:
    """Return the tax of a sale that was agreed before: a market that has closed since still gets its tax.

    It is owed there with or without a registration; `unregistered` and no scheme tell the report to warn of it.
    """
    try:
        return tax_for(buyer, seller=seller, on=on)
    except MarketClosed:
        case = _case(buyer, seller, on)
        return Tax(case.place, case.rate, "unregistered")


def rate_of_place(buyer: Buyer, tax: Tax, *, seller: Seller, on: date) -> int:
    """Return the standard rate of the buyer's place, which is contained in an advertised price (billing.md, M6).

    Under reverse charge it is that of the buyer's country, though none of it is charged; outside the scope it is 0.
    """
    return _case(buyer, seller, on).rate if tax.category == REVERSE_CHARGE else tax.rate


def _case(buyer: Buyer, seller: Seller, on: date) -> Case:
    known = buyer.country.strip()
    place = vat_country(known) if known else seller.country
    return Case(buyer, seller, on, place, territory_of(known, buyer.postcode) if known else None)


def needs_confirmed_id(buyer: Buyer, *, seller: Seller) -> bool:
    """Tell whether the register's answer would change the tax of this buyer: an EU business, elsewhere than at home."""
    case = _case(buyer, seller, date.min)
    return buyer.business and not _in_own_area(case) and not case.is_outside and _in_the_eu(case)
