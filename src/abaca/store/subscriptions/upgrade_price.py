"""What a larger plan costs in the middle of a term: its own price, less what was paid for the old one and not used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from abaca.kernel.money import share
from abaca.kernel.terms import Term
from abaca.store.orders.pricing import Less, totals_of
from abaca.store.tax.totals import Totals, from_net, net_of

from .proration import unused_amount


class Taxed(NamedTuple):
    """What must be equal for two sales to stand on one invoice: who sells, where, and at which rate."""

    seller: str  # his number for value-added tax
    country: str
    category: str
    rate: int  # in hundredths of a per cent


class Paper(NamedTuple):
    """An invoice, and what credit notes have left of it; net and tax in minor units."""

    number: str
    net: int
    tax: int


@dataclass(frozen=True)
class PaidTerm:
    """A term of the old plan, with what was really paid for it.

    `paid` is net, after discounts and refunds. The papers carry it, the first one as far as it reaches: a term that was
    itself bought by an upgrade was paid in part by an older invoice.
    """

    number: int
    days: Term
    paid: int
    taxed: Taxed
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Unused:
    """What is left of one term, and where it goes: off the new invoice, or onto credit notes for old ones."""

    term: PaidTerm
    days_left: int
    net: int
    used: int = 0  # taken off the price of the new plan, on its invoice
    notes: tuple[Paper, ...] = ()  # what is taken back of old invoices, by their numbers

    @property
    def noted(self) -> int:
        """The gross sum of its credit notes."""
        return sum(note.net + note.tax for note in self.notes)

    @property
    def as_facts(self) -> dict[str, Any]:
        """What an invoice prints and a settlement needs of it."""
        return {
            "number": self.term.number,
            "begins": self.term.days.begins.isoformat(),
            "ends": self.term.days.ends.isoformat(),
            "days": self.term.days.days,
            "days_left": self.days_left,
            "paid": self.term.paid,
            "net": self.net,
            "used": self.used,
            "rate": self.term.taxed.rate,
            "invoice": self.term.papers[0].number if self.term.papers else "",
            "notes": [note._asdict() for note in self.notes],
        }


@dataclass(frozen=True)
class UpgradePrice:
    """The sums of the new invoice, and what is set against it; minor units."""

    unit: int  # of one seat, in the basis of the invoice
    seats: int
    basis: str
    full: int  # the net of the new plan after its volume price, before anything unused is taken off
    totals: Totals  # of the invoice
    unused: tuple[Unused, ...]
    volume: tuple[Less, ...]  # what many seats take off, in the basis of the invoice
    renewal: int  # what the next term will cost with its tax, as far as is known today

    @property
    def credit(self) -> int:
        """The unused net of all terms."""
        return sum(one.net for one in self.unused)

    @property
    def noted(self) -> int:
        return sum(one.noted for one in self.unused)

    @property
    def set_off(self) -> int:
        """What the credit notes pay of the invoice."""
        return min(self.noted, self.totals.gross)

    @property
    def surplus(self) -> int:
        """What the credit notes leave over, for the customer's credit balance."""
        return self.noted - self.set_off

    @property
    def to_pay(self) -> int:
        return self.totals.gross - self.set_off

    @property
    def as_facts(self) -> dict[str, Any]:
        """What is kept of the derivation: plain figures, days as ISO text."""
        return {
            "full": self.full,
            "renewal": self.renewal,
            "set_off": self.set_off,
            "surplus": self.surplus,
            "terms": [one.as_facts for one in self.unused],
        }


def upgrade_price(
    old: Sequence[PaidTerm],
    *,
    unit: int,
    seats: int,
    basis: str,
    taxed: Taxed,
    on: date,
    volume: Sequence[Less] = (),
) -> UpgradePrice:
    """Return what seats of a larger plan cost from the day `on`, after the unused days of the old terms.

    `unit` is the list price of one seat in its basis, and `volume` what many seats take off it. What was taxed like
    the new sale is taken off its price before tax (billing.md, U6), down to zero; all else comes back by a credit note
    at its old rate. With something taken off, the invoice is computed from net, otherwise the advertised gross price
    stays (X1).
    """
    left = [Unused(t, t.days.days_left(on), unused_amount(t.paid, t.days, on)) for t in old]
    listed = totals_of(unit, seats, volume, basis=basis, rate=taxed.rate)
    net_unit = net_of(unit, taxed.rate) if basis == "gross" else unit
    without_tax = tuple(_without_tax(less, net_unit * seats, basis, taxed.rate) for less in volume)
    full = net_unit * seats - sum(less.amount for less in without_tax)
    alike = full > 0 and any(one.net and one.term.taxed == taxed for one in left)
    room, shared = full, []
    for one in left:
        used = min(one.net, room) if alike and one.term.taxed == taxed else 0
        room -= used
        shared.append(
            Unused(one.term, one.days_left, one.net, used, notes_for(one.net - used, one.term.papers, one.term.taxed))
        )
    if alike:
        totals = from_net(room, taxed.rate)
        return UpgradePrice(net_unit, seats, "net", full, totals, tuple(shared), without_tax, listed.gross)
    return UpgradePrice(unit, seats, basis, listed.net, listed, tuple(shared), tuple(volume), listed.gross)


def _without_tax(less: Less, whole: int, basis: str, rate: int) -> Less:
    """Return a reduction of the advertised price as one of the price without tax."""
    if basis == "net":
        return less
    facts = {**less.facts, "of": whole}
    if facts.get("percent") is not None:
        return Less(less.kind, share(whole, facts["percent"], 10_000), less.description, facts)
    if "unit" in facts:
        facts["unit"] = net_of(facts["unit"], rate)
    return Less(less.kind, net_of(less.amount, rate), less.description, facts)


def notes_for(net: int, papers: Sequence[Paper], taxed: Taxed) -> tuple[Paper, ...]:
    """Return what is taken back of which invoice for a net sum; the last credit note takes the whole tax (I5)."""
    notes = []
    for paper in papers:
        part = min(net, paper.net)
        if part:
            whole = part == paper.net
            tax = paper.tax if whole else min(from_net(part, taxed.rate).tax, paper.tax)
            notes.append(Paper(paper.number, part, tax))
            net -= part
    return tuple(notes)
