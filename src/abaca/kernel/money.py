"""Whole minor units of a currency, and how they are rounded, shared and split."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering

from abaca.kernel.refusals import Refusal
from abaca.kernel.refusals import gettext_noop as _

# ISO 4217 as of 1 January 2026; currencies that ended lately stay, since old invoices speak of them.
WITH_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITH_TWO_DECIMALS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP "
    "PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS = {
    currency: digits
    for digits, currencies in ((0, WITH_NO_DECIMALS), (2, WITH_TWO_DECIMALS), (3, WITH_THREE_DECIMALS))
    for currency in currencies.split()
}


class UnknownCurrency(Refusal):
    code = "unknown_currency"
    sentence = _("{currency} is not a currency that we know.")
    field = "currency"


class MixedCurrencies(Refusal):
    code = "mixed_currencies"
    sentence = _("{one} and {other} are sums in different currencies.")


def exponent(currency: str) -> int:
    """Return how many decimals the currency has."""
    if currency not in EXPONENTS:
        raise UnknownCurrency(currency=currency)
    return EXPONENTS[currency]


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """Hold a sum in minor units; add like to like only."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"an amount is a whole number of minor units, not {self.amount!r}")
        exponent(self.currency)

    def __add__(self, other: "Money") -> "Money":
        self._meet(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._meet(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._meet(other)
        return self.amount < other.amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        digits = exponent(self.currency)
        sign = "-" if self.amount < 0 else ""
        whole, rest = divmod(abs(self.amount), 10**digits)
        decimals = f".{rest:0{digits}}" if digits else ""
        return f"{self.currency} {sign}{whole}{decimals}"

    def _meet(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(one=self, other=other)


def round_half_away(value: Fraction) -> int:
    """Round to a whole number; a half goes away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def share(whole: int, part: int, of: int) -> int:
    """Return `part` of the `of` equal parts of a whole, rounded."""
    return round_half_away(Fraction(whole * part, of))


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Split a whole by weights so that the parts add up; what is left over goes to the largest remainders."""
    total = sum(weights)
    if min(weights, default=0) < 0 or (whole and not total):
        raise ValueError(f"cannot split {whole} by the weights {list(weights)}")
    if not whole:
        return [0] * len(weights)

    shares = [divmod(abs(whole) * weight, total) for weight in weights]
    parts = [part for part, _remainder in shares]
    left_over = abs(whole) - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda line: -shares[line][1])  # stable: ties keep their order
    for line in by_remainder[:left_over]:
        parts[line] += 1
    return parts if whole > 0 else [-part for part in parts]
