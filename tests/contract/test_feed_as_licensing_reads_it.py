"""The sample documents of the feed, as licensing reads them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from abaca.licensing.feed_import.actions import take_in
from abaca.licensing.feed_import.documents import KNOWN
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.workflows.redemption import redeem
from tests.licensing.fixtures import a_wing_of_its_own
from tests.licensing.makers import make_account, spans

__all__ = ["a_wing_of_its_own"]
CONTRACT = Path(__file__).parents[2] / "src" / "abaca" / "contracts" / "feed"
DOCUMENTS = json.loads((CONTRACT / "samples" / "a_year.json").read_text(encoding="utf-8"))
FOREIGN = json.loads((CONTRACT / "samples" / "foreign_keys.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((CONTRACT / "schema.json").read_text(encoding="utf-8"))
BODIES = {
    "plan.described": "plan_described",
    "product_key.issued": "product_key_issued",
    "product_key.withdrawn": "key_on_a_day",
    "product_key.reinstated": "key_on_a_day",
    "product_key.extended": "product_key_extended",
    "product_key.noticed": "product_key_noticed",
}


def test_the_schema_and_licensing_know_the_same_kinds():
    assert set(BODIES) == KNOWN


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, *FOREIGN], ids=lambda document: f"{document['position']} {document['kind']}"
)
def test_a_sample_has_the_members_of_its_schema(document):
    shape = SCHEMA["$defs"][BODIES[document["kind"]]]
    assert set(shape["required"]) <= set(document["body"]) <= set(shape["properties"])
    assert set(document) == set(SCHEMA["required"])


def test_the_samples_show_every_form_of_a_product_key():
    forms = [d["body"]["form"] for d in [*DOCUMENTS, *FOREIGN] if d["kind"] == "product_key.issued"]
    assert set(forms) == set(SCHEMA["$defs"]["product_key_issued"]["properties"]["form"]["enum"])


@pytest.mark.django_db
def test_licensing_understands_every_sample():
    first = DOCUMENTS[2]
    take_in(DOCUMENTS[:4], at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    alice = make_account("alice@example.org")
    done = redeem(first["body"]["text"], account=alice, at=datetime(2026, 3, 2, 12, tzinfo=UTC), by=alice.ref)
    take_in(DOCUMENTS[4:], at=datetime(2026, 10, 7, 12, tzinfo=UTC))

    assert not Waiting.objects.exists()
    assert spans(done.licence) == [
        ("professional", "2026-03-02", "2026-09-02"),
        ("advanced", "2026-09-02", "2027-09-02"),
        ("advanced", "2027-09-02", "2027-09-16"),
    ]
    assert list(ProductKey.objects.order_by("id").values_list("state", "foreign", "days")) == [
        ("redeemed", False, None),
        ("void", False, None),
        ("redeemed", False, None),
        ("issued", False, None),
        ("issued", True, 30),
    ]


def test_every_member_of_the_schema_is_shown_by_a_sample():
    for kind, name in BODIES.items():
        shown = {member for document in DOCUMENTS if document["kind"] == kind for member in document["body"]}
        assert shown == set(SCHEMA["$defs"][name]["properties"])


def test_licensing_knows_every_kind_of_which_the_schema_speaks():
    said = {
        kind
        for rule in SCHEMA["allOf"]
        for condition in [rule["if"]["properties"]["kind"]]
        for kind in condition.get("enum", [condition.get("const")])
    }
    assert said == KNOWN
