"""An invariant that cannot fail is worth nothing: each is broken here once, and must say so."""

from datetime import timedelta

import pytest

from abaca.licensing.devices.actions import activate, deactivate
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.workflows.invariants import check_all, findings
from tests.breaking import without_the_guards
from tests.conftest import NOON
from tests.licensing.makers import make_account, make_licence, redeems
from tests.licensing.rehearsed_store import SHELF, Store

pytestmark = pytest.mark.django_db

BREAKS = [
    (
        "a redeemed product key has granted its term",
        "UPDATE licensing_product_keys_productkey SET state = 'issued'",
        "is issued and has granted 1 terms",
    ),
    (
        "a redeemed product key has granted its term",
        "UPDATE licensing_product_keys_productkey SET state = 'redeemed'",
        "is redeemed and has granted 0 terms",
    ),
    (
        "terms are what the ledger says",
        "UPDATE licensing_licences_term SET ends = ends + 1",
        "and its ledger says",
    ),
    ("terms are what the ledger says", "DELETE FROM licensing_licences_term", "are [], and its ledger says"),
    (
        "the terms of a licence do not overlap",
        "UPDATE licensing_licences_term SET begins = begins - 1 WHERE number = 2",
        "begins on 2027-03-01, and the one before ends on 2027-03-02",
    ),
    (
        "a licence knows the end of its terms",
        "UPDATE licensing_licences_licence SET ends_on = ends_on + 1",
        "ends on 2028-03-03, and its last term on 2028-03-02",
    ),
    (
        "no device was activated above the limit",
        "UPDATE licensing_licences_plan SET devices = 1",
        "was its number 2 of 1",
    ),
    (
        "no device was activated above the limit",
        "UPDATE licensing_devices_device SET deactivated_at = NULL",
        "was its number 6 of 5",
    ),
    (
        "every document was taken in once",
        "DELETE FROM licensing_product_keys_productkey WHERE state = 'issued'",
        "which we do not know",
    ),
    (
        "every document was taken in once",
        "UPDATE licensing_product_keys_productkey SET seat = 7",
        "and the feed says",
    ),
    (
        "every document was taken in once",
        "UPDATE licensing_feed_import_cursor SET position = 1",
        "The feed was read to 1, and its last document is",
    ),
    (
        "every document was taken in once",
        "INSERT INTO licensing_feed_import_waiting (position, kind, at, sealed_body) VALUES (1, 'x', '2026-03-02', '')",
        "1 documents wait to be understood.",
    ),
]


@pytest.fixture(autouse=True)
def _a_life(store: Store) -> None:
    """A licence with two terms and five devices, after a sixth was released; a key that nobody has redeemed."""
    account = make_account()
    licence = redeems(account, store.sells()).licence
    redeems(account, store.sells())
    store.sells()
    for number in range(5):
        activate(licence.pk, fingerprint=f"device {number}", at=NOON, by="a test")
    deactivate(licence.pk, fingerprint="device 0", at=NOON + timedelta(minutes=1), by="a test")
    activate(licence.pk, fingerprint="device 5", at=NOON + timedelta(minutes=2), by="a test")
    make_licence(store)
    pull(at=NOON)


def test_a_licence_that_has_lived_breaks_nothing():
    assert check_all(SHELF) == []


@pytest.mark.parametrize(("invariant", "statement", "said"), BREAKS)
def test_a_broken_row_is_found(invariant, statement, said):
    without_the_guards(statement)
    sentences = findings(SHELF)[invariant]
    assert [sentence for sentence in sentences if said in sentence], sentences


def test_a_product_key_of_which_the_feed_tells_nothing_is_found():
    told = [document for document in SHELF if document["kind"] != "product_key.issued"]
    assert "of which the feed tells nothing" in findings(told)["every document was taken in once"][0]


def test_every_invariant_is_broken_once():
    assert {name for name, _statement, _said in BREAKS} == set(findings(SHELF))
