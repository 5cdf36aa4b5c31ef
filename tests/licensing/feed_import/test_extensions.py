"""Time without payment: granted behind the term of a key, or kept for it until it has one."""

from datetime import timedelta

import pytest

from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.licences.models import Extension
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems, spans

pytestmark = pytest.mark.django_db
YEAR = ("professional", "2026-03-02", "2027-03-02")


def test_a_redeemed_key_is_extended_at_once(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    store.extends(sold, days=14)
    pull(at=NOON)
    assert spans(licence) == [YEAR, ("professional", "2027-03-02", "2027-03-16")]


def test_what_is_promised_for_a_waiting_key_comes_with_its_term(store):
    sold = store.sells()
    store.extends(sold, months=1)
    pull(at=NOON)
    assert not Waiting.objects.exists()
    assert Extension.objects.get().granted_at is None
    licence = redeems(make_account(), sold, at=NOON + timedelta(days=10)).licence
    assert spans(licence) == [
        ("professional", "2026-03-12", "2027-03-12"),
        ("professional", "2027-03-12", "2027-04-12"),
    ]


def test_the_same_cause_counts_once(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    cause = store.extends(sold, days=14)
    store.extends(sold, days=14, cause=cause)
    pull(at=NOON)
    assert len(spans(licence)) == 2


def test_days_lie_behind_the_term_of_their_key_and_later_terms_move(store):
    alice, first = make_account(), store.sells()
    redeems(alice, first)
    licence = redeems(alice, store.sells()).licence
    store.extends(first, days=10)
    pull(at=NOON)
    assert spans(licence) == [
        YEAR,
        ("professional", "2027-03-02", "2027-03-12"),
        ("professional", "2027-03-12", "2028-03-12"),
    ]


def test_once_a_later_term_has_begun_they_lie_at_the_end_and_no_past_day_changes(store):
    alice, first = make_account(), store.sells()
    redeems(alice, first)
    licence = redeems(alice, store.sells()).licence
    store.extends(first, days=10)
    pull(at=NOON + timedelta(days=400))
    assert spans(licence) == [
        YEAR,
        ("professional", "2027-03-02", "2028-03-02"),
        ("professional", "2028-03-02", "2028-03-12"),
    ]


def test_an_ended_licence_runs_again_from_the_day_of_the_news(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    store.extends(sold, days=10)
    pull(at=NOON + timedelta(days=400))
    assert spans(licence) == [YEAR, ("professional", "2027-04-06", "2027-04-16")]


def test_it_goes_with_the_money_and_comes_back_with_it(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    store.extends(sold, days=14)
    store.withdraws(sold, "2026-06-01")
    later = store.extends(sold, days=7)
    pull(at=NOON + timedelta(days=91))
    assert spans(licence) == [("professional", "2026-03-02", "2026-06-01")]
    assert Extension.objects.get(cause=later).granted_at is None

    store.reinstates(sold, "2026-07-01")
    pull(at=NOON + timedelta(days=121))
    assert spans(licence)[1:] == [
        ("professional", "2026-07-01", "2027-04-01"),
        ("professional", "2027-04-01", "2027-04-15"),
        ("professional", "2027-04-15", "2027-04-22"),
    ]
    store.withdraws(sold, "2026-08-01")
    pull(at=NOON + timedelta(days=152))
    assert spans(licence)[1:] == [("professional", "2026-07-01", "2026-08-01")]


def test_an_upgrade_stands_before_what_was_given_for_the_old_key(store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    store.extends(sold, days=14)
    store.sells("advanced", replaces=sold.ref, **{"from": "2026-09-02"})
    pull(at=NOON + timedelta(days=184))
    assert spans(licence) == [
        ("professional", "2026-03-02", "2026-09-02"),
        ("advanced", "2026-09-02", "2027-09-02"),
        ("professional", "2027-09-02", "2027-09-16"),
    ]


def test_what_was_promised_for_a_key_that_is_taken_back_goes_to_the_fresh_one(store):
    lost = store.sells()
    store.extends(lost, days=14)
    fresh = store.takes_back(lost)
    pull(at=NOON)
    assert len(spans(redeems(make_account(), fresh).licence)) == 2


def test_a_key_may_be_worth_days(store):
    licence = redeems(make_account(), store.sells(months=None, days=30)).licence
    assert spans(licence) == [("professional", "2026-03-02", "2026-04-01")]
