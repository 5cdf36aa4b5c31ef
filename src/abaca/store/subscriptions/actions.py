"""What can be done with subscriptions and their terms."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from abaca.kernel.alike import alike
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.kernel.terms import nth_term
from abaca.store.catalogue.queries import tier_rows, tiers_on
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Line
from abaca.store.orders.queries import promises_of
from abaca.store.orders.states import OrderKind

from .models import Subscription, Term, Upgrade
from .next_price import Place, kept_tiers, next_price
from .renewal_dates import step_at, step_not_before, timetable
from .states import SUBSCRIPTION, Stop, SubscriptionState, TermState
from .upgrade_price import UpgradePrice


class SubscriptionOver(Refusal):
    code = "subscription_over"
    sentence = _("This subscription has ended. You can buy again at any time.")
    status = 409


class NextTermGivenBack(Refusal):
    code = "next_term_given_back"
    sentence = _("The money of the next term went back to you. When this term is over, you can buy again.")
    status = 409


@transaction.atomic
def take_due(subscription_ids: Sequence[int], *, at: datetime) -> list[Subscription]:
    """Lock subscriptions whose step is due; what another worker holds is left to it."""
    return list(
        Subscription.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("customer", "plan__product")
        .filter(pk__in=subscription_ids, next_step_at__lte=at, state=SubscriptionState.ACTIVE)
        .order_by("next_step_at", "pk")
    )


@transaction.atomic
def lock(subscription: Subscription) -> Subscription:
    """Return the subscription as it is now, held until the end of the transaction."""
    return (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("customer", "plan__product")
        .get(pk=subscription.pk)
    )


@transaction.atomic
def lock_all(subscription_ids: Sequence[int]) -> list[Subscription]:
    """Return some subscriptions as they are now, held until the end of the transaction."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("customer", "plan__product")
    return list(rows.filter(pk__in=subscription_ids).order_by("pk"))


@transaction.atomic
def lock_those_of(order_ids: Sequence[int]) -> None:
    """Hold the subscriptions that some orders are to renew or to replace.

    Everywhere subscriptions are locked before orders.
    """
    renewed = Term.objects.filter(line__order__in=order_ids).order_by().values("subscription")
    given_up = Upgrade.objects.filter(order__in=order_ids).order_by().values("subscription")
    rows = Subscription.objects.select_for_update().filter(pk__in=renewed.union(given_up, all=True)).order_by("pk")
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def plan_terms(pairs: Sequence[tuple[Subscription, Line]], *, at: datetime, by: str) -> list[Term]:
    """Plan the next term of some subscriptions; it gives no access before its order is paid."""
    terms = [_term(subscription, line, subscription.terms_paid, TermState.PLANNED) for subscription, line in pairs]
    Term.objects.bulk_create(terms)
    _record([(t, t.subscription) for t in terms], "term.planned", at, by)
    return terms


@transaction.atomic
def pay_terms(lines: Sequence[Line], *, at: datetime, by: str) -> list[Term]:
    """Let paid lines become terms: the first of a new subscription, or the next one of a running one."""
    first = [line for line in lines if line.order.kind != OrderKind.RENEWAL]
    begun = _begin(first, at)
    extended = _extend([line for line in lines if line.order.kind == OrderKind.RENEWAL], at)
    _record([(t, t.subscription) for t in begun], "subscription.begun", at, by)
    _record([(t, t.subscription) for t in extended], "subscription.renewed", at, by)
    return begun + extended


def _begin(lines: Sequence[Line], at: datetime) -> list[Term]:
    if not lines:
        return []
    promises = promises_of([line.order_id for line in lines])
    upgrades = _upgrades([line.order_id for line in lines if line.order.kind == OrderKind.UPGRADE])
    subscriptions = [_new(line, upgrades.get(line.order_id), at) for line in lines]
    for subscription, line in zip(subscriptions, lines, strict=True):
        subscription.discount = _kept(promises.get(line.order_id))
    _price(subscriptions, at)
    Subscription.objects.bulk_create(subscriptions)
    terms = [_term(s, line, 0, TermState.PAID) for s, line in zip(subscriptions, lines, strict=True)]
    return Term.objects.bulk_create(terms)


