"""Whatever the order and however often: the same documents end in the same state."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain
from abaca.licensing.feed_import.actions import take_in
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.models import Cursor, Waiting
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import Extension, Licence, Plan
from abaca.licensing.product_keys.models import ProductKey
from tests.conftest import NOON
from tests.licensing import rehearsed_store
from tests.licensing.makers import make_account, redeems, spans

pytestmark = pytest.mark.django_db


def test_a_pull_reads_everything_and_the_next_one_nothing(store):
    store.sells()
    assert (pull(at=NOON), pull(at=NOON)) == (3, 0)
    assert Cursor.objects.get().position == 3
    assert ProductKey.objects.count() == 1


def test_more_than_one_batch_is_read_to_its_end(store, monkeypatch):
    monkeypatch.setattr("abaca.licensing.feed_import.jobs.BATCH", 2)
    for _key in range(4):
        store.sells()
    assert pull(at=NOON) == 6


def test_the_sweep_knows_when_the_feed_waits(store):
    work = REGISTER["licensing.feed"]
    assert (work.due(NOON, 10), work.next_at()) == ([0], NOON)
    assert drain("licensing.feed", at=NOON) == 1
    assert (work.due(NOON, 10), work.next_at()) == ([], None)


def test_an_unknown_kind_waits_and_holds_nobody_up(store):
    store.tells("weather.changed", {"sky": "blue"})
    sold = store.sells()
    pull(at=NOON)
    assert list(Waiting.objects.values_list("kind", flat=True)) == ["weather.changed"]
    assert ProductKey.objects.get().ref == sold.ref


def test_a_broken_document_waits_and_holds_nobody_up(store, caplog):
    store.tells("product_key.issued", {"ref": "pk_broken"})
    sold = store.sells()
    store.sells(text=sold.text)
    pull(at=NOON)
    assert list(Waiting.objects.values_list("position", flat=True)) == [3, 5]
    assert ProductKey.objects.get().ref == sold.ref
    assert "Document 3 (product_key.issued) of the feed cannot be applied." in caplog.text


def test_what_waits_holds_no_product_key_in_clear():
    sold = rehearsed_store.Store().sells()
    pull(at=NOON)
    assert sold.text.encode() not in bytes(Waiting.objects.get().sealed_body)


def test_a_key_of_an_unknown_plan_waits_for_it():
    store = rehearsed_store.Store()
    sold = store.sells()
    pull(at=NOON)
    assert not ProductKey.objects.exists()
    store.describes("professional")
    pull(at=NOON)
    assert ProductKey.objects.get().ref == sold.ref
    assert not Waiting.objects.exists()


def test_a_plan_is_described_anew_but_never_by_an_older_document(store):
    store.describes("professional", devices=3)
    documents = list(store.documents)
    take_in([documents[2]], at=NOON)
    take_in([documents[0]], at=NOON)
    assert Plan.objects.get(code="professional").devices == 3


def test_an_import_leaves_one_line_in_the_journal_per_key(store):
    store.sells()
    for _twice in range(2):
        take_in(store.documents, at=NOON)
    assert Entry.objects.filter(what="product_key.imported").count() == 1


def state() -> object:
    """Return what matters: keys by state, terms by licence, nothing that counts rows or hours."""
    keys = sorted(ProductKey.objects.values_list("ref", "state"))
    licences = [(licence.account.email, spans(licence)) for licence in Licence.objects.select_related("account")]
    promised = sorted(Extension.objects.values_list("key_ref", "cause"))
    return keys, sorted(licences), promised, Waiting.objects.count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), batches=st.integers(1, 4))
def test_every_order_and_doubling_ends_in_the_same_state(store, seed, batches):
    del store.documents[2:]
    first = store.sells(deliver="automatic", holder_email="alice@example.org")
    store.sells(follows=first.ref, deliver="automatic")
    second = store.sells()
    store.sells("advanced", replaces=second.ref, **{"from": "2026-03-02"})
    store.withdraws(first, "2026-03-02")
    store.withdraws(store.sells(), "2026-03-02")
    lost = store.sells()
    store.extends(lost, days=10)
    fresh = store.takes_back(store.takes_back(lost))
    store.extends(fresh, days=5)
    store.sells(follows=fresh.ref, deliver="automatic")
    gone = store.sells(deliver="automatic", holder_email="dora@example.org")
    store.extends(gone, months=1)
    late = store.takes_back(gone)
    store.extends(late, days=3)
    store.sells("advanced", follows=late.ref, deliver="automatic")
    in_order, doubled = list(store.documents), [*store.documents, *store.documents[::2]]
    random.Random(seed).shuffle(doubled)

    def after(parcels) -> object:
        with transaction.atomic():
            for parcel in parcels:
                take_in(parcel, at=NOON)
            found = state()
            transaction.set_rollback(True)
        return found

    size = -(-len(doubled) // batches)
    assert after([doubled[start : start + size] for start in range(0, len(doubled), size)]) == after([in_order])


def test_a_term_withdrawn_and_reinstated_gets_back_the_days_it_had_left(store):
    alice, sold = make_account(), store.sells()
    licence = redeems(alice, sold).licence
    store.withdraws(sold, "2026-06-01")
    pull(at=NOON + timedelta(days=91))
    assert spans(licence) == [("professional", "2026-03-02", "2026-06-01")]
    store.reinstates(sold, "2026-07-01")
    pull(at=NOON + timedelta(days=121))
    assert spans(licence) == [
        ("professional", "2026-03-02", "2026-06-01"),
        ("professional", "2026-07-01", "2027-04-01"),
    ]


def test_a_late_withdrawal_changes_no_past_day(store):
    licence = redeems(make_account(), sold := store.sells()).licence
    store.withdraws(sold, "2026-04-01")
    pull(at=NOON + timedelta(days=91))
    assert spans(licence) == [("professional", "2026-03-02", "2026-06-01")]


def test_an_upgrade_replaces_the_term_of_a_redeemed_key(store):
    alice, sold = make_account(), store.sells()
    licence = redeems(alice, sold).licence
    advanced = store.sells("advanced", replaces=sold.ref, **{"from": "2026-09-02"})
    pull(at=NOON + timedelta(days=184))
    assert spans(licence) == [("professional", "2026-03-02", "2026-09-02"), ("advanced", "2026-09-02", "2027-09-02")]
    assert redeems(alice, advanced).already

    store.withdraws(advanced, "2026-10-01")
    pull(at=NOON + timedelta(days=213))
    assert spans(licence) == [("professional", "2026-03-02", "2027-03-02")]


def test_an_upgrade_of_an_unredeemed_key_waits_in_its_place(store):
    sold = store.sells()
    advanced = store.sells("advanced", replaces=sold.ref, **{"from": "2026-03-02"})
    pull(at=NOON)
    assert dict(ProductKey.objects.values_list("ref", "state")) == {sold.ref: "void", advanced.ref: "issued"}

    store.withdraws(advanced, "2026-03-02")
    pull(at=NOON)
    assert dict(ProductKey.objects.values_list("ref", "state")) == {sold.ref: "issued", advanced.ref: "void"}


def test_a_withdrawn_key_that_is_reinstated_can_be_redeemed(store):
    sold = store.sells()
    store.withdraws(sold, "2026-03-02")
    store.reinstates(sold, "2026-03-02")
    assert not redeems(make_account(), sold).already
