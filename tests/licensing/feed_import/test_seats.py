"""A buyer takes a product key back: the fresh one has the seat, unless somebody redeemed the old one first."""

from datetime import timedelta

import pytest

from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.queries import seats_kept
from abaca.licensing.product_keys.actions import ProductKeyTaken
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.workflows.redemption import ProductKeyUnknown
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems, spans

pytestmark = pytest.mark.django_db
YEAR = ("professional", "2026-03-02", "2027-03-02")


def states() -> dict[str, str]:
    return dict(ProductKey.objects.values_list("ref", "state"))


def test_the_key_taken_back_is_void_and_the_fresh_one_can_be_redeemed(store):
    lost = store.sells()
    fresh = store.takes_back(lost)
    pull(at=NOON)
    assert states() == {lost.ref: "void", fresh.ref: "issued"}
    with pytest.raises(ProductKeyUnknown):
        redeems(make_account(), lost)
    assert spans(redeems(make_account(), fresh).licence) == [YEAR]


def test_who_redeemed_first_keeps_the_seat_and_the_fresh_key_is_void(store):
    bob, lost = make_account(), store.sells()
    licence = redeems(bob, lost).licence
    fresh = store.takes_back(lost)
    pull(at=NOON)
    assert states() == {lost.ref: "redeemed", fresh.ref: "void"}
    assert seats_kept([lost.ref, fresh.ref]) == {fresh.ref: lost.ref}
    assert spans(licence) == [YEAR]
    assert redeems(bob, lost).already
    with pytest.raises(ProductKeyTaken):
        redeems(make_account(), lost)


def test_a_second_taking_back_after_the_race_changes_nothing(store):
    lost = store.sells()
    redeems(make_account(), lost)
    store.takes_back(store.takes_back(lost))
    pull(at=NOON)
    assert sorted(states().values()) == ["redeemed", "void", "void"]


def test_money_back_for_the_fresh_key_ends_the_term_of_whoever_has_the_seat(store):
    lost = store.sells()
    licence = redeems(make_account(), lost).licence
    fresh = store.takes_back(lost)
    store.withdraws(fresh, "2026-06-01")
    pull(at=NOON + timedelta(days=91))
    assert spans(licence) == [("professional", "2026-03-02", "2026-06-01")]
    store.reinstates(fresh, "2026-06-01")
    pull(at=NOON + timedelta(days=91))
    assert spans(licence)[-1][2] == "2027-03-02"


def test_the_renewal_follows_the_seat_whichever_key_has_it(store):
    lost, kept = store.sells(), store.sells()
    licence = redeems(make_account(), kept).licence
    fresh, late = store.takes_back(lost), store.takes_back(kept)
    store.sells(follows=fresh.ref, deliver="automatic")
    store.sells(follows=late.ref, deliver="automatic")
    pull(at=NOON)
    assert spans(licence) == [YEAR, ("professional", "2027-03-02", "2028-03-02")]
    assert len(spans(redeems(make_account(), fresh).licence)) == 2


def test_a_renewal_minted_before_the_taking_back_follows_the_fresh_key(store):
    lost = store.sells()
    store.sells(follows=lost.ref, deliver="automatic")
    fresh = store.takes_back(lost)
    pull(at=NOON)
    assert len(spans(redeems(make_account(), fresh).licence)) == 2


def test_an_upgrade_of_the_fresh_key_replaces_the_term_of_the_seat(store):
    kept = store.sells()
    licence = redeems(make_account(), kept).licence
    late = store.takes_back(kept)
    store.sells("advanced", replaces=late.ref, **{"from": "2026-03-02"})
    pull(at=NOON)
    assert spans(licence) == [("advanced", "2026-03-02", "2027-03-02")]


def test_a_fresh_key_waits_for_the_one_it_is_instead_of(store):
    lost = store.sells()
    del store.documents[2]
    fresh = store.takes_back(lost)
    pull(at=NOON)
    assert states() == {}
    assert fresh.ref not in states()