def _upgrades(order_ids: Sequence[int]) -> dict[int, Upgrade]:
    if not order_ids:
        return {}
    rows = Upgrade.objects.select_related("subscription").filter(order__in=order_ids)
    return {upgrade.order_id: upgrade for upgrade in rows}


def _new(line: Line, upgrade: Upgrade | None, at: datetime) -> Subscription:
    order = line.order
    anchor = order.starts_on or local_day(at, order.time_zone)
    new = Subscription(
        ref=new_ref("sub", at),
        customer=order.customer,
        plan=line.plan,
        seats=line.quantity,
        currency=order.currency,
        unit=line.unit,
        basis=order.basis,
        tax_rate=order.tax_rate,
        months=line.months,
        time_zone=order.time_zone,
        anchor_on=anchor,
        method_kind=order.method_kind,
        method_ref=order.method_ref,
        terms_paid=1,
        ends_on=nth_term(anchor, line.months, 0).ends,
        since=at,
    )
    if upgrade:
        _go_on_as(new, upgrade)
    aim(new, at=at)
    return new


def _go_on_as(new: Subscription, upgrade: Upgrade) -> None:
    """Let an upgrade keep what its owner has chosen: whether it renews, and how; a transfer pays for itself only."""
    old = upgrade.subscription
    new.upgraded_from, new.auto_renew = old, old.auto_renew
    new.unit, new.basis = upgrade.unit, upgrade.basis
    if new.method_kind == "transfer":
        new.method_kind, new.method_ref = old.method_kind, old.method_ref


def _kept(used: Discount | None) -> dict[str, Any] | None:
    """Return what is left of a promise when a term of it is paid, in the form in which it is kept."""
    left = used.later if used else None
    return left.facts if left else None


def _price(subscriptions: Sequence[Subscription], at: datetime) -> None:
    """Set what the next terms will cost, with the tiers of today; one statement for all, the caller saves."""
    rows = tier_rows({s.plan_id for s in subscriptions})
    for s in subscriptions:
        _set_price(s, tiers_on(rows, s.plan_id, on=local_day(at, s.time_zone)))


def _set_price(s: Subscription, tiers: Sequence[Tier]) -> None:
    price = next_price(
        s.unit,
        s.seats,
        currency=s.currency,
        basis=s.basis,
        tiers=tiers,
        discount=Discount.kept(s.discount) if s.discount else None,
        rate=s.tax_rate,
    )
    s.reductions, s.next_gross = [less.kept for less in price.reductions], price.gross


@transaction.atomic
def reprice(
    subscriptions: Sequence[Subscription], places: Mapping[int, Place], *, with_tiers: bool, at: datetime
) -> list[Subscription]:
    """Compute anew what the next terms cost; return the subscriptions whose sum changed. Three statements at most.

    `places` is how each customer will be taxed. To be called before the sum is first announced, `with_tiers` of that
    day; after that what was taken off stays (billing.md, N7), and only tax and the customer's own change move the sum.
    """
    if not subscriptions:
        return []
    before = {s.pk: _priced_by(s) for s in subscriptions}
    for s in subscriptions:
        kept = kept_tiers(s.reductions, s.currency, s.basis, places[s.pk])
        s.unit, s.basis = places[s.pk].in_basis(s.unit, s.basis)
        s.tax_rate = places[s.pk].rate
        _set_price(s, kept)
    if with_tiers:
        _price(subscriptions, at)
    moved = [s for s in subscriptions if before[s.pk] != _priced_by(s)]
    Subscription.objects.bulk_update(moved, ["unit", "basis", "tax_rate", "next_gross", "reductions"])
    dearer_or_cheaper = [s for s in moved if before[s.pk][0] != s.next_gross]
    record_all(
        Entry(
            at=at,
            by="the house",
            what="subscription.repriced",
            about=s.ref,
            whose=s.customer.ref,
            facts={"price": str(s.renewal_price)},
        )
        for s in dearer_or_cheaper
    )
    return dearer_or_cheaper


