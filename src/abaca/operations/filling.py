"""The small believable shop that the demo opens with: its past is lived on the shop's clock, not written into rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import product
from typing import NamedTuple

from django.conf import settings
from django.test.utils import override_settings

from abaca.access.actions import appoint, give_second_step, set_password
from abaca.access.rehearsed_step import SECRET
from abaca.access.roles import Role
from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain_all, travel
from abaca.dispatch.queries import present
from abaca.licensing.licences.actions import set_switches
from abaca.messaging.gateways.catcher import start_catcher
from abaca.store.catalogue.actions import Promise, make_coupon, set_tier
from abaca.store.catalogue.models import Product
from abaca.store.catalogue.queries import plans_for_sale
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.customers.queries import customer_with_email
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.references import transfer_reference
from abaca.store.subscriptions.queries import subscriptions_of
from abaca.store.tax.actions import register
from abaca.store.tax.queries import registrations
from abaca.store.workflows.cancellation import cancel
from abaca.store.workflows.publication import put_on_sale

from . import mailroom
from .cast import Person, sell
from .musa import MUSA_ACCOUNTING, MUSA_OSS
from .news import draft_news, say_no, send_news

PASSWORD = "rehearsal-2026"  # noqa: S105 - published: it opens the demo and nothing else


class LogIn(NamedTuple):
    """Somebody of the demo's cast, with the words that let him in."""

    who: str
    address: str  # the page at which he logs in
    email: str
    password: str


LOG_INS = [
    LogIn("Alice, buyer", "/account/", "alice@example.com", PASSWORD),
    LogIn("Bob, buyer", "/account/", "bob@huber-treuhand.example", PASSWORD),
    LogIn("Sam, administrator", "/console/", "sam@musa.example", PASSWORD),
    LogIn("Mara, manager", "/console/", "mara@musa.example", PASSWORD),
    LogIn("Bruno, bookkeeper", "/console/", "bruno@musa.example", PASSWORD),
    LogIn("Nina, agent", "/console/", "nina@musa.example", PASSWORD),
]
STAFF = {
    "sam@musa.example": Role.ADMINISTRATOR,
    "mara@musa.example": Role.MANAGER,
    "bruno@musa.example": Role.BOOKKEEPER,
    "nina@musa.example": Role.AGENT,
}

ALICE = Person(
    "Alice Meyer", "alice@example.com", "Rosenweg 12", "50667", "Köln", "DE", "de", pays="4000002760000016", news=True
)
BOB = Person(
    "Robert Huber",
    "bob@huber-treuhand.example",
    "Mariahilfer Straße 101",
    "1060",
    "Wien",
    "AT",
    "de",
    company="Huber Wirtschaftstreuhand und Unternehmensberatung GmbH",
    vat_id="ATU11111116",
    pays="transfer",
)
CHARLOTTE = Person(
    "Charlotte Dubois",
    "charlotte@example.com",
    "8 rue des Lilas",
    "69003",
    "Lyon",
    "FR",
    "fr",
    pays="wallet",
    news=True,
)
CHIARA = Person("Chiara Bernasconi", "chiara@example.com", "Via Nassa 5", "6900", "Lugano", "CH", "en", news=True)
DAVID = Person(
    "David Jones",
    "david@jones.example",
    "14 Mill Lane",
    "OX1 2JD",
    "Oxford",
    "GB",
    "en",
    company="Jones & Daughters Ltd",
    pays="4000000000000341",
)


def is_empty() -> bool:
    """Tell whether the shop has no catalogue yet."""
    return not Product.objects.exists()


def fill(at: datetime) -> None:
    """Open the shop 400 days before `at`, let people buy, and live on to `at`: letters leave, renewals are charged."""
    with _caught_mail():
        set_present(at - timedelta(days=400), frozen=True)
        open_shop(valid_from=(at - timedelta(days=400)).date(), at=present())
        _offer_bargains(present())
        for days_ago, act in _story():
            travel(at - timedelta(days=days_ago))
            act(present())
            drain_all(at=present())
        travel(at)
        _let_in()
        _open_every_door()
        set_present(present(), frozen=False)


