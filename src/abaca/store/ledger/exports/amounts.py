"""How a sum is written for other programs."""

from abaca.kernel.money import exponent


def decimal(amount: int, currency: str, *, point: str = ".") -> str:
    """Return a sum with the decimals of its currency, without a sign for thousands."""
    digits = exponent(currency)
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**digits)
    return f"{sign}{whole}{point}{rest:0{digits}}" if digits else f"{sign}{whole}"