def _priced_by(s: Subscription) -> tuple[int, Any, Any, int, str]:
    return s.next_gross, s.reductions, s.discount, s.tax_rate, s.basis


def _extend(lines: Sequence[Line], at: datetime) -> list[Term]:
    terms = list(
        Term.objects.select_for_update(of=("self", "subscription"))
        .select_related("subscription__customer", "subscription__plan__product", "line")
        .filter(line__in=lines, state=TermState.PLANNED)
        .order_by("pk")
    )
    if not terms:
        return []
    before = {t.pk: _priced_by(t.subscription) for t in terms}
    rates = {line.pk: line.order.tax_rate for line in lines}
    for term in terms:
        subscription = term.subscription
        term.state = TermState.PAID
        subscription.tax_rate = rates[term.line_id]
        subscription.terms_paid, subscription.ends_on = term.number, term.ends
        subscription.discount = _kept(Discount.kept(subscription.discount) if subscription.discount else None)
        aim(subscription, at=at)
    Term.objects.filter(pk__in=[t.pk for t in terms]).update(state=TermState.PAID)
    _price([t.subscription for t in terms], at)
    _write([t.subscription for t in terms], "terms_paid", "ends_on", "tax_rate", "step", "next_step_at")
    moved = [t.subscription for t in terms if before[t.pk] != _priced_by(t.subscription)]
    Subscription.objects.bulk_update(moved, ["discount", "reductions", "next_gross"])
    return terms


def _term(subscription: Subscription, line: Line, n: int, state: TermState) -> Term:
    days = nth_term(subscription.anchor_on, subscription.months, n)
    return Term(subscription=subscription, number=n + 1, line=line, begins=days.begins, ends=days.ends, state=state)


def aim(subscription: Subscription, *, at: datetime) -> None:
    """Set the next step by the timetable that now applies; the caller saves."""
    steps = timetable(auto_renew=subscription.auto_renew, method_kind=subscription.method_kind)
    n = step_not_before(steps, subscription.ends_on, subscription.time_zone, at=at)
    subscription.step = n
    subscription.next_step_at = step_at(subscription.ends_on, steps[n], subscription.time_zone)


@transaction.atomic
def step_on(subscriptions: Sequence[Subscription]) -> None:
    """Move subscriptions to the next step of their timetable."""
    for subscription in subscriptions:
        steps = timetable(auto_renew=subscription.auto_renew, method_kind=subscription.method_kind)
        subscription.step += 1
        subscription.next_step_at = step_at(subscription.ends_on, steps[subscription.step], subscription.time_zone)
    _write(subscriptions, "step", "next_step_at")


def _write(subscriptions: Sequence[Subscription], *fields: str) -> None:
    """Store some fields with one statement for each set of values: a day's subscriptions mostly move alike."""
    for facts, rows in alike(subscriptions, attrgetter(*fields)).items():
        Subscription.objects.filter(pk__in=[s.pk for s in rows]).update(**dict(zip(fields, facts, strict=True)))


@transaction.atomic
def postpone(subscriptions: Sequence[Subscription], *, until: datetime) -> None:
    """Leave subscriptions at their step for a while."""
    Subscription.objects.filter(pk__in=[s.pk for s in subscriptions]).update(next_step_at=until)


@transaction.atomic
def end(subscriptions: Sequence[Subscription], *, why: str, at: datetime, by: str) -> None:
    """Let subscriptions end; a term whose money is still awaited is dropped."""
    for subscription in subscriptions:
        SUBSCRIPTION.check(SubscriptionState(subscription.state), SubscriptionState.ENDED)
        subscription.state, subscription.ended_at, subscription.next_step_at = SubscriptionState.ENDED, at, None
    ids = [s.pk for s in subscriptions]
    Subscription.objects.filter(pk__in=ids).update(state=SubscriptionState.ENDED, ended_at=at, next_step_at=None)
    Term.objects.filter(subscription__in=ids, state=TermState.PLANNED).update(state=TermState.DROPPED)
    record_all(
        Entry(at=at, by=by, what="subscription.ended", about=s.ref, whose=s.customer.ref, facts={"why": why})
        for s in subscriptions
    )


