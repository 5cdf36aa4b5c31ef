"""What the rest of a term is worth when the plan is changed."""

from datetime import date

from abaca.kernel.money import share
from abaca.kernel.terms import Term


def unused_amount(paid: int, term: Term, on: date) -> int:
    """Return how much of `paid`, a net sum in minor units, is unused on the day `on`.

    The day of the change counts as unused; the result lies between zero and `paid`. What is paid is what was really
    paid, after discounts and refunds: a free term is worth nothing, one that has not begun is worth the whole.
    """
    return share(paid, term.days_left(on), term.days)
