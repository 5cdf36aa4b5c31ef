"""What the company keeps for its work, in its own units."""

from fractions import Fraction

from abaca.kernel.money import round_half_away
from abaca.store.payments.gateways.rehearsal.currencies import DIGITS, OUR_UNITS_TIMES

OF_A_CHARGE = Fraction(14, 1000)
FOR_A_CHARGE = 25  # and so much for each, in hundredths
FOR_A_DISPUTE = 1500


def fee_of_charge(amount: int, currency: str) -> int:
    """Return 1.4 % of a charge and 0.25, in whole ISO units; 2.20 of 139.00."""
    units = OUR_UNITS_TIMES.get(currency, 1)
    return round_half_away(OF_A_CHARGE * Fraction(amount, units)) * units + _flat(FOR_A_CHARGE, currency)


def fee_of_dispute(currency: str) -> int:
    """Return what a dispute costs, also one that is won."""
    return _flat(FOR_A_DISPUTE, currency)


def _flat(hundredths: int, currency: str) -> int:
    # of a currency without decimals the same number of whole units: 25 yen and 1500 yen
    return hundredths * (10 if DIGITS[currency] == 3 else 1) * OUR_UNITS_TIMES.get(currency, 1)
