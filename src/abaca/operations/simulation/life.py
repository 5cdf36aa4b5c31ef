"""The years of the simulation: people arrive, act and react, and the shop does what falls due."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from abaca.dispatch.actions import set_present
from abaca.operations.filling import open_shop
from abaca.store.customers.models import Customer as CustomerRow
from abaca.store.orders.models import Order

from .agenda import Agenda
from .buying import Buyers
from .crowd import crowd
from .using import Users

A_DAY = timedelta(days=1)
Tell = Callable[[str], None]


def live(customers: int, *, seed: int, begins: datetime, until: datetime, tell: Tell) -> Counter[str]:
    """Live from `begins` to `until` on the shop's clock, frozen between acts; return which refusals were met."""
    set_present(begins, frozen=True)
    open_shop(valid_from=begins.date(), at=begins)
    agenda = Agenda()
    people = crowd(customers, seed=seed, begins=begins, until=until)
    by_email = {customer.person.email: customer for customer in people}
    buyers, users = Buyers(agenda, by_email), Users(agenda, by_email)
    for customer in people:
        agenda.add(customer.arrives, partial(buyers.arrive, customer))

    def day(at: datetime) -> None:
        buyers.look(at)
        users.look(at)
        if at.day == 1:
            tell(f"{at:%B %Y}: {CustomerRow.objects.count()} customers, {Order.objects.count()} orders")
        agenda.add(at + A_DAY, day)

    agenda.add(begins + A_DAY, day)
    agenda.live(until)
    return agenda.refusals
