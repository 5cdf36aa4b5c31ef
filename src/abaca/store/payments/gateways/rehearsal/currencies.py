"""The pretend company's own table of currencies, which differs from ISO 4217 as those of real providers do."""

from abaca.store.payments.gateways.contract import ProviderError

# Digits after the point, as this company counts; it wants krónur in hundredths, although ISO 4217 has none.
DIGITS = {
    "EUR": 2, "CHF": 2, "USD": 2, "GBP": 2, "SEK": 2, "NOK": 2, "DKK": 2, "PLN": 2, "CZK": 2, "HUF": 2,
    "CAD": 2, "AUD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "ISK": 2,
}  # fmt: skip
OUR_UNITS_TIMES = {"ISK": 100}
LARGEST = 10**12


def check_sum(amount: int, currency: str) -> None:
    """Refuse what is no sum of money."""
    if currency not in DIGITS:
        raise ProviderError("unknown_currency", f"The currency {currency!r} is not known here.")
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= LARGEST:
        raise ProviderError("bad_amount", "An amount is a whole number of minor units above zero.")


def to_provider(amount: int, currency: str) -> int:
    """Translate ISO minor units into the company's units."""
    return amount * OUR_UNITS_TIMES.get(currency, 1)


def from_provider(amount: int, currency: str) -> int:
    """Translate the company's units into ISO minor units; what does not come out even is an alarm, not a rounding."""
    whole, rest = divmod(amount, OUR_UNITS_TIMES.get(currency, 1))
    if rest:
        raise ProviderError("bad_amount", f"{amount} {currency} is no whole number of ISO minor units.")
    return whole
