"""What can be asked about subscriptions."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day

from .models import Subscription, Term, Upgrade
from .standing import Standing, standing
from .states import Stop, SubscriptionState, TermState


class SubscriptionUnknown(Refusal):
    code = "subscription_unknown"
    sentence = _("There is no such subscription in your account.")
    status = 404


def _whole() -> QuerySet[Subscription]:
    return Subscription.objects.select_related("customer", "plan__product")


def subscriptions_of(customer_id: int) -> list[Subscription]:
    """Return all subscriptions of a customer, newest first."""
    return list(_whole().filter(customer=customer_id))


def running_of(customer_ids: Collection[int]) -> list[Subscription]:
    """Return the subscriptions of some customers that have not ended, newest first; one statement."""
    return list(_whole().filter(customer__in=customer_ids, state=SubscriptionState.ACTIVE))


def subscription_by_ref(ref: str) -> Subscription:
    """Return a subscription by its ref."""
    found = _whole().filter(ref=ref).first()
    if found is None:
        raise SubscriptionUnknown
    return found


def subscription_of(customer_id: int, ref: str) -> Subscription:
    """Return one subscription of this customer."""
    found = subscription_by_ref(ref)
    if found.customer_id != customer_id:
        raise SubscriptionUnknown
    return found


def latest_of(subscription: Subscription) -> Subscription:
    """Return the subscription that took the place of this one by upgrades; itself where none did, or it came back."""
    if subscription.state == SubscriptionState.ACTIVE:
        return subscription
    newer = _whole().filter(upgraded_from=subscription).first()
    return latest_of(newer) if newer else subscription


def refs_of_latest(customer_ids: Collection[int]) -> dict[int, str]:
    """Return the ref of the latest subscription in the place of each that some customers have or had; one statement.

    By the row of the subscription; the same answer as `latest_of` gives for one.
    """
    rows = {s.pk: s for s in Subscription.objects.filter(customer__in=customer_ids)}
    newer = {s.upgraded_from_id: s for s in sorted(rows.values(), key=lambda s: s.pk) if s.upgraded_from_id}
    return {pk: _last_in_line(s, newer).ref for pk, s in rows.items()}


def _last_in_line(subscription: Subscription, newer: Mapping[int, Subscription]) -> Subscription:
    while subscription.state != SubscriptionState.ACTIVE and subscription.pk in newer:
        subscription = newer[subscription.pk]
    return subscription


def refs_of_line(subscription: Subscription) -> set[str]:
    """Return the refs of a subscription and of those from which it came by upgrades: by these it may be meant."""
    refs, before = {subscription.ref}, subscription.upgraded_from
    while before is not None:
        refs.add(before.ref)
        before = before.upgraded_from
    return refs


def term_of_order(order_id: int) -> Term | None:
    """Return the term that an order pays for."""
    return (
        Term.objects.select_related("subscription__plan__product", "subscription__customer", "line")
        .filter(line__order=order_id)
        .first()
    )


def terms_by_order(order_ids: list[int]) -> dict[int, Term]:
    """Return the terms of some orders; one statement."""
    rows = Term.objects.select_related("subscription__plan__product", "line").filter(line__order__in=order_ids)
    return {term.line.order_id: term for term in rows}


def open_terms(subscription_ids: list[int]) -> dict[int, Term]:
    """Return the next term of each subscription whose money is awaited; one statement."""
    rows = Term.objects.select_related("line__order__customer").filter(
        subscription__in=subscription_ids, state=TermState.PLANNED
    )
    return {term.subscription_id: term for term in rows}


def paid_terms(subscription_ids: list[int]) -> dict[tuple[int, int], Term]:
    """Return the paid terms of some subscriptions, with their orders, by (subscription, number); one statement."""
    rows = Term.objects.select_related("line__order").filter(subscription__in=subscription_ids, state=TermState.PAID)
    return {(term.subscription_id, term.number): term for term in rows}


def terms_of(subscription_id: int) -> list[Term]:
    """Return all terms of a subscription with their orders, in order."""
    return list(Term.objects.select_related("line__order").filter(subscription=subscription_id))


def running_terms(subscription_ids: list[int]) -> list[Term]:
    """Return the paid terms of some subscriptions that nothing has stopped, in order; one statement."""
    rows = Term.objects.select_related("line__order", "line__plan", "subscription__customer").filter(
        subscription__in=subscription_ids, state=TermState.PAID, stopped_on=None
    )
    return list(rows.order_by("subscription_id", "number"))


def stopped_terms(subscription_id: int, why: Stop) -> list[Term]:
    """Return the paid terms of a subscription that were stopped for one reason, in order."""
    rows = Term.objects.select_related("line").filter(
        subscription=subscription_id, state=TermState.PAID, stopped_why=why
    )
    return list(rows.order_by("number"))


def _upgrades() -> QuerySet[Upgrade]:
    return Upgrade.objects.select_related("order__customer", "plan__product", "subscription__plan__product")


def open_upgrades(subscription_ids: list[int]) -> dict[int, Upgrade]:
    """Return the open offer of each subscription that has one; one statement."""
    rows = _upgrades().filter(subscription__in=subscription_ids, closed_at=None)
    return {upgrade.subscription_id: upgrade for upgrade in rows}


def upgrades_of_orders(order_ids: list[int]) -> dict[int, Upgrade]:
    """Return the upgrades that some orders are, by order, with what made these cheaper; two statements."""
    rows = _upgrades().prefetch_related("order__reductions").filter(order__in=order_ids)
    return {upgrade.order_id: upgrade for upgrade in rows}


def latest_upgrades(subscription_ids: list[int]) -> dict[int, Upgrade]:
    """Return the latest offer that each subscription had, open or not; one statement."""
    rows = _upgrades().filter(subscription__in=subscription_ids).order_by("pk")
    return {upgrade.subscription_id: upgrade for upgrade in rows}


def due_subscriptions(at: datetime, limit: int) -> list[int]:
    """Return subscriptions whose next step is due."""
    due = Subscription.objects.filter(next_step_at__lte=at).order_by("next_step_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the next step of any subscription is due.
next_step = Earliest(First(lambda: Subscription.objects.filter(next_step_at__isnull=False), "next_step_at"))


def next_stepper() -> Subscription | None:
    """Return the subscription whose step comes next."""
    return _whole().filter(next_step_at__isnull=False).order_by("next_step_at", "id").first()


def using_method(method_ref: str) -> list[Subscription]:
    """Return active subscriptions that would be charged with a method."""
    return list(_whole().filter(method_ref=method_ref, state=SubscriptionState.ACTIVE))


def standing_of(subscription: Subscription, *, renewal_open: bool, at: datetime) -> Standing:
    """Return how a subscription stands; `renewal_open` tells whether its next term waits for money."""
    return standing(
        ended=subscription.state == SubscriptionState.ENDED,
        auto_renew=subscription.auto_renew,
        renewal_open=renewal_open,
        by_transfer=subscription.method_kind == "transfer",
        ends_on=subscription.ends_on,
        grace_days=subscription.plan.grace_days,
        today=local_day(at, subscription.time_zone),
    )
