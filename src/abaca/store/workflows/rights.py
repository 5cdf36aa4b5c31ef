"""Whether an order may still be given back without a reason, until when, and if not, why not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from abaca.kernel.money import Money
from abaca.kernel.schedule import local_day
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.subscriptions.models import Upgrade
from abaca.store.subscriptions.queries import upgrades_of_orders

from .queries import WholeOrder, whole_customer, whole_order
from .refunds import Extent, Wish, quote
from .withdrawal import withdrawal_ends


class Lapsed(StrEnum):
    NOT_PAID = "not_paid"  # nothing was paid, so nothing can be given back
    OVER = "over"  # the days have passed
    GIVEN_BACK = "given_back"  # its money has gone back already
    ENDED = "ended"  # its term was ended before: by an upgrade, a refund or a bank
    CONTESTED = "contested"  # its bank decides


@dataclass(frozen=True)
class Right:
    """The right to give an order back, open or lapsed."""

    order: Order
    last: date | None  # the last day, where there is or was one
    lapsed: Lapsed | None = None
    by_transfer: bool = False  # the money goes back by transfer, to an account that must be told
    left: Money | None = None  # what goes back, where the right is open

    @property
    def is_open(self) -> bool:
        return self.lapsed is None


@dataclass(frozen=True)
class Back:
    """What comes back with a whole order, and what ends or runs again."""

    total: Money
    to_method: Money | None
    to_credit: Money | None
    upgrade: Upgrade | None  # that is given back, so that the old plan runs again
    by_transfer: bool


def right_of(whole: WholeOrder, *, at: datetime) -> Right:
    """Return how the right to give an order back stands at an instant."""
    order = whole.order
    if order.state != OrderState.PAID:
        return Right(order, None, Lapsed.NOT_PAID)
    if whole.is_contested:
        return Right(order, None, Lapsed.CONTESTED)
    if whole.left is None:
        return Right(order, None, Lapsed.GIVEN_BACK)
    last = withdrawal_ends(order, whole.term)
    if last is None:
        return Right(order, None, Lapsed.ENDED)
    lapsed = Lapsed.OVER if local_day(at, order.time_zone) > last else None
    return Right(order, last, lapsed, _by_transfer(whole), None if lapsed else whole.left)


def _by_transfer(whole: WholeOrder) -> bool:
    return whole.payment is not None and whole.payment.attempt_id is None


def right_of_order(order: Order, *, at: datetime) -> Right:
    """Return how the right to give this order back stands at an instant."""
    return right_of(whole_order(order, at=at), at=at)


def open_rights(customer: Customer, *, at: datetime) -> list[Right]:
    """Return all orders of a customer that he may give back at an instant, newest first."""
    rights = (right_of(whole, at=at) for whole in whole_customer(customer, at=at).orders)
    return [right for right in rights if right.is_open]


def back_of(whole: WholeOrder, *, at: datetime) -> Back:
    """Return what comes back if an order is given back now; what credit notes had paid of an upgrade stays with it."""
    upgrade = upgrades_of_orders([whole.order.pk]).get(whole.order.pk)
    told = quote(whole.order, Wish(Extent.WHOLE), at=at)
    return Back(
        total=told.total if upgrade is None else Money(told.to_method, told.currency),
        to_method=Money(told.to_method, told.currency) if told.to_method else None,
        to_credit=Money(told.to_credit, told.currency) if told.to_credit and upgrade is None else None,
        upgrade=upgrade,
        by_transfer=_by_transfer(whole),
    )
