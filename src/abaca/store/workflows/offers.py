"""Upgrades that were offered and not taken up yet: when they stand in the way, and when they count no longer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import SECOND, local_day
from abaca.store.payments.queries import orders_with_open_attempts
from abaca.store.subscriptions.actions import close_upgrades
from abaca.store.subscriptions.models import Upgrade
from abaca.store.subscriptions.queries import open_upgrades

from .giving_up import let_lapse

# a transfer counts by its value date: so long after the last day of a price the bank may still book one
BOOKING = timedelta(days=5)


class UpgradeUnderWay(Refusal):
    code = "upgrade_under_way"
    sentence = _("The payment of an upgrade is just being made. Please wait for its result.")
    status = 409


def last_day(upgrade: Upgrade) -> date:
    """Return the last local day on which the price of an offer stands."""
    return last_day_before(upgrade.closes_at, upgrade.subscription.time_zone)


def last_day_before(closes_at: datetime, zone: str) -> date:
    """Return the last local day on which something stands that closes at an instant."""
    return local_day(closes_at - SECOND, zone)


def under_way(subscription_ids: Sequence[int]) -> set[int]:
    """Return the subscriptions for whose upgrade money is just being asked; two statements at most."""
    return {upgrade.subscription_id for upgrade in _asked(open_upgrades(list(subscription_ids)).values())}


def _asked(upgrades: Iterable[Upgrade]) -> list[Upgrade]:
    by_order = {upgrade.order_id: upgrade for upgrade in upgrades}
    asked = orders_with_open_attempts(list(by_order)) if by_order else set()
    return [by_order[order_id] for order_id in asked]


@transaction.atomic
def withdraw_offers(subscription_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Withdraw what is offered to some subscriptions, because it rests on facts that change now.

    Called before a term is refunded, charged back or ended. The caller holds the subscriptions. While the money for an
    upgrade is just being asked, this is refused: it would pay with what is being taken away.
    """
    offers = list(open_upgrades(list(subscription_ids)).values())
    if _asked(offers):
        raise UpgradeUnderWay
    withdraw(offers, at=at, by=by)


@transaction.atomic
def outdate_offers(subscription_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Withdraw what was offered before one more term was paid; the next look brings a new price.

    What is just being paid stays, also by a transfer that may be on its way: settlement gives back the term that came
    later.
    """
    offers = open_upgrades(list(subscription_ids))
    asked = _asked(offers.values())
    withdraw([o for o in offers.values() if o not in asked and at < o.closes_at], at=at, by=by)


@transaction.atomic
def withdraw(offers: Sequence[Upgrade], *, at: datetime, by: str) -> None:
    """Let the orders of some offers lapse."""
    if offers:
        order_ids = [offer.order_id for offer in offers]
        close_upgrades(order_ids, at=at)
        let_lapse(order_ids, at=at, by=by)
