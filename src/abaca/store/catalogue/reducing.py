"""What many seats and a code take off a price (billing.md, M8). Sums are minor units, per cents hundredths of one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from abaca.kernel.money import round_half_away

WHOLE = 10_000  # hundredths of a per cent
LONGEST_CODE = 40


@dataclass(frozen=True)
class Tier:
    """From how many seats on a seat costs less: by a part, or at a price of its own in one currency and basis."""

    from_seats: int
    percent: int | None = None
    unit: int | None = None
    currency: str = ""  # empty: in every currency
    basis: str = ""  # gross or net, for a price of its own

    def counts_for(self, seats: int, currency: str, basis: str) -> bool:
        return (
            self.from_seats <= seats and self.currency in ("", currency) and (self.unit is None or self.basis == basis)
        )

    def off(self, unit: int, seats: int) -> int:
        """Return what it takes off so many seats; a price of its own that is no lower takes nothing."""
        if self.unit is not None:
            return max(0, unit - self.unit) * seats
        return part_of(unit * seats, self.percent or 0)

    @property
    def facts(self) -> dict[str, Any]:
        """What an order keeps of it."""
        own = {"percent": self.percent} if self.unit is None else {"unit": self.unit}
        return {"from_seats": self.from_seats, **own}


def tier_for(tiers: Iterable[Tier], *, seats: int, currency: str, basis: str) -> Tier | None:
    """Return the tier that counts: of those that are reached the highest, one for the currency before one for all."""
    reached = [tier for tier in tiers if tier.counts_for(seats, currency, basis)]
    return max(reached, key=lambda tier: (tier.from_seats, tier.currency != ""), default=None)


@dataclass(frozen=True)
class Discount:
    """What a code promises: a part of the sum or a fixed sum, for the first so many terms or (None) for every one."""

    code: str
    percent: int | None = None
    amount: int | None = None
    currency: str = ""  # of a fixed sum
    terms: int | None = 1

    def off(self, amount: int) -> int:
        """Return what it takes off a sum of its currency; never more than all of it."""
        if self.amount is not None:
            return min(self.amount, amount)
        return part_of(amount, self.percent or 0)

    @property
    def later(self) -> "Discount | None":
        """What is left of the promise when one term of it is over; None where nothing is."""
        if self.terms is None:
            return self
        return Discount(self.code, self.percent, self.amount, self.currency, self.terms - 1) if self.terms > 1 else None

    @property
    def facts(self) -> dict[str, Any]:
        """The promise as orders and subscriptions keep it."""
        own = {"percent": self.percent} if self.amount is None else {"amount": self.amount, "currency": self.currency}
        return {"code": self.code, **own, "terms": self.terms}

    @classmethod
    def kept(cls, facts: Mapping[str, Any]) -> Self:
        """Read a promise that was kept."""
        return cls(
            facts["code"], facts.get("percent"), facts.get("amount"), facts.get("currency", ""), facts.get("terms")
        )


def part_of(amount: int, percent: int) -> int:
    """Return a part of a sum, rounded once."""
    return round_half_away(Fraction(amount * percent, WHOLE))


def written_code(text: str) -> str:
    """Return a code as it is kept: in capitals and without blanks, so that it can be typed and read out anyhow."""
    return re.sub(r"\s+", "", text).upper()[: LONGEST_CODE + 1]
