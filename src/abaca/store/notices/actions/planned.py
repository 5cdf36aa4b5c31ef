"""Planning notices when facts change, and giving those that are due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.notices.models import Notice
from abaca.store.notices.timetable import CARD, Facts, Kind, card_works_to, plan
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import methods_by_ref
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

from .letters import draft, subscription_facts


@transaction.atomic
def replan(subscriptions: Sequence[Subscription], *, at: datetime) -> None:
    """Plan anew what each subscription is still to be told about the end of its term; what was said stays said."""
    methods = methods_by_ref([s.method_ref for s in subscriptions])
    Notice.objects.filter(subscription__in=subscriptions, said_at=None).delete()
    said = _said(subscriptions)
    Notice.objects.bulk_create(
        [
            Notice(subscription=s, term=s.terms_paid, kind=planned.kind, planned_at=planned.at)
            for s in subscriptions
            if s.state == SubscriptionState.ACTIVE
            for planned in plan(_facts(s, methods.get(s.method_ref), said[s.pk, s.terms_paid]), at=at)
        ],
        ignore_conflicts=True,  # what was said already is not planned again
    )


def _said(subscriptions: Sequence[Subscription]) -> dict[tuple[int, int], set[str]]:
    """Return which kinds were given already, by subscription and term."""
    said: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = Notice.objects.filter(subscription__in=subscriptions, said_at__isnull=False)
    for subscription, term, kind in rows.values_list("subscription", "term", "kind"):
        said[subscription, term].add(kind)
    return said


def _facts(subscription: Subscription, method: PaymentMethod | None, said: set[str]) -> Facts:
    return Facts(
        begins_on=subscription.ends_on - timedelta(days=30 * subscription.months),
        ends_on=subscription.ends_on,
        auto_renew=subscription.auto_renew,
        zone=subscription.time_zone,
        card_works_to=card_works_to(method.exp_month, method.exp_year) if method else None,
        said=frozenset(said),
    )


@transaction.atomic
def say(notice_ids: Sequence[int], *, credit: Mapping[int, int], at: datetime) -> None:
    """Give notices that are due, each once; a card notice that meets a renewal notice becomes part of it.

    `credit` is what the credit balance will pay of the next term, by subscription, in minor units.
    """
    due = list(
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("subscription__customer", "subscription__plan__product")
        .filter(pk__in=notice_ids, said_at=None, planned_at__lte=at)
        .order_by("planned_at", "pk")
    )
    methods = methods_by_ref([n.subscription.method_ref for n in due])
    with_renewal = {
        (n.subscription_id, local_day(n.planned_at, n.subscription.time_zone)) for n in due if n.kind not in CARD
    }
    letters = [
        _letter(n, methods.get(n.subscription.method_ref), credit.get(n.subscription_id, 0), at)
        for n in due
        if n.kind not in CARD
        or (n.subscription_id, local_day(n.planned_at, n.subscription.time_zone)) not in with_renewal
    ]
    enqueue(letters, at=at)
    Notice.objects.filter(pk__in=[n.pk for n in due]).update(said_at=at)
    record_all(
        Entry(
            at=at,
            by="the house",
            what="notice.given",
            about=n.subscription.ref,
            whose=n.subscription.customer.ref,
            facts={"kind": n.kind, "ends": n.subscription.ends_on},
        )
        for n in due
    )


def _letter(notice: Notice, method: PaymentMethod | None, credit: int, at: datetime) -> Draft:
    subscription = notice.subscription
    works_to = card_works_to(method.exp_month, method.exp_year) if method else None
    facts = subscription_facts(subscription, method, credit=credit, at=at)
    facts["card_dies_before"] = works_to is not None and works_to < subscription.ends_on
    template = "card_expiry" if notice.kind in CARD else Kind(notice.kind).value.replace("_short", "_second")
    return draft(
        template,
        subscription.customer,
        about=subscription.ref,
        key=f"{notice.kind}/{subscription.ref}/{notice.term}",
        facts=facts,
    )
