"""Which addresses are a person's, and until when those that he had before were.

An address that he has left may be anybody's by now; one that staff corrected was mistyped, and so never his.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from abaca.kernel.emails import fold
from abaca.store.customers.models import Customer, EmailChange, Merger
from abaca.store.customers.queries import customers_with_emails
from abaca.store.orders.models import Order


@dataclass(frozen=True)
class Had:
    """An address of a person."""

    email: str
    until: datetime | None = None  # he has it still, or nobody knows


def addresses_of(group: Sequence[Customer]) -> list[Had]:
    """Return every address of some customers who are one, the present ones first; none that is another's by now."""
    joined = dict(Merger.objects.filter(lost__in=group, undone_at=None).values_list("lost", "at"))
    had = {fold(each.email): Had(each.email, joined.get(each.pk)) for each in group}
    rows = EmailChange.objects.filter(customer__in=group, confirmed_at__isnull=False)
    changes = list(rows.order_by("confirmed_at", "pk"))
    corrected = {fold(each.email) for each in changes if each.is_correction}
    seen = [(each.email, each.confirmed_at) for each in changes]
    seen += Order.objects.filter(customer__in=group).order_by("pk").values_list("email", "placed_at")
    last: dict[str, tuple[str, datetime]] = {}
    for email, at in seen:
        folded = fold(email)
        if at is not None and folded not in had and folded not in corrected:
            last[folded] = max(last.get(folded, (email, at)), (email, at), key=lambda each: each[1])
    for folded, (email, at) in last.items():
        later = (each.confirmed_at for each in changes if each.confirmed_at is not None and each.confirmed_at > at)
        had[folded] = Had(email, next(later, None))
    ones = {each.pk for each in group}
    others = {folded for folded, owner in customers_with_emails(had.keys()).items() if owner.pk not in ones}
    return [each for folded, each in had.items() if folded not in others]