def _open_every_door() -> None:
    """Let programs speak every protocol, so that whoever tries the demo finds them all."""
    doors = {"keygen_facade": True, "lemonsqueezy_facade": True}
    set_switches(MUSA_ACCOUNTING.code, doors, at=present(), by="the house")


def open_shop(*, valid_from: date, at: datetime) -> None:
    """Register Musa for tax in the European Union, and put Musa Accounting on sale."""
    if not registrations():
        register(**MUSA_OSS, at=at, by="the house")
    put_on_sale(MUSA_ACCOUNTING, valid_from=valid_from, at=at, by="the house")


def _offer_bargains(at: datetime) -> None:
    """Let many seats cost less, and make two codes: one to begin with, one that stays."""
    for plan, (seats, percent) in product(plans_for_sale(), [(10, 1000), (50, 2000)]):
        tier = Tier(seats, percent=percent)
        set_tier(plan, tier, valid_from=at.date(), today=at.date(), at=at, by="the house")
    for promise in (
        Promise(Discount("WELCOME", percent=1000), valid_from=at.date(), first_order_only=True),
        Promise(Discount("ASSOCIATIONS", percent=2500, terms=None), valid_from=at.date(), in_total=100),
    ):
        make_coupon(promise, at=at, by="the house")


def book_transfer(order: Order, *, at: datetime) -> None:
    """Let the money of an order arrive at the bank, whole and today."""
    rehearsal_company().bank.book(
        transfer_reference(order.number), order.gross, order.currency, at.date(), order.billing["name"], at
    )


def _story() -> list[tuple[int, Callable[[datetime], object]]]:
    return [
        (395, lambda at: sell(ALICE, "professional", at=at)),
        (368, lambda at: sell(DAVID, "professional", currency="USD", at=at)),
        (346, lambda at: sell(BOB, "professional", seats=3, at=at)),
        (342, _bob_pays),
        (335, lambda at: sell(_with_old_card(CHIARA, at), "professional", currency="CHF", at=at)),
        (150, lambda at: sell(CHARLOTTE, "advanced", code="WELCOME", at=at)),
        (60, send_news),
        (59, lambda at: say_no(CHARLOTTE.email, at)),
        (20, _charlotte_cancels),
        (3, mailroom.keep_passages),
        (2, draft_news),
        (2, lambda at: mailroom.write(ALICE, mailroom.UPGRADE, at=at)),
        (1, lambda at: mailroom.write(CHIARA, mailroom.QUESTION, at=at)),
        (1, lambda at: mailroom.write(DAVID, mailroom.ANGRY, at=at)),
        (0, lambda at: mailroom.write(BOB, mailroom.FORGED, forged=True, at=at)),
    ]


def _with_old_card(person: Person, at: datetime) -> Person:
    """Return the person with a card that will not live to the renewal."""
    end = at + timedelta(days=300)
    return Person(**{**vars(person), "card_until": (end.month, end.year)})


def _bob_pays(at: datetime) -> None:
    for order in Order.objects.filter(email=BOB.email, state=OrderState.PLACED):
        book_transfer(order, at=at)


def _charlotte_cancels(at: datetime) -> None:
    customer = customer_with_email(CHARLOTTE.email)
    if customer:
        cancel(subscriptions_of(customer.pk)[0], at=at, by=customer.ref)


def _let_in() -> None:
    """Give the demo's cast its published password, and the shop one of the staff for each role, with a telephone."""
    for email, role in STAFF.items():
        appoint(email, role=role, at=present())
        give_second_step(email, SECRET)
    for log_in in LOG_INS:
        set_password(log_in.email, PASSWORD)


@contextmanager
def _caught_mail() -> Iterator[None]:
    """Catch the letters of the shop's past, so that the mailbox shows them."""
    catcher = start_catcher(settings.REHEARSAL_MAILBOX)
    try:
        with override_settings(SMTP_HOST="127.0.0.1", SMTP_PORT=catcher.port, WORKERS=False):
            yield
    finally:
        catcher.stop()
