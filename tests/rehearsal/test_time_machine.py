from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from abaca.dispatch.models import Present
from abaca.dispatch.queries import present
from abaca.kernel.clock import system_now
from abaca.rehearsal import journeys
from tests.conftest import NOON
from tests.makers.shop import ALICE, CHARLIE, Buyer, card

TIME = "/rehearsal/time/"


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_bar_stands_on_every_page_with_the_date_and_what_comes_next(client, shop):
    shop.sells(to=ALICE)
    page = client.get("/rehearsal/cards/").content.decode()
    assert "2 March 2026" in page
    assert "In 327 days: renewal notice to Alice Rossi" in page
    assert f'action="{TIME}"' in page


def test_a_day_later_everything_else_is_as_it_was(client, db):
    response = client.post(TIME, {"step": "day", "next": "/rehearsal/bank/?x=1"})
    assert (response.status_code, response.url) == (302, "/rehearsal/bank/?x=1")
    assert present() == NOON + timedelta(days=1)
    assert said(response) == ["It is now 3 March 2026. Nothing happened on the way."]


def test_a_year_renews_once_and_sends_each_letter_once(client, shop, letters):
    shop.sells(to=ALICE)
    response = client.post(TIME, {"step": "year"})

    assert said(response) == [
        "It is now 2 March 2027. 3 letters were sent. 1 order was paid. 1 subscription was renewed."
    ]
    assert len(shop.charges()) == 2
    assert len(letters.to(ALICE)) == 4
    assert len(letters.arrivals) == len(set(letters.arrivals))

    client.post(TIME, {"step": "day"})
    assert len(shop.charges()) == 2


def test_what_happens_on_the_way_happens_on_its_own_day(client, shop, letters):
    shop.sells(to=ALICE)
    client.post(TIME, {"step": "year"})
    days = [letter.date.date().isoformat() for letter in letters.to(ALICE)]
    assert days == ["2026-03-02", "2027-01-23", "2027-02-18", "2027-03-02"]


def test_the_next_event_is_one_event(client, shop, letters):
    shop.sells(to=ALICE)
    response = client.post(TIME, {"step": "next"})
    assert said(response) == ["It is now 23 January 2027. 1 letter was sent."]
    assert present() == datetime.fromisoformat("2027-01-23T08:00:00+00:00")
    assert len(letters.to(ALICE)) == 2


def test_a_journey_tells_of_what_went_wrong_too(client, shop):
    shop.sells(to=card(ALICE, "hard_renewals"))
    client.post(TIME, {"to": "2027-03-02"})
    response = client.post(TIME, {"to": "2027-04-10"})
    assert "1 unpaid order lapsed. 1 subscription ended." in said(response)[-1]


def test_without_any_event_there_is_no_next_one(client, db):
    response = client.post(TIME, {"step": "next"})
    assert said(response) == ["Nothing is due, so there is no next event to go to."]
    assert present() == NOON


def test_a_day_by_its_date(client, shop):
    response = client.post(TIME, {"to": "2026-12-24"})
    assert response.url == TIME
    assert present() == datetime.fromisoformat("2026-12-24T11:00:00+00:00")


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"to": "2026-03-01"}, 409, "The shop&#x27;s clock stands at 2 March 2026; it never runs back."),
        ({"to": "1999-12-31"}, 409, "it never runs back"),
        ({"to": "2046-03-02"}, 422, "ten years ahead at most"),
        ({"to": "tomorrow"}, 422, "such as 2027-11-22"),
        ({"to": ""}, 422, "such as 2027-11-22"),
        ({"to": "9999-99-99"}, 422, "such as 2027-11-22"),
        ({"step": "week"}, 422, "Please say how far"),
        ({}, 422, "Please say how far"),
    ],
)
def test_a_journey_to_nowhere_is_refused_and_moves_nothing(client, db, form, status, sentence):
    response = client.post(TIME, form)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert present() == NOON


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "evil",
        "http:///evil.example",
        "",
    ],
)
def test_a_foreign_way_back_is_not_followed(client, db, foreign):
    assert client.post(TIME, {"step": "day", "next": foreign}).url == TIME


def test_a_stranger_cannot_make_a_visitor_move_the_clock(db):
    assert Client(enforce_csrf_checks=True).post(TIME, {"step": "day"}).status_code == 403
    assert present() == NOON


def test_a_running_clock_runs_on_afterwards(client, shop):
    shop.sells(to=ALICE)
    Present.objects.update(at=NOON, runs_since=system_now())

    client.post(TIME, {"step": "year"})

    row = Present.objects.get()
    assert row.runs_since is not None
    assert timedelta(0) <= present() - (NOON + timedelta(days=365)) < timedelta(minutes=5)
    assert len(shop.charges()) == 2


def test_the_clock_runs_on_even_where_a_journey_fails(client, shop, settings):
    shop.sells(to=CHARLIE)
    Present.objects.update(at=NOON, runs_since=system_now())
    settings.REHEARSAL_PROVIDER_FILE = settings.REHEARSAL_PROVIDER_FILE / "gone" / "astray"
    client.raise_request_exception = False

    assert client.post(TIME, {"step": "year"}).status_code == 500
    assert Present.objects.get().runs_since is not None


def test_a_second_journey_waits_for_the_first(client, db):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [journeys.ALONE])
        refused = client.post(TIME, {"step": "day"})
        assert refused.status_code == 409
        assert "The clock is just being moved." in refused.content.decode()
        assert present() == NOON
    other.close()

    assert client.post(TIME, {"step": "day"}).status_code == 302


def test_a_journey_that_takes_too_long_rests_and_goes_on_with_the_next_one(client, shop, clock, monkeypatch):
    shop.sells(to=ALICE)
    clock.travel_to("2027-01-05")  # payouts and the ends of months lie behind
    monkeypatch.setattr(journeys, "PATIENCE", -1.0)
    response = client.post(TIME, {"step": "year"})
    assert said(response) == ["So much fell due that the journey rests on 23 January 2027. 1 letter was sent."]

    monkeypatch.undo()
    client.post(TIME, {"to": "2027-03-02"})
    assert len(shop.charges()) == 2


def test_several_renewals_of_one_day_happen_in_one_journey(client, shop):
    for n in range(3):
        shop.sells(to=ALICE, token=f"token-{n}")
    response = client.post(TIME, {"step": "year"})
    assert "3 subscriptions were renewed." in said(response)[0]


def test_the_page_shows_what_comes_next(client, shop):
    shop.sells(to=ALICE)
    page = client.get(TIME).content.decode()
    assert "Charge for the renewal of Alice Rossi" in page
    assert "The clock stands still until you move it." in page
    assert Buyer(ALICE).subscription.auto_renew


def test_the_page_of_an_empty_shop_says_so(client, db):
    assert "Nothing is due" in client.get(TIME).content.decode()
