"""A register of VAT ids has answered: what waited for it goes on (billing.md, X8)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abaca.store.tax.actions import Heard, write_answers


@transaction.atomic
def conclude(heard: Sequence[Heard], *, at: datetime, by: str) -> None:
    """Write down what a register said, and do what follows from it."""
    write_answers(heard, at=at, by=by)
