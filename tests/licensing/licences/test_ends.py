"""The journal speaks of each end of a licence twice: thirty days before it, and when it has come."""

from datetime import datetime, timedelta

import pytest

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import Licence
from tests.conftest import LUGANO, NOON
from tests.licensing.makers import make_account, make_licence, redeems
from tests.makers.statements import statements_of

pytestmark = pytest.mark.django_db
WORK = "licensing.ends"


def told() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(what__in=["licence.expiring", "licence.expired"]).order_by("id")
    return [(entry.what, entry.facts["on"]) for entry in rows]


def test_the_journal_speaks_once_of_an_end_that_comes_and_once_when_it_came(store):
    licence = make_licence(store)
    assert REGISTER[WORK].next_at() == datetime(2027, 1, 31, tzinfo=LUGANO)
    assert drain(WORK, at=datetime(2027, 1, 30, 23, tzinfo=LUGANO)) == 0
    for _twice in range(2):
        drain(WORK, at=datetime(2027, 1, 31, tzinfo=LUGANO))
    assert told() == [("licence.expiring", "2027-03-02")]
    assert REGISTER[WORK].next_at() == datetime(2027, 3, 2, tzinfo=LUGANO)
    for _twice in range(2):
        drain(WORK, at=datetime(2027, 3, 2, tzinfo=LUGANO))
    assert told() == [("licence.expiring", "2027-03-02"), ("licence.expired", "2027-03-02")]
    assert REGISTER[WORK].next_at() is None
    licence.refresh_from_db()
    assert (licence.expiring_for, licence.expired_for) == (licence.ends_on, licence.ends_on)


def test_a_renewal_moves_the_end_and_each_end_is_spoken_of(store):
    alice = make_account()
    redeems(alice, store.sells())
    drain(WORK, at=datetime(2027, 2, 1, tzinfo=LUGANO))
    redeems(alice, store.sells(), at=datetime(2027, 2, 2, tzinfo=LUGANO))
    assert REGISTER[WORK].next_at() == datetime(2028, 2, 1, tzinfo=LUGANO)
    drain(WORK, at=datetime(2028, 3, 5, tzinfo=LUGANO))
    assert told() == [("licence.expiring", "2027-03-02"), ("licence.expired", "2028-03-02")]


def test_a_licence_without_end_is_never_spoken_of(store):
    make_licence(store, months=None)
    assert REGISTER[WORK].next_at() is None


def test_a_short_term_is_said_to_end_soon_at_once(store):
    make_licence(store, months=None, days=14)
    drain(WORK, at=NOON)
    assert told() == [("licence.expiring", "2026-03-16")]


def test_money_back_on_the_first_day_leaves_a_licence_without_an_end(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    store.withdraws(sold, "2026-03-02")
    pull(at=NOON)
    licence.refresh_from_db()
    assert (licence.ends_on, licence.ends_at, licence.next_note_at) == (None, None, None)


def test_a_batch_takes_as_many_statements_as_one(store):
    make_licence(store)
    for_one = statements_of(lambda: drain(WORK, at=NOON + timedelta(days=340)))
    for _several in range(3):
        make_licence(store, at=NOON + timedelta(days=1))
    assert statements_of(lambda: drain(WORK, at=NOON + timedelta(days=341))) == for_one
    assert Licence.objects.filter(expiring_for__isnull=False).count() == 4
