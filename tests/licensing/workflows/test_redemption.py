import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.journal.models import Entry
from abaca.licensing.product_keys.actions import ProductKeyTaken
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.workflows.redemption import (
    ProductKeyMistyped,
    ProductKeyUnknown,
    ProductMismatch,
    TooManyUnknownKeys,
    redeem,
)
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems, spans

pytestmark = pytest.mark.django_db


def test_a_key_that_the_feed_has_not_brought_yet_is_redeemed_at_the_first_try(store):
    alice = make_account("alice@example.org")
    redemption = redeems(alice, store.sells())

    assert not redemption.already
    assert spans(redemption.licence) == [("professional", "2026-03-02", "2027-03-02")]
    assert list(Entry.objects.filter(whose=alice.ref).order_by("id").values_list("what", flat=True)) == [
        "account.opened",
        "licence.created",
        "licence.extended",
        "product_key.redeemed",
    ]


def test_the_same_key_again_changes_nothing(store):
    alice, sold = make_account(), store.sells()
    first = redeems(alice, sold)
    again = redeems(alice, sold)

    assert again.already
    assert again.number == first.number
    assert len(spans(again.licence)) == 1


def test_a_key_of_somebody_else_is_taken(store):
    sold = store.sells()
    redeems(make_account(), sold)
    with pytest.raises(ProductKeyTaken):
        redeems(make_account(), sold)


def test_two_keys_add_up_in_time(store):
    alice = make_account()
    redeems(alice, store.sells())
    redemption = redeems(alice, store.sells("advanced"))
    assert spans(redemption.licence) == [
        ("professional", "2026-03-02", "2027-03-02"),
        ("advanced", "2027-03-02", "2028-03-02"),
    ]


def test_a_mistyped_key_is_diagnosed_and_asks_nobody(django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(ProductKeyMistyped) as refusal:
        redeem("RT2GZ-SKYPD-8W86G-9K64N-Y6M2V", account=None, at=NOON, by="a test")
    assert (refusal.value.reading.position, refusal.value.reading.expected) == (12, "J")


def test_a_key_of_another_product_is_told_apart(store):
    alice, sold = make_account(), store.sells()
    with pytest.raises(ProductMismatch):
        redeem(sold.text, account=alice, product="musa-invoices", at=NOON, by=alice.ref)


def test_a_void_key_and_an_unknown_one_cannot_be_told_apart(store, django_assert_num_queries):
    alice, sold = make_account(), store.sells()
    store.withdraws(sold, "2026-03-02")
    pull(at=NOON)
    told = []
    for text in (sold.text, "A0123-45678-9ABCD-EFGHJ-KM583"):
        with CaptureQueriesContext(connection) as statements, pytest.raises(ProductKeyUnknown) as refusal:
            redeem(text, account=alice, network="203.0.113.7", at=NOON, by=alice.ref)
        told.append((str(refusal.value), refusal.value.facts, len(statements)))
    assert told[0] == told[1]


def test_the_eleventh_unknown_key_in_a_minute_blocks_the_network_even_for_known_keys(store):
    alice, sold = make_account(), store.sells()
    pull(at=NOON)
    for _try in range(10):
        with pytest.raises(ProductKeyUnknown):
            redeem("A0123-45678-9ABCD-EFGHJ-KM583", account=alice, network="203.0.113.7", at=NOON, by=alice.ref)
    for text in (sold.text, "A0123-45678-9ABCD-EFGHJ-KM583"):
        with pytest.raises(TooManyUnknownKeys):
            redeem(text, account=alice, network="203.0.113.7", at=NOON, by=alice.ref)
    assert redeem(sold.text, account=alice, network="203.0.113.8", at=NOON, by=alice.ref)


def test_a_shop_that_does_not_answer_is_told_honestly(settings, store):
    settings.FEED_SOURCE = "tests.licensing.rehearsed_store.unreachable"
    alice = make_account()
    with pytest.raises(ProductKeyUnknown) as refusal:
        redeem(store.sells().text, account=alice, at=NOON, by=alice.ref)
    assert refusal.value.facts == {"feed_checked": False}


def test_a_key_delivered_automatically_finds_the_licence_of_the_key_it_follows(store):
    alice, first = make_account(), store.sells()
    licence = redeems(alice, first).licence
    store.sells(follows=first.ref, deliver="automatic")
    pull(at=NOON)
    assert spans(licence) == [
        ("professional", "2026-03-02", "2027-03-02"),
        ("professional", "2027-03-02", "2028-03-02"),
    ]


def test_a_key_delivered_automatically_waits_for_the_key_it_follows(store):
    first = store.sells()
    store.sells(follows=first.ref, deliver="automatic")
    pull(at=NOON)
    assert len(spans(redeems(make_account(), first).licence)) == 2


def test_a_key_delivered_automatically_opens_the_account_of_its_holder(store):
    sold = store.sells(deliver="automatic", holder_email="bob@example.org")
    pull(at=NOON)
    key = ProductKey.objects.select_related("licence__account").get(ref=sold.ref)
    assert key.licence.account.email == "bob@example.org"


def test_no_row_holds_a_product_key_in_clear(store):
    sold = store.sells()
    redeems(make_account(), sold)
    row = ProductKey.objects.values().get(ref=sold.ref)
    symbols = sold.text.replace("-", "")
    assert [name for name, value in row.items() if symbols[:-5] in str(value) or sold.text in str(value)] == []
