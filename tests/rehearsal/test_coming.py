from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from abaca.rehearsal.coming import WORDS, events, next_sentence, when, words
from abaca.store.notices.timetable import Kind
from abaca.store.subscriptions.renewal_dates import Act
from tests.conftest import LUGANO, NOON
from tests.makers.shop import ALICE, BOB


@pytest.mark.parametrize("kind", [*Kind, *Act])
def test_every_notice_and_every_step_has_its_words(kind):
    assert str(kind) in WORDS
    assert "Alice" in words(str(kind), "Alice")


def test_an_event_without_words_of_its_own_still_names_the_person():
    assert words("something_new", "Alice") == "something for Alice"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-03-02T11:00", "Now"),
        ("2026-03-02T23:59", "Today"),
        ("2026-03-03T00:00", "Tomorrow"),
        ("2026-03-14T09:00", "In 12 days"),
    ],
)
def test_the_days_until_then_are_counted_by_the_calendar(instant, said):
    assert when(datetime.fromisoformat(instant).replace(tzinfo=LUGANO), at=NOON) == said


def test_in_an_empty_shop_nothing_comes(db):
    assert next_sentence(at=NOON) == ""
    assert events() == []


def test_the_bar_says_whom_the_next_notice_is_for(shop):
    shop.sells(to=ALICE)
    with translation.override("en"):
        assert next_sentence(at=NOON) == "In 327 days: renewal notice to Alice Rossi"


def test_the_bar_costs_two_queries(shop, django_assert_num_queries):
    shop.sells(to=ALICE)
    with django_assert_num_queries(2):
        next_sentence(at=NOON)


def test_the_bar_is_silent_where_the_database_cannot_answer(db):
    with transaction.atomic():
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert next_sentence(at=NOON) == ""
        transaction.set_rollback(True)


def test_the_list_shows_notices_and_steps_in_order(shop):
    shop.sells(to=ALICE)
    shop.books(shop.sells(to=BOB).order)

    coming = events()

    assert [event.at for event in coming] == sorted(event.at for event in coming)
    assert [event.text for event in coming if "Alice" in event.text] == [
        "Renewal notice to Alice Rossi",
        "Second renewal notice to Alice Rossi",
        "Charge for the renewal of Alice Rossi",
    ]
    assert "Renewal invoice to Bob Huber, who pays by transfer" in [event.text for event in coming]


def test_the_list_ends_where_it_is_told(shop):
    shop.sells(to=ALICE)
    assert len(events(2)) == 2
    assert events(2)[0].at - NOON < timedelta(days=328)
