"""What happens around the end of a term, day by day (billing.md, section 6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from abaca.kernel.schedule import local_instant

CHARGE_HOUR = 6  # in the time zone of the subscription


class Act(StrEnum):
    CHARGE = "charge"  # ask the card or wallet for the money of the next term
    INVOICE = "invoice"  # send a transfer payer what he needs, early enough
    REMIND = "remind"  # say that the money is not there
    SUSPEND = "suspend"  # say that access has ended
    EXPIRE = "expire"  # give the next term up
    END = "end"  # the last paid day is over, as was wished


@dataclass(frozen=True)
class Step:
    """An act so many days after the end of the term."""

    day: int
    act: Act
    letter: str = ""


BY_CHARGE = (
    Step(0, Act.CHARGE),
    Step(2, Act.CHARGE),
    Step(7, Act.CHARGE),
    Step(13, Act.CHARGE),
    Step(14, Act.SUSPEND, "suspended"),
    Step(21, Act.CHARGE),
    Step(30, Act.EXPIRE, "expired"),
)
BY_TRANSFER = (
    Step(-30, Act.INVOICE, "transfer_invoice"),
    Step(-3, Act.REMIND, "transfer_reminder"),
    Step(1, Act.REMIND, "transfer_not_received"),
    Step(7, Act.REMIND, "transfer_not_received"),
    Step(13, Act.REMIND, "transfer_not_received"),
    Step(14, Act.SUSPEND, "suspended"),
    Step(30, Act.EXPIRE, "expired"),
)
BY_WISH = (Step(0, Act.END, "ended"),)


def timetable(*, auto_renew: bool, method_kind: str) -> tuple[Step, ...]:
    """Return the steps that a subscription takes around its end date."""
    if not auto_renew:
        return BY_WISH
    return BY_TRANSFER if method_kind == "transfer" else BY_CHARGE


def step_at(ends_on: date, step: Step, zone: str) -> datetime:
    """Return the instant of a step of a subscription that ends on a day."""
    return local_instant(ends_on + timedelta(days=step.day), CHARGE_HOUR, zone)


def step_not_before(steps: tuple[Step, ...], ends_on: date, zone: str, *, at: datetime) -> int:
    """Return the first step that has not yet passed; the first of all where it opens the next term.

    A transfer payer who turns the renewal on late still needs his payment details, so the opening step is never skipped
    before the end date.
    """
    if at < local_instant(ends_on, CHARGE_HOUR, zone):
        return 0
    later = [n for n, step in enumerate(steps) if step_at(ends_on, step, zone) >= at]
    return later[0] if later else len(steps) - 1
