"""People who buy in a rehearsal: the demo's cast, the crowd of a simulation, and the headless sale."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import override

from abaca.kernel.refs import new_token
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.customers.actions import AddressFacts
from abaca.store.newsletters.actions import Answer, Shown
from abaca.store.newsletters.states import Saying
from abaca.store.newsletters.wordings import CHECKOUT_CONSENT
from abaca.store.orders.models import Order
from abaca.store.workflows.checkout import Wish
from abaca.store.workflows.jobs import BankTransfer, Card, Means, Wallet, buy, look_up
from abaca.store.workflows.pricing import price
from abaca.store.workflows.taxing import taxed, visitor


@dataclass(frozen=True)
class Person:
    """Somebody with an address and a way to pay: a card number, "wallet" or "transfer"."""

    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    language: str = "en"
    company: str = ""
    vat_id: str = ""
    pays: str = "4242424242424242"
    card_until: tuple[int, int] | None = None  # month and year; five years on where nothing is said
    news: bool = False  # ticks the box for newsletters

    def address(self) -> AddressFacts:
        return AddressFacts(
            name=self.name,
            company=self.company,
            vat_id=self.vat_id,
            street=self.street,
            postcode=self.postcode,
            city=self.city,
            country=self.country,
        )

    def means(self, at: datetime) -> Means:
        """Return how this person pays."""
        if self.pays == "transfer":
            return BankTransfer()
        if self.pays == "wallet":
            return Wallet(self.email)
        month, year = self.card_until or (at.month, at.year + 5)
        return Card(self.pays, month, year, "123")


def wish_of(
    person: Person, plan: str, *, seats: int = 1, currency: str = "EUR", code: str = "", token: str = "", at: datetime
) -> Wish:
    """Return the checkout form as this person fills it in."""
    token, address = token or new_token(), person.address()
    look_up(address.as_copy(), token, at=at, by="a guest")
    sale = taxed(address.as_copy(), visitor(token), at=at)
    shown = price(plan_for_sale(plan), seats=seats, currency=currency, sale=sale, code=code, at=at)
    return Wish(
        token=token,
        plan=plan,
        seats=seats,
        currency=currency,
        email=person.email,
        billing=address,
        delivery=replace(address, vat_id=""),
        language=person.language,
        consent=f"Renews every year for {shown.renewal} unless cancelled before.",
        newsletter=_answer_of(person),
        shown_total=shown.total.amount,
        country_confirmed=True,
        coupon=code,
    )


def _answer_of(person: Person) -> Answer | None:
    if not person.news:
        return None
    with override(person.language):
        words = str(CHECKOUT_CONSENT)
    return Answer(Saying.CONSENTED, Shown(words, CHECKOUT_CONSENT.version, person.language))


def sell(
    person: Person, plan: str, *, seats: int = 1, currency: str = "EUR", code: str = "", token: str = "", at: datetime
) -> Order:
    """Let a person buy, through the same workflow as the checkout page; return the order."""
    wish = wish_of(person, plan, seats=seats, currency=currency, code=code, token=token, at=at)
    return buy(wish, person.means(at), at=at, by="a guest")
