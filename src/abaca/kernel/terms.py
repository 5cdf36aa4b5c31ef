"""Half-open pairs of local days, and the anchor rule by which they follow each other."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from abaca.kernel.refusals import Refusal
from abaca.kernel.refusals import gettext_noop as _


class EmptyTerm(Refusal):
    code = "empty_term"
    sentence = _("A term that begins on {begins} cannot end on {ends}.")


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Hold the days from `begins` on, up to but without `ends`."""

    begins: date
    ends: date

    def __post_init__(self) -> None:
        if self.ends <= self.begins:
            raise EmptyTerm(begins=self.begins, ends=self.ends)

    def __contains__(self, day: date) -> bool:
        return self.begins <= day < self.ends

    def __str__(self) -> str:
        return f"[{self.begins}, {self.ends})"

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days

    @property
    def last_day(self) -> date:
        return self.ends - timedelta(days=1)

    def days_left(self, on: date) -> int:
        """Return how many days are still to come, the day itself included."""
        return max(0, min(self.days, (self.ends - on).days))


def add_months(anchor: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that is too short."""
    years, month = divmod(anchor.month - 1 + months, 12)
    year, month = anchor.year + years, month + 1
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def nth_term(anchor: date, months: int, n: int) -> Term:
    """Return the term number `n`, counted from 0, of a row of terms that began on the anchor day.

    Every date is computed from the anchor and none from the date before, so that 31 January comes back after February.
    """
    return Term(add_months(anchor, months * n), add_months(anchor, months * (n + 1)))
