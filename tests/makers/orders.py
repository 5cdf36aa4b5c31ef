"""Orders and people of the store, made without a checkout, and what became of them in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from abaca.dispatch.queries import present
from abaca.kernel.refs import new_token
from abaca.messaging.queries import letters_of
from abaca.operations.cast import Person
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.customers.actions import open_customer
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.journal.models import Entry
from abaca.store.journal.queries import history_of
from abaca.store.orders.actions import Agreement, change_method, place
from abaca.store.orders.models import Line, Order
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import NewMethod, Wanted, open_attempts, save_method
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt, PaymentMethod
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.store.tax.place_of_supply import Tax
from abaca.store.workflows.settlement import settle
from tests.makers.shop import ALICE

_numbers = count(1)


def make_person(**changes: str) -> Person:
    """Return a person nobody has met yet."""
    return replace(ALICE, email=f"somebody{next(_numbers)}@example.com", **changes)


def make_customer(person: Person = ALICE, *, at: datetime) -> Customer:
    return open_customer(
        email=person.email,
        billing=person.address(),
        delivery=person.address(),
        language=person.language,
        user_ref=f"usr_{person.email}"[:40],
        at=at,
        by="a guest",
    )


def agreement(customer: Customer, *, seats: int = 1, plan: str = "professional", by: str = "transfer") -> Agreement:
    sold = plan_for_sale(plan)
    address = {"name": customer.name, "company": "", "street": "", "postcode": "", "city": "", "country": "IT"}
    return Agreement(
        token=new_token(),
        kind=OrderKind.FIRST,
        customer=customer,
        plan=sold,
        seats=seats,
        unit=7900,
        currency="EUR",
        months=12,
        tax=Tax("IT", 0, "export", "O"),
        language=customer.language,
        time_zone="Europe/Rome",
        billing=address,
        delivery=address,
        method_kind=by,
        method_ref="",
        lapses_at=None,
    )


def make_lines(how_many: int = 1, *, customer: Customer | None = None, seats: int = 1) -> list[Line]:
    """Return lines of that many orders whose money is awaited, each of a customer of its own."""
    at = present()
    buyers = [customer or make_customer(make_person(), at=at) for _n in range(how_many)]
    return place([agreement(buyer, seats=seats) for buyer in buyers], at=at, by="a guest")


def make_order(*, seats: int = 1) -> Order:
    return make_lines(seats=seats)[0].order


def make_card(customer: Customer, token: str = "tok_1") -> PaymentMethod:
    return save_method(customer, a_card(token), at=present(), by=customer.ref)


def a_card(token: str = "tok_1") -> NewMethod:
    return NewMethod("rehearsal", "card", token, "Visa", "4242", 12, 2031, "")


def make_attempts(lines: Sequence[Line]) -> list[Attempt]:
    """Return attempts on the orders of some lines, ready to be sent."""
    methods = [make_card(line.order.customer, f"tok_{line.order_id}") for line in lines]
    wanted = [Wanted(line.order, m, customer_present=True) for line, m in zip(lines, methods, strict=True)]
    return open_attempts(wanted, at=present(), by="a guest")


def happened(about: str, since: int = 0) -> list[str]:
    """Return what the journal tells about one thing, oldest first."""
    return list(Entry.objects.filter(about=about, pk__gt=since).values_list("what", flat=True))


def last_entry() -> int:
    entry = Entry.objects.order_by("-pk").first()
    return entry.pk if entry else 0


def history(person: Person) -> list[str]:
    """Return the words of a customer's history, oldest first."""
    return [entry.what for entry in reversed(history_of(_customer(person).ref))]


def letter_kinds(person: Person) -> list[str]:
    """Return the kinds of the letters that were written to a customer, oldest first, apart from his welcome."""
    kinds = [letter.kind for letter in reversed(letters_of(_customer(person).ref))]
    return [kind for kind in kinds if kind != "welcome"]


def states_at_the_provider(order: Order) -> list[str]:
    return [charge.state for charge in rehearsal_company().charges(order.ref)]


def _customer(person: Person) -> Customer:
    found = customer_with_email(person.email)
    assert found, f"{person.email} is no customer"
    return found


def make_subscriptions(how_many: int = 1, *, by: str = "card", customer: Customer | None = None) -> list[Subscription]:
    """Return subscriptions whose first term is paid, without asking any provider."""
    lines = make_lines(how_many, customer=customer)
    for line in lines:
        if by == "card":
            method = make_card(line.order.customer, f"tok_{line.order_id}")
            change_method(line.order, kind="card", ref=method.ref)
    terms = settle([line.order_id for line in lines], at=present(), by="the house")
    return [subscription_by_ref(term.subscription.ref) for term in terms]
