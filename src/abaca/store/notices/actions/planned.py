"""Planning notices when facts change, and giving those that are due."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import money_fact
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.notices.models import Notice
from abaca.store.notices.queries import calendar, facts_of, told_of
from abaca.store.notices.timetable import card_works_to, is_card, plan
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import methods_by_ref
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

from .letters import draft, subscription_facts
from .undelivered import close_stale, note_missed
from .versions import text_version

Day = tuple[int, date]


@transaction.atomic
def replan(subscriptions: Sequence[Subscription], *, at: datetime) -> None:
    """Plan anew what each subscription is still to be told about the end of its term; what was said stays said.

    What was due and has not been given yet is not lost by that: it is still due afterwards, unless it is wrong by now.
    """
    told = told_of(subscriptions, at=at)
    Notice.objects.filter(subscription__in=subscriptions, said_at=None).delete()
    facts, rows = facts_of(subscriptions, told=told), calendar()
    Notice.objects.bulk_create(
        [
            Notice(
                subscription=s,
                term=s.terms_paid,
                kind=planned.kind,
                planned_at=planned.at,
                opens_on=planned.opens_on,
                closes_on=planned.closes_on,
                blocks_charge=planned.blocks_charge,
                alone=planned.alone,
                why=planned.why,
            )
            for s in subscriptions
            if s.state == SubscriptionState.ACTIVE
            for planned in plan(facts[s.pk], rows, at=at)
        ],
        ignore_conflicts=True,  # what was said already is not planned again
    )
    close_stale(subscriptions, at=at)


@transaction.atomic
def say(
    notice_ids: Sequence[int], *, credit: Mapping[int, int], before: Mapping[int, Money] | None = None, at: datetime
) -> None:
    """Give notices that are due, each once; a card notice that meets a renewal notice becomes part of it.

    `credit` is what the credit balance will pay of the next term, by subscription, in minor units; `before` what the
    present term cost, where the next one costs something else.

    One whose days are over, since nobody worked while they passed, is not given any more: what it says would not be
    true. Somebody is told of a renewal that was not announced.
    """
    found = list(
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("subscription__customer", "subscription__plan__product")
        .filter(pk__in=notice_ids, said_at=None, planned_at__lte=at)
        .order_by("planned_at", "pk")
    )
    latest = calendar().least
    missed = [n for n in found if _is_over(n, latest, at)]
    note_missed(missed, at=at)
    due = [n for n in found if n not in missed]
    methods = methods_by_ref([n.subscription.method_ref for n in due])
    takes_along = {_day(n): n for n in due if not is_card(n.kind) and not n.alone}
    letters = []
    for notice in due:
        other = takes_along.get(_day(notice)) if is_card(notice.kind) else None
        _note(notice, spoken_by=other or notice, at=at)
        if other is None:
            subscription = notice.subscription
            method = methods.get(subscription.method_ref)
            credited = credit.get(subscription.pk, 0)
            letters.append(_letter(notice, method, credited, (before or {}).get(subscription.pk), at))
    enqueue(letters, at=at)
    fields = ["said_at", "letter_key", "text_version", "language", "amount", "currency"]
    Notice.objects.bulk_update(due, fields)
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


def _is_over(notice: Notice, least: int, at: datetime) -> bool:
    """Tell whether the last day has passed on which a notice still helps: of its window, or so many before D (N3)."""
    subscription = notice.subscription
    last = max(notice.closes_on or date.min, subscription.ends_on - timedelta(days=least))
    return local_day(at, subscription.time_zone) > last


def _day(notice: Notice) -> Day:
    return notice.subscription_id, local_day(notice.planned_at, notice.subscription.time_zone)


def _note(notice: Notice, *, spoken_by: Notice, at: datetime) -> None:
    """Put into the row what proves the notice: the letter, the version of its words, its language and its sum."""
    subscription = notice.subscription
    notice.said_at = at
    notice.letter_key = f"{spoken_by.kind}/{subscription.ref}/{notice.term}"
    notice.language = subscription.customer.language
    notice.text_version = text_version(f"store_notices/{_template(spoken_by)}", notice.language)
    notice.amount, notice.currency = subscription.next_gross, subscription.currency


def _template(notice: Notice) -> str:
    row = calendar().row(notice.kind)
    return row.says if row else notice.kind  # a row that was taken out of the shop's own file has no letter any more


def _letter(notice: Notice, method: PaymentMethod | None, credit: int, before: Money | None, at: datetime) -> Draft:
    subscription = notice.subscription
    works_to = card_works_to(method.exp_month, method.exp_year) if method else None
    facts = subscription_facts(subscription, method, credit=credit, at=at)
    facts["card_dies_before"] = works_to is not None and works_to < subscription.ends_on
    facts["price_before"] = money_fact(before) if before is not None and before != subscription.renewal_price else None
    return draft(
        _template(notice),
        subscription.customer,
        about=subscription.ref,
        key=notice.letter_key,
        facts=facts,
    )
