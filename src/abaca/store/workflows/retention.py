"""Papers whose time is over are destroyed, but for what something still needs."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from abaca.kernel.schedule import local_day
from abaca.store.correspondence.actions import forget_old_declarations, keep_declarations_longer
from abaca.store.customers.queries import held
from abaca.store.invoices.actions import destroy, keep_longer
from abaca.store.invoices.models import Invoice
from abaca.store.orders.states import OrderState
from abaca.store.payments.actions import forget_payers, keep_payers_longer
from abaca.store.payments.queries import customers_in_dispute, payers_of
from abaca.store.payments.states import REFUND_OPEN, DisputeState

LOOK_AGAIN = timedelta(days=30)  # at what was over its time and is still needed
Needed = Callable[[Collection[str]], set[str]]


def customers_needed(refs: Collection[str]) -> set[str]:
    """Return those of some customers of whom everything is kept for now: held for a court, or in an open dispute."""
    return held(refs) | customers_in_dispute(refs)


def papers_needed(ids: Collection[int], *, at: datetime) -> set[int]:
    """Return those of some papers that something still needs, although their years are over.

    A term that still runs, money that is still asked for or given back, an open dispute or correction; and a customer
    of whom everything is kept for now, in whichever room. The number of statements does not grow with that of papers.
    """
    rows = Invoice.objects.filter(pk__in=ids)
    needs = (
        Q(ends__gt=local_day(at, settings.VENDOR_TIME_ZONE))
        | Q(order__state=OrderState.PLACED)
        | Q(order__payment__refunds__state__in=REFUND_OPEN)
        | Q(order__payment__disputes__state=DisputeState.OPEN)
        | Q(order__invoices__corrections__isnull=False, order__invoices__corrections__closed_at=None)
    )
    found = set(rows.filter(needs).order_by().values_list("pk", flat=True))
    whose = dict(rows.values_list("pk", "customer__ref"))
    everywhere: Needed = import_string(f"{settings.DATA_REQUESTS}.customers_needed")
    needed = everywhere(set(whose.values()))
    return found | {pk for pk, ref in whose.items() if ref in needed}


def destroy_papers(ids: list[int], *, at: datetime) -> None:
    """Destroy the papers whose years are over; what is still needed is looked at again a month later."""
    with transaction.atomic():
        needed = papers_needed(ids, at=at)
        keep_longer(needed, until=at + LOOK_AGAIN)
        destroy([each for each in ids if each not in needed], at=at, by="the house")


def forget_declarations(ids: list[int], *, at: datetime) -> None:
    """Forget declarations that were kept long enough; what is still needed is looked at again a month later."""
    needed: Callable[[Collection[int]], set[int]] = import_string(f"{settings.DATA_REQUESTS}.declarations_needed")
    kept = needed(ids)
    keep_declarations_longer(kept, until=at + LOOK_AGAIN)
    forget_old_declarations([each for each in ids if each not in kept], at=at)


def forget_bank_lines(ids: list[int], *, at: datetime) -> None:
    """Forget who paid, on lines of the bank's statement whose years are over, unless everything of him is kept."""
    whose = payers_of(ids)
    everywhere: Needed = import_string(f"{settings.DATA_REQUESTS}.customers_needed")
    needed = everywhere(set(whose.values()))
    kept = {pk for pk, ref in whose.items() if ref in needed}
    with transaction.atomic():
        keep_payers_longer(kept, until=at + LOOK_AGAIN)
        forget_payers([each for each in ids if each not in kept], at=at, by="the house")
