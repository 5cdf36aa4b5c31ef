"""How a number came about, in words and figures that anybody can follow; the faces open a number to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from abaca.kernel.money import Money
from abaca.kernel.terms import Term

# what a reader sees in his own language: sums, days and figures are written only when the page is
Shown = int | str | Decimal | date | Money


@dataclass(frozen=True)
class Step:
    """One step: a sentence, the figures of its sum, and what it comes to so far."""

    words: object  # a str or a lazy translation of one; {names} in it stand for `facts`
    figures: str | Sequence[Shown] | None = None  # in the order in which they are written: 12, "×", Money(7900, "EUR")
    amount: Money | None = None
    facts: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class Derivation:
    """The steps that lead to a number, the last one to the number itself."""

    title: object  # a str or a lazy translation of one; {names} in it stand for `facts`
    steps: tuple[Step, ...]
    facts: Mapping[str, Shown] = field(default_factory=dict)

    @property
    def amount(self) -> Money | None:
        """What it comes to in the end; None where it leads to a day or only to a reason."""
        return self.steps[-1].amount if self.steps else None


def percent(hundredths: int) -> Decimal:
    """Return a rate as it is spoken of: 810 is 8.1."""
    return Decimal(hundredths).scaleb(-2).normalize()


def share_of(term: Term, on: date) -> str:
    """Return which part of a term is left on a day, the day itself included: "238/366"."""
    return f"{term.days_left(on)}/{term.days}"
