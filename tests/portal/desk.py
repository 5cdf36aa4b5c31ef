"""A shop that sells, and customers of it, for the tests of the account's pages."""

from datetime import date

from django.test import Client

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.actions import secrets_of
from abaca.messaging.models import Letter
from abaca.operations import filling
from abaca.operations.cast import Person, sell
from abaca.operations.filling import book_transfer
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.orders.models import Order

ALICE = Person("Alice Keller", "alice@firm.example", "Seestrasse 1", "8640", "Rapperswil", "CH")
BOB = Person("Bob Weber", "bob@weber.example", "Am Markt 2", "10115", "Berlin", "DE", language="de")
CAREFUL = Person("Carla Rossi", "carla@rossi.example", "Via Nassa 3", "6900", "Lugano", "CH", pays="transfer")
DECLINED = Person("Dan Roy", "dan@roy.example", "Rue Haute 4", "1000", "Lausanne", "CH", pays="4000000000009995")


def open_shop() -> None:
    filling.open_shop(valid_from=date(2026, 1, 1), at=present())


def buys(person: Person, plan: str = "professional", *, seats: int = 1, currency: str = "EUR") -> Order:
    return sell(person, plan, seats=seats, currency=currency, at=present())


def customer(person: Person) -> Customer:
    found = customer_with_email(person.email)
    assert found is not None
    return found


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=person.email))
    return client


def last_letter(template: str) -> Letter:
    letter = Letter.objects.filter(template=template).last()
    assert letter is not None, f"No letter {template}."
    return letter


def secret(letter: Letter, name: str) -> str:
    return secrets_of(letter)[name]


def transfer_arrives(order: Order) -> None:
    """Let the bank book the money of an order, and let the house read it."""
    book_transfer(order, at=present())
    drain_all(at=present())