@transaction.atomic
def stop_terms(terms: Sequence[Term], *, on: date, why: Stop, at: datetime, by: str) -> list[Subscription]:
    """End paid terms on a day, or on their first day where that is later; return the subscriptions that end with them.

    The old end stays in the row. A term that was stopped before stays as it is. A subscription of which an earlier term
    still runs goes on to the end of that one. Planned terms are dropped with their subscription; what became of their
    orders is for the story.
    """
    running = [t for t in _held(terms) if t.stopped_on is None]
    for term in running:
        term.stopped_on, term.stopped_why = min(max(on, term.begins), term.ends), why
    Term.objects.bulk_update(running, ["stopped_on", "stopped_why"])
    subscriptions = {t.subscription.pk: t.subscription for t in running}
    last = _last_days(list(subscriptions))
    for pk, subscription in subscriptions.items():
        subscription.ends_on = last[pk]
    active = [s for s in subscriptions.values() if s.state == SubscriptionState.ACTIVE]
    over = [s for s in active if s.ends_on <= max(on, s.anchor_on)]
    if over:
        end(over, why=why, at=at, by=by)
    for subscription in active:
        if subscription not in over:
            aim(subscription, at=at)
    _write(list(subscriptions.values()), "ends_on", "step", "next_step_at")
    _record([(t, t.subscription) for t in running], "term.stopped", at, by)
    return over


@transaction.atomic
def forfeit(term: Term, *, at: datetime, by: str) -> None:
    """Note that the money for a term that an upgrade has ended was charged back: it cannot run again."""
    [term] = _held([term])
    term.stopped_why = Stop.CHARGED_BACK
    term.save(update_fields=["stopped_why"])
    _record([(term, term.subscription)], "term.forfeited", at, by)


@transaction.atomic
def restore_term(term: Term, *, at: datetime, by: str) -> Subscription:
    """Give a term that was stopped its old end back, and let its subscription go on to that day."""
    [term] = _held([term])
    subscription = term.subscription
    term.stopped_on, term.stopped_why = None, ""
    term.save(update_fields=["stopped_on", "stopped_why"])
    subscription.ends_on = _last_days([subscription.pk])[subscription.pk]
    if subscription.state == SubscriptionState.ENDED:
        SUBSCRIPTION.check(SubscriptionState.ENDED, SubscriptionState.ACTIVE)
        subscription.state, subscription.ended_at = SubscriptionState.ACTIVE, None
    aim(subscription, at=at)
    subscription.save(update_fields=["ends_on", "state", "ended_at", "step", "next_step_at"])
    _record([(term, subscription)], "term.restored", at, by)
    return subscription


def _held(terms: Sequence[Term]) -> list[Term]:
    rows = Term.objects.select_for_update(of=("self", "subscription")).select_related(
        "subscription__customer", "subscription__plan__product", "line__order"
    )
    return list(rows.filter(pk__in=[t.pk for t in terms], state=TermState.PAID).order_by("pk"))


def _last_days(subscription_ids: Sequence[int]) -> dict[int, date]:
    """Return of some subscriptions the first day that no paid term covers any more; one statement.

    A term that was stopped before its first day covers none.
    """
    last: dict[int, date] = {}
    for term in Term.objects.filter(subscription__in=subscription_ids, state=TermState.PAID).order_by("number"):
        known = last.setdefault(term.subscription_id, term.begins)
        if term.runs_to > term.begins:
            last[term.subscription_id] = max(known, term.runs_to)
    return last


