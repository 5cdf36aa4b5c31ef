"""What the store tells has the members of the schema, and no others."""

import json
from pathlib import Path

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.store.workflows import seats
from tests.makers.shop import ALICE, Buyer, Shop

CONTRACT = Path(__file__).parents[2] / "src" / "abaca" / "contracts" / "feed"
SCHEMA = json.loads((CONTRACT / "schema.json").read_text(encoding="utf-8"))
SHAPES = {"plan.described": "plan_described", "product_key.issued": "product_key_issued"}


@pytest.mark.django_db
def test_every_document_of_a_shop_has_the_members_of_the_schema(letters, clock):
    shop = Shop()
    sold = shop.sells(to=ALICE, seats=2)
    old = sold.keys[1]
    fresh = seats.take_back(Buyer(ALICE).customer, old.ref, redeemed=False, at=clock.now, by="x")
    drain_all(at=clock.now)
    told = shop.feed()
    for document in told:
        shape = SCHEMA["$defs"][SHAPES[str(document["kind"])]]
        assert set(shape["required"]) <= set(document["body"]) <= set(shape["properties"])

    first, last = (next(d["body"] for d in told if d["body"].get("ref") == ref) for ref in (old.ref, fresh.ref))
    assert last["instead_of"] == old.ref
    different = {member for member in first if first[member] != last[member]}
    assert different == {"ref", "text", "instead_of"}
