"""What unmodified clients sent once is sent again, and gets the recorded status and at least the recorded members."""

import json
from pathlib import Path
from typing import Any

import pytest

from abaca.kernel.clock import system_now
from abaca.licensing.accounts.models import Account
from abaca.licensing.licences.models import Entitlement, Plan, Product
from abaca.licensing.product_keys.models import ProductKey

PLACE = Path(__file__).parents[4] / "shared/vectors/licence/client-traces"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PLACE.exists(), reason="shared vectors absent"),
]
RECORDED_KEY = "7Q4X-9M2B-K3TF-0WRD-HZ6C"
RECORDED_PRODUCT = "1f086ec9-a943-46ea-9da4-e62c2180c2f4"
WITHOUT_PRODUCT_SCOPE = ("keygen-example-python", "keygen-example-node")
# what the stand-in invented: only check-outs of machines have a machine
CARELESS = {("data", "relationships", "machine")}


def exchanges(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PLACE / f"{name}.jsonl").read_text().splitlines()]


def mapped(text: str, ids: dict[str, str]) -> str:
    for recorded, ours in ids.items():
        text = text.replace(recorded, ours)
    return text


def missing(recorded: Any, ours: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the members that were recorded and are not there, by their path."""
    if isinstance(recorded, dict):
        if not isinstance(ours, dict):
            return [path]
        absent = [(*path, name) for name in recorded if name not in ours]
        both = [name for name in recorded if name in ours]
        return absent + [each for name in both for each in missing(recorded[name], ours[name], (*path, name))]
    if isinstance(recorded, list) and recorded:
        return missing(recorded[0], ours[0], path) if isinstance(ours, list) and ours else [path]
    return []


def learn(recorded: Any, ours: Any, ids: dict[str, str]) -> None:
    """Remember which of our ids stands for which recorded one."""
    pairs = [(recorded.get(name), ours.get(name)) for name in ("data", "instance", "license_key")]
    for old, new in pairs:
        if isinstance(old, dict) and isinstance(new, dict) and isinstance(old.get("id"), str):
            ids[old["id"]] = new["id"]


@pytest.mark.parametrize(
    "name",
    ["keygen-sdk-python", "keygen-example-python", "keygen-example-node", "lemonsqueezy-python", "lemonsqueezy-js"],
)
def test_a_recorded_client_is_content(vendor, client, name):
    Plan.objects.update(devices=2, entitlements=["PRO"])
    now = system_now()
    Entitlement.objects.get_or_create(
        product=Product.objects.get(), code="PRO", defaults={"name": "Pro", "created_at": now}
    )
    Product.objects.update(require_product_scope=name not in WITHOUT_PRODUCT_SCOPE)
    ids = {RECORDED_KEY: vendor.product_key(), RECORDED_PRODUCT: vendor.product}
    ids["accounts/demo/"] = f"accounts/{vendor.account}/"

    for number, said in enumerate(exchanges(name), start=1):
        body = mapped(said["request_body"], ids).encode()
        headers = {name: mapped(value, ids) for name, value in said["headers"].items() if name != "Content-Type"}
        kind = said["headers"].get("Content-Type", "application/json")
        answer = client.generic(said["method"], mapped(said["path"], ids), body, content_type=kind, headers=headers)
        where = f"{number}: {said['method']} {said['path']}"
        assert answer.status_code == said["status"], f"{where}: {answer.content!r}"
        if not said["response_body"]:
            assert answer.content == b"", where
            continue
        recorded, ours = json.loads(said["response_body"]), answer.json()
        learn(recorded, ours, ids)
        careless = CARELESS if "licenses" in said["path"] and "check-out" in said["path"] else set()
        assert set(missing(recorded, ours)) - careless == set(), where
        for member in ("valid", "activated", "deactivated", "error"):
            if member in recorded:
                assert ours[member] == recorded[member], where
        if "meta" in recorded and "code" in recorded["meta"]:
            told = {name: ours["meta"][name] for name in ("valid", "code", "detail")}
            assert told == {name: recorded["meta"][name] for name in told}, where
        if "errors" in recorded:
            assert ours["errors"] == recorded["errors"], where


def test_a_member_that_is_missing_is_seen():
    assert missing({"a": {"b": 1}, "c": [{"d": 1}]}, {"a": {}, "c": [{}]}) == [("a", "b"), ("c", "d")]
    assert missing({"c": [{"d": 1}]}, {"c": []}) == [("c",)]


def test_the_key_of_the_traces_is_not_ours(vendor, client):
    """Its form is that of another shop: the replay puts one of ours in its place."""
    assert not ProductKey.objects.exists()
    assert not Account.objects.exists()
    response = client.get("/v1/me", headers={"Authorization": f"License {RECORDED_KEY}"})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (401, "LICENSE_INVALID")
