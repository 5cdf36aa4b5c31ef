"""A bridge code gets a program through the week in which its licence is late."""

from datetime import timedelta

import pytest

from abaca.kernel.bridge_codes import mint
from abaca.licensing.devices.actions import make_bridge_code
from abaca.licensing.devices.models import Device
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Plan
from tests.api.licensing.program import NONCE, Program
from tests.api.licensing.test_leases import opened
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def a_code(plan: str = "professional", *, counts_for: str = "sub_1") -> str:
    row = Plan.objects.select_related("product").get(code=plan)
    return make_bridge_code(row, counts_for=counts_for, at=NOON, by="a test").printed


def said(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def told(response) -> dict:
    """Return an answer without what differs from call to call."""
    return response.json() | {"request_id": "", "ts": ""}


def test_a_code_gives_a_signed_lease_of_seven_days_and_no_device(program, store):
    answer = program.asks("bridge", bridge_code=a_code("advanced").lower().replace("-", " "))
    body = answer.json()
    assert (answer.status_code, body["op"], body["nonce"]) == (200, "bridge", NONCE)
    assert sorted(body["lease"]) == ["compact", "expires", "issued", "machine_file"]
    assert body["lease"]["machine_file"] is None
    assert body["lease"]["expires"] == "2026-03-09T11:00:00.000Z"
    inside = opened(body["lease"]["compact"])
    assert (inside["l"], inside["pl"], inside["n"]) == ("", "advanced", NONCE)
    assert inside["e"] == ["EXPORT", "MULTI_CURRENCY"]
    assert inside["x"] - inside["i"] == 7 * 86_400
    assert not Device.objects.exists()


def test_the_nonce_may_be_left_out(program, store):
    answer = program.asks("bridge", bridge_code=a_code(), nonce=None)
    assert opened(answer.json()["lease"]["compact"])["n"] == ""


def test_missing_used_expired_and_foreign_codes_get_the_same_answer(program, store, clock):
    store.product = "musa-invoices"
    store.describes("solo")
    pull(at=NOON)
    used, foreign = a_code(), a_code("solo", counts_for="sub_2")
    assert program.asks("bridge", bridge_code=used).status_code == 200
    answers = [told(program.asks("bridge", bridge_code=code)) for code in (mint(), used, foreign)]
    old = a_code(counts_for="sub_3")
    clock.travel_to(NOON + timedelta(hours=48))
    answers.append(told(program.asks("bridge", bridge_code=old)))
    assert answers[0]["error"]["code"] == "bridge_code_unknown"
    assert answers == [answers[0]] * 4


def test_a_code_of_another_product_stays_good(program, store):
    store.product = "musa-invoices"
    store.describes("solo")
    pull(at=NOON)
    code = a_code("solo")
    assert said(program.asks("bridge", bridge_code=code)) == (404, "bridge_code_unknown")
    other = Program(program.client, product="musa-invoices")
    assert other.asks("bridge", bridge_code=code).status_code == 200


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"bridge_code": 7}, 400, "invalid_request"),
        ({"bridge_code": "x" * 5000}, 413, "too_large"),
        ({"bridge_code": "1234-5678-92YH", "fingerprint": ""}, 400, "invalid_request"),
        ({"bridge_code": "1234-5678-92YH", "fingerprint": "f" * 4097}, 413, "too_large"),
        ({"bridge_code": "1234-5678-92YH", "product": "nothing"}, 404, "product_unknown"),
        ({"bridge_code": "1234-5678-92YH"}, 404, "bridge_code_unknown"),
        ({"bridge_code": "1234-5678"}, 422, "bridge_code_mistyped"),
    ],
)
def test_the_table_of_refusals(program, store, members, status, code):
    assert said(program.asks("bridge", **members)) == (status, code)


def test_a_mistyped_code_comes_back_with_its_diagnosis_and_counts_nowhere(program, store):
    for _try in range(12):
        answer = program.asks("bridge", bridge_code="1234-5698-92YH")
    assert answer.json()["error"]["detail"]["diagnosis"] == {
        "kind": "one_wrong",
        "position": 7,
        "group": 2,
        "typed": "9",
        "expected": "7",
        "suggestion": "1234-5678-92YH",
    }
    assert program.asks("bridge", bridge_code=a_code()).status_code == 200


def test_the_eleventh_unknown_code_of_a_network_is_refused_and_so_is_a_good_one(program, store):
    code = a_code()
    tries = [program.asks("bridge", bridge_code=mint()).status_code for _try in range(11)]
    assert tries == [404] * 10 + [429]
    blocked = program.asks("bridge", bridge_code=code)
    assert said(blocked) == (429, "rate_limited")
    assert blocked.headers["Retry-After"] == "60"
    assert said(program.asks("activate", product_key="A0123-45678-9ABCD-EFGHJ-KM583")) == (429, "rate_limited")
