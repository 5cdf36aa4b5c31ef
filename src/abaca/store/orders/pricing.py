"""What seats of a plan come to: the line, what many seats and a code take off it, and the tax (billing.md, M8 and X1).

Sums are minor units in the basis of the order: gross carries its tax within, net gets it on top. A code counts after
the volume price, both count before the tax, and nothing falls below 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from abaca.store.catalogue.reducing import Discount, Tier, tier_for
from abaca.store.tax.totals import Totals, from_net, keep_gross

from .states import ReductionKind
from .sums import total_of


@dataclass(frozen=True)
class Less:
    """A reduction that was agreed: a positive sum in the basis of the order, and from what it was computed."""

    kind: ReductionKind
    amount: int
    description: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """The reduction as a subscription keeps it for its next term."""
        return {"kind": str(self.kind), "amount": self.amount, "words": self.description, "facts": dict(self.facts)}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Read a reduction that was kept."""
        return cls(ReductionKind(kept["kind"]), kept["amount"], kept["words"], kept["facts"])


@dataclass(frozen=True)
class Bargain:
    """What the catalogue and a code offer today for a plan."""

    tiers: tuple[Tier, ...] = ()
    discount: Discount | None = None

    def reductions(self, unit: int, seats: int, *, currency: str, basis: str) -> tuple[Less, ...]:
        """Return what is taken off so many seats, the volume price first; what takes off nothing is left out."""
        tier = tier_for(self.tiers, seats=seats, currency=currency, basis=basis)
        whole, found = unit * seats, []
        if tier and (off := tier.off(unit, seats)):
            found.append(Less(ReductionKind.VOLUME, off, facts={**tier.facts, "of": whole}))
            whole -= off
        if self.discount and (off := self.discount.off(whole)):
            facts = {**self.discount.facts, "of": whole}
            found.append(Less(ReductionKind.COUPON, off, self.discount.code, facts))
        return tuple(found)


def totals_of(unit: int, seats: int, reductions: Iterable[Less], *, basis: str, rate: int) -> Totals:
    """Return net, tax and gross of seats less their reductions, rounded once; `rate` in hundredths of a per cent."""
    wanted = total_of(unit * seats, [less.amount for less in reductions])
    return keep_gross(wanted, rate) if basis == "gross" else from_net(wanted, rate)
