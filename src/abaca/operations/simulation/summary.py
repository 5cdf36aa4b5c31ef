"""What a simulated life came to, as a table, and whether everything held that must always hold."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from abaca.kernel.money import Money
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.models import Device
from abaca.licensing.licences.models import Licence
from abaca.licensing.product_keys.models import ProductKey as KnownKey
from abaca.licensing.workflows import invariants as of_licensing
from abaca.messaging.models import Letter
from abaca.store.customers.models import Customer
from abaca.store.feed.queries import documents_after
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.currencies import from_provider
from abaca.store.payments.models import Attempt, Payment, Transfer
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import invariants as of_store
from abaca.store.workflows.invariants import Capture
from abaca.store.workflows.queries import whole_subscription

Rows = list[tuple[str, str]]
PAGE = 500


def summary(refusals: Counter[str], *, at: datetime) -> dict[str, Rows]:
    """Return what came of everything, as tables with a heading each."""
    standings = Counter(str(whole_subscription(s, at=at).standing) for s in Subscription.objects.order_by("pk"))
    return {
        "Customers": [("customers", str(Customer.objects.count())), ("accounts", str(Account.objects.count()))],
        "Orders": _counted(Order.objects.all(), "kind", "state"),
        "Money": [
            (f"{row['currency']}, {row['n']} payments", str(Money(row["sum"], row["currency"])))
            for row in Payment.objects.values("currency")
            .annotate(n=Count("id"), sum=Sum("amount"))
            .order_by("currency")
        ],
        "Charges": _counted(Attempt.objects.all(), "state", "decline_code"),
        "Transfers": [
            ("read from the statement", str(Transfer.objects.count())),
            ("for an order that was given up", str(Transfer.objects.filter(order__state="lapsed").count())),
        ],
        "Subscriptions": _rows(standings),
        "Product keys": [
            ("minted", str(ProductKey.objects.count())),
            ("redeemed", str(KnownKey.objects.filter(state="redeemed").count())),
        ],
        "Licences": [
            ("licences", str(Licence.objects.count())),
            ("devices in use", str(Device.objects.filter(deactivated_at=None).count())),
            ("devices released", str(Device.objects.exclude(deactivated_at=None).count())),
        ],
        "Letters": _counted(Letter.objects.all(), "kind", "state"),
        "Refusals": _rows(refusals),
    }


def findings(*, at: datetime) -> dict[str, list[str]]:
    """Return every invariant of both wings by its name, with what is wrong."""
    return of_store.findings(captures(), at=at) | of_licensing.findings(feed())


def captures() -> list[Capture]:
    """Return what the rehearsal provider says it captured."""
    return [
        Capture(c.key, c.reference, from_provider(c.captured, c.currency), c.currency)
        for c in rehearsal_company().charges()
        if c.captured
    ]


def feed() -> Iterator[dict[str, Any]]:
    """Yield every document of the feed."""
    cursor = 0
    while page := documents_after(cursor, PAGE):
        yield from page
        cursor = page[-1]["position"]


def _counted(rows: Any, *fields: str) -> Rows:
    counted = rows.order_by().values_list(*fields).annotate(n=Count("id")).order_by(*fields)
    return [(", ".join(filter(None, names)), str(n)) for *names, n in counted]


def _rows(counter: Counter[str]) -> Rows:
    return [(name, str(number)) for name, number in sorted(counter.items())]
