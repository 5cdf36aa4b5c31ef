"""What a purchase or a renewal costs, in one place: the shop, the charge and every letter ask here."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abaca.store.customers.queries import addresses_of
from abaca.store.notices import actions as notices
from abaca.store.notices.models import Notice
from abaca.store.notices.timetable import Kind
from abaca.store.subscriptions.actions import lock_all, reprice
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.next_price import Place
from abaca.store.tax.patience import REUSE_FOR_RENEWAL

from .taxing import Taxed, taxes

FIRST_WORD = (Kind.RENEWAL_BOXED, Kind.RENEWAL_SHORT)  # the notices that first name the sum of a renewal
RENEWAL = (*FIRST_WORD, Kind.RENEWAL_SECOND)


def reprice_at(
    subscriptions: Sequence[Subscription], sales: Sequence[Taxed], *, with_tiers: bool, at: datetime
) -> list[Subscription]:
    """Compute anew what the next terms cost where they are taxed so; return the subscriptions whose sum changed."""
    places = {
        s.pk: Place(sale.buyer.business, sale.tax.rate, sale.rate_there)
        for s, sale in zip(subscriptions, sales, strict=True)
    }
    return reprice(subscriptions, places, with_tiers=with_tiers, at=at)


def sales_of(subscriptions: Sequence[Subscription], *, at: datetime) -> list[Taxed]:
    """Return how the renewals of some subscriptions are taxed as far as is known; three statements at most."""
    addresses = addresses_of([s.customer_id for s in subscriptions])
    wanted = [(addresses[s.customer_id, "billing"], s.customer.ref) for s in subscriptions]
    return taxes(wanted, at=at, max_age=REUSE_FOR_RENEWAL)


@transaction.atomic
def announce(notice_ids: Sequence[int], *, at: datetime) -> None:
    """Give notices that are due; what they say of a price is computed just before and stands from then on (R4, N7).

    The same number of statements for one notice and for a hundred.
    """
    due = Notice.objects.filter(pk__in=notice_ids, said_at=None, planned_at__lte=at, kind__in=RENEWAL)
    kinds = dict(due.values_list("subscription", "kind"))
    held = lock_all(list(kinds))
    first = [s for s in held if kinds[s.pk] in FIRST_WORD]
    again = [s for s in held if kinds[s.pk] not in FIRST_WORD]
    for rows, with_tiers in ((first, True), (again, False)):
        if rows:
            reprice_at(rows, sales_of(rows, at=at), with_tiers=with_tiers, at=at)
    notices.say(notice_ids, at=at)