@transaction.atomic
def offer_upgrade(
    subscription: Subscription,
    line: Line,
    *,
    price: UpgradePrice,
    on: date,
    unit: int,
    basis: str,
    closes_at: datetime,
    at: datetime,
    by: str,
) -> Upgrade:
    """Write down at which price a subscription may be given up for a larger plan, and to when.

    `unit` and `basis` are those of the renewals to come. The caller holds the subscription.
    """
    order = line.order
    upgrade = Upgrade.objects.create(
        order=order,
        subscription=subscription,
        plan=line.plan,
        on=on,
        credit=price.credit,
        unit=unit,
        basis=basis,
        facts=price.as_facts,
        closes_at=closes_at,
    )
    facts = {"plan": line.plan.code, "order": order.number, "on": on, "to_pay": str(order.to_pay)}
    record("upgrade.offered", subscription.ref, whose=subscription.customer.ref, at=at, by=by, **facts)
    return upgrade


@transaction.atomic
def close_upgrades(order_ids: Sequence[int], *, at: datetime) -> None:
    """Note that offers stand no longer, since they were taken up or withdrawn; their orders tell which."""
    Upgrade.objects.filter(order__in=order_ids, closed_at=None).update(closed_at=at)


@transaction.atomic
def drop_planned_term(subscription: Subscription) -> None:
    """Give up the next term whose money is awaited; the number becomes free again."""
    Term.objects.filter(subscription=subscription, state=TermState.PLANNED).update(state=TermState.DROPPED)


@transaction.atomic
def set_auto_renew(subscription: Subscription, *, on: bool, at: datetime, by: str) -> bool:
    """Turn the renewal on or off; tell whether that changed anything. Neither money nor dates move."""
    if subscription.state != SubscriptionState.ACTIVE:
        raise SubscriptionOver
    if subscription.auto_renew == on:
        return False
    if on and Term.objects.filter(subscription=subscription, stopped_on__isnull=False, state=TermState.PAID).exists():
        raise NextTermGivenBack
    subscription.auto_renew = on
    aim(subscription, at=at)
    subscription.save(update_fields=["auto_renew", "step", "next_step_at"])
    what = "subscription.renewal_resumed" if on else "subscription.renewal_cancelled"
    record(what, subscription.ref, whose=subscription.customer.ref, at=at, by=by, ends=subscription.ends_on)
    return True


@transaction.atomic
def change_method(subscription: Subscription, *, kind: str, ref: str, at: datetime, by: str) -> None:
    """Charge the next terms with another method."""
    if subscription.state != SubscriptionState.ACTIVE:
        raise SubscriptionOver
    before = subscription.method_kind
    subscription.method_kind, subscription.method_ref = kind, ref
    if (before == "transfer") != (kind == "transfer"):
        aim(subscription, at=at)
    subscription.save(update_fields=["method_kind", "method_ref", "step", "next_step_at"])
    record("subscription.method_changed", subscription.ref, whose=subscription.customer.ref, at=at, by=by, kind=kind)


@transaction.atomic
def change_seats(subscription: Subscription, *, seats: int, at: datetime, by: str) -> None:
    """Let the next terms be for another number of seats; nothing changes in the present one."""
    subscription.seats = seats
    subscription.save(update_fields=["seats"])
    record("subscription.seats_changed", subscription.ref, whose=subscription.customer.ref, at=at, by=by, seats=seats)


def _record(pairs: Sequence[tuple[Term, Subscription]], what: str, at: datetime, by: str) -> None:
    record_all(
        Entry(
            at=at,
            by=by,
            what=what,
            about=s.ref,
            whose=s.customer.ref,
            facts={"term": t.number, "begins": t.begins, "ends": t.ends},
        )
        for t, s in pairs
    )


@transaction.atomic
def change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give subscriptions of one customer to another, all or some, as they are; return which. The story records it."""
    rows = Subscription.objects.select_for_update(no_key=True).filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    # whoever reads the letters of the one need not be the other, so no link of before opens them
    Subscription.objects.filter(pk__in=moved).update(customer=after, link_edition=F("link_edition") + 1)
    return moved


def void_links(customer: Customer) -> None:
    """Let no link open the subscriptions of a customer that was sent before: somebody else may have its letter."""
    Subscription.objects.filter(customer=customer).update(link_edition=F("link_edition") + 1)
