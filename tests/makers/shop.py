"""A shop with people in it, as stories want it."""

from dataclasses import dataclass, replace
from datetime import date

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.operations import cast, filling
from abaca.operations.cast import Person
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.feed.queries import documents_after
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.cards import published_numbers
from abaca.store.payments.references import transfer_reference
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import cancellation
from abaca.store.workflows.queries import WholeCustomer, WholeOrder, whole_customer, whole_order

ALICE = Person("Alice Rossi", "alice@example.com", "Via Garibaldi 3", "20121", "Milano", "IT")
BOB = Person("Bob Huber", "bob@example.com", "Ring 4", "1010", "Wien", "AT", "de", pays="transfer")
CHARLIE = Person("Charlie Petit", "charlie@example.com", "8 rue des Lilas", "69003", "Lyon", "FR", "fr", pays="wallet")
DORA = Person("Dora Keller", "dora@example.com", "Seeweg 1", "6900", "Lugano", "CH")


def card(person: Person, behaviour: str, until: tuple[int, int] | None = None) -> Person:
    """Return the person with a test card of this behaviour."""
    number = next(row.number for row in published_numbers() if row.behaviour == behaviour)
    return replace(person, pays=number, card_until=until)


@dataclass
class Buyer:
    """A customer after his first purchase, as a story looks at him."""

    person: Person

    @property
    def email(self) -> str:
        return self.customer.email

    @property
    def customer(self) -> Customer:
        found = customer_with_email(self.person.email)
        assert found, f"{self.person.email} is no customer"
        return found

    @property
    def whole(self) -> WholeCustomer:
        return whole_customer(self.customer, at=present())

    @property
    def orders(self) -> list[WholeOrder]:
        """The orders, oldest first."""
        return list(reversed(self.whole.orders))

    @property
    def subscription(self) -> Subscription:
        return Subscription.objects.select_related("customer", "plan__product").get(customer=self.customer)

    @property
    def standing(self) -> str:
        return self.whole.subscriptions[0].standing

    @property
    def ends(self) -> date:
        return self.subscription.ends_on

    @property
    def product_keys(self) -> list[str]:
        return [key.text for order in self.orders for key in order.keys]

    def cancels(self) -> None:
        cancellation.cancel(self.subscription, at=present(), by=self.customer.ref)

    def resumes(self) -> None:
        cancellation.resume(self.subscription, at=present(), by=self.customer.ref)


class Shop:
    """The demo's shop, at the instant of the test's clock."""

    def __init__(self) -> None:
        filling.open_shop(valid_from=date(2026, 1, 1), at=present())

    def sells(
        self,
        plan: str = "professional",
        *,
        to: Person,
        seats: int = 1,
        currency: str = "EUR",
        code: str = "",
        token: str = "",
    ) -> WholeOrder:
        """Sell to somebody, let the letters leave, and return the order with everything on it."""
        order = cast.sell(to, plan, seats=seats, currency=currency, code=code, token=token, at=present())
        drain_all(at=present())
        return self.look_at(order)

    def look_at(self, order: Order) -> WholeOrder:
        return whole_order(order_by_ref(order.ref), at=present())

    def charges(self, order: Order | None = None) -> list[Money]:
        """Return what the provider captured, in the order of time."""
        rows = rehearsal_company().charges(order.ref if order else None)
        return [Money(row.captured, row.currency) for row in rows if row.captured]

    def books(self, order: Order, amount: int | None = None) -> None:
        """Let a transfer arrive at the bank and be read."""
        if amount is None:
            filling.book_transfer(order, at=present())
        else:
            rehearsal_company().bank.book(
                transfer_reference(order.number), amount, order.currency, present().date(), "somebody", present()
            )
        drain_all(at=present())

    def feed(self) -> list[dict[str, object]]:
        return documents_after(0, 1000)
