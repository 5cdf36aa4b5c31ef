"""Newsletters and those who want them, as tests need them."""

from datetime import datetime, timedelta

from abaca.dispatch.jobs import drain_all
from abaca.store.customers.models import Customer
from abaca.store.newsletters.actions import Shown, Words, consent_to, start, write
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition
from abaca.store.newsletters.states import Source

SHOWN = Shown("News, please.", "checkout consent 1", "en")
TEXT = Words("What is new in spring", "The year is closed faster.\n\n[See how](https://musa.example/spring)")
ALL = Choice(only_active=False)


def says_yes(customer: Customer, *, at: datetime) -> None:
    consent_to(customer, source=Source.PREFERENCES, shown=SHOWN, at=at, by=customer.ref)


def make_edition(choice: Choice = ALL, *, at: datetime, **others: Words) -> Edition:
    """Return a newsletter in English, and in the languages that are named, that has not left."""
    return write(None, {"en": TEXT, **others}, main_language="en", choice=choice, at=at, by="sam")


def sent(edition: Edition, *, at: datetime) -> Edition:
    """Send a newsletter, and let its letters leave."""
    start(edition, at=at, by="sam")
    for minute in range(3):
        drain_all(at=at + timedelta(minutes=minute))
    edition.refresh_from_db()
    return edition
