"""Who comes: people with countries, languages, ways to pay and habits, the same ones for the same seed."""

# ruff: noqa: S311 - dice for a game

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from abaca.operations.cast import Person
from abaca.store.payments.gateways.rehearsal.cards import published_numbers

GOOD_CARD = "4242424242424242"
MONTHS_OF_ARRIVAL = 14
PLACES = (  # country, language, currency, city, postcode, street; as often as they stand here
    ("CH", "de", "CHF", "Zürich", "8001", "Bahnhofstrasse"),
    ("CH", "de", "CHF", "Bern", "3011", "Kramgasse"),
    ("CH", "fr", "CHF", "Genève", "1204", "rue du Rhône"),
    ("CH", "en", "CHF", "Lugano", "6900", "Via Nassa"),
    ("DE", "de", "EUR", "Köln", "50667", "Rosenweg"),
    ("DE", "de", "EUR", "Jena", "07743", "Saalstraße"),
    ("AT", "de", "EUR", "Wien", "1060", "Mariahilfer Straße"),
    ("FR", "fr", "EUR", "Lyon", "69003", "rue des Lilas"),
    ("FR", "fr", "EUR", "Nantes", "44000", "quai de la Fosse"),
    ("IT", "en", "EUR", "Milano", "20121", "Via Garibaldi"),
    ("GB", "en", "EUR", "Oxford", "OX1 2JD", "Mill Lane"),
    ("US", "en", "USD", "Portland", "97205", "Salmon Street"),
    ("NZ", "en", "USD", "Nelson", "7010", "Trafalgar Street"),
)
FIRST_NAMES = ("Anna", "Bruno", "Chloé", "David", "Élodie", "Fritz", "Gaia", "Hannah", "Ivo", "Jürg", "Karin", "Luc")
LAST_NAMES = (
    "Amstutz",
    "Bianchi",
    "Chevalier",
    "Dörig",
    "Evans",
    "Favre",
    "Größl",
    "Huber",
    "Jones",
    "Keller",
    "O'Neil",
)
COMPANIES = ("", "", "", "", "{} & Co", "Atelier {}", "{} Treuhand GmbH")


@dataclass(frozen=True)
class Customer:
    """Somebody who will come, with dice of his own, so that nobody's luck depends on who else is there."""

    number: int
    arrives: datetime
    person: Person
    plan: str
    seats: int
    currency: str
    shares: bool  # somebody else uses the program
    chance: Random

    def user(self, seat: int) -> str:
        """Return the address of the one who uses this seat."""
        if seat == 1 and not self.shares:
            return self.person.email
        return f"seat{seat}.{self.number}@{self.person.country.lower()}.example"

    def happens(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def days(self, least: int, most: int) -> timedelta:
        """Return some days, at some minute of the day."""
        return timedelta(days=self.chance.randint(least, most - 1), minutes=self.chance.randrange(24 * 60))

    def among(self, first: datetime, last: datetime) -> datetime:
        """Return an instant between two others."""
        minutes = max(1, (last - first) // timedelta(minutes=1))
        return first + timedelta(minutes=self.chance.randrange(minutes))


def crowd(customers: int, *, seed: int, begins: datetime, until: datetime) -> list[Customer]:
    """Return everybody who comes in the first months, in order of arrival."""
    troubles = cycle(row.number for row in published_numbers() if row.behaviour != "ok")
    dice = Random(f"{seed}/arrivals")
    span = _arrivals(until - begins) // timedelta(minutes=1)
    arrivals = sorted(begins + timedelta(minutes=dice.randrange(span)) for _customer in range(customers))
    return [_customer(n, at, next(troubles), Random(f"{seed}/{n}")) for n, at in enumerate(arrivals, start=1)]


def _arrivals(life: timedelta) -> timedelta:
    """Return in how much of a life people arrive: early enough that everybody comes to a first renewal."""
    return min(timedelta(days=MONTHS_OF_ARRIVAL * 30), max(life - timedelta(days=400), life / 10))


def _customer(number: int, arrives: datetime, trouble: str, dice: Random) -> Customer:
    country, language, currency, city, postcode, street = dice.choice(PLACES)
    last = dice.choice(LAST_NAMES)
    pays = dice.choices((GOOD_CARD, "5555555555554444", trouble, "wallet", "transfer"), (30, 15, 28, 12, 15))[0]
    empty = pays == "wallet" and dice.randrange(4) == 0
    end = arrives + timedelta(days=dice.choice((200, 300, 500, 900, 1500)))
    person = Person(
        name=f"{dice.choice(FIRST_NAMES)} {last}",
        email=f"{'empty' if empty else 'customer'}{number}@{country.lower()}.example",
        street=f"{street} {dice.randint(1, 99)}",
        postcode=postcode,
        city=city,
        country=country,
        language=language,
        company=dice.choice(COMPANIES).format(last),
        pays=pays,
        card_until=(end.month, end.year),
    )
    return Customer(
        number=number,
        arrives=arrives,
        person=person,
        plan=dice.choices(("professional", "advanced"), (70, 30))[0],
        seats=dice.choices((1, 2, 3, 5, 12), (70, 12, 10, 6, 2))[0],
        currency=currency,
        shares=dice.randrange(3) == 0,
        chance=dice,
    )
