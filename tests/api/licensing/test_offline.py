"""A computer without a network is activated by what is carried to us and back."""

from dataclasses import replace

import pytest

from abaca.licensing.devices.models import Device
from abaca.licensing.devices.offline import OfflineRequest, write
from abaca.licensing.licences.models import Licence
from tests.api.licensing.program import NONCE, Program
from tests.api.licensing.test_leases import opened
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db
FAR_AWAY = OfflineRequest("musa-accounting", "a" * 64, "carried-by-hand-01", device_name="Workshop")


def said(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest.fixture
def sold(store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    return sold


def with_key(text: str) -> str:
    return write(replace(FAR_AWAY, product_key=text.replace("-", "")))


def test_a_redeemed_key_activates_and_the_lease_answers_the_requests_nonce(program, sold):
    answer = program.post("offline", request=with_key(sold.text))
    body = answer.json()
    assert (answer.status_code, body["op"], body["nonce"]) == (200, "offline", NONCE)
    assert (body["already"], body["replaced"], body["device"]["name"]) == (False, None, "Workshop")
    assert body["licence"]["devices"] == {"used": 1, "limit": 5}
    inside = opened(body["lease"]["compact"])
    assert (inside["l"], inside["n"]) == (body["licence"]["id"], "carried-by-hand-01")
    assert body["lease"]["machine_file"].startswith("-----BEGIN MACHINE FILE-----\n")
    assert body["device"]["lease_expires_at"] == body["lease"]["expires"]
    assert Device.objects.get().fingerprint == "a" * 64


def test_the_same_request_again_counts_no_second_device(program, sold):
    answers = [program.post("offline", request=with_key(sold.text)) for _time in range(2)]
    assert [(a.status_code, a.json()["already"]) for a in answers] == [(200, False), (200, True)]
    assert Device.objects.count() == 1


def test_product_and_nonce_of_the_call_may_be_left_out(program, sold):
    assert program.post("offline", request=with_key(sold.text), product=None, nonce=None).status_code == 200


def test_without_a_key_the_account_of_the_token_counts_from_whatever_computer(program, sold):
    assert said(program.post("offline", request=write(FAR_AWAY))) == (401, "token_missing")
    program.signs_in("alice@example.org", activate=False)
    assert program.post("offline", request=write(FAR_AWAY)).status_code == 200
    assert Device.objects.get().fingerprint == "a" * 64


def test_an_account_without_a_licence_is_told_so(program, store):
    program.signs_in("bob@example.org")
    assert said(program.post("offline", request=write(FAR_AWAY))) == (404, "licence_none")


def test_a_key_that_nobody_redeemed_needs_a_token_and_is_redeemed_with_one(program, store):
    sold = store.sells()
    assert said(program.post("offline", request=with_key(sold.text))) == (409, "product_key_not_redeemed")
    program.signs_in("bob@example.org", activate=False)
    assert program.post("offline", request=with_key(sold.text)).status_code == 200
    assert Licence.objects.get().account.email == "bob@example.org"


def test_a_device_makes_room_for_another(program, sold):
    others = [Program(program.client, fingerprint=str(number) * 64) for number in range(5)]
    first, *_others = [other.asks("activate", product_key=sold.text).json()["device"]["id"] for other in others]
    full = program.post("offline", request=with_key(sold.text))
    assert said(full) == (409, "device_limit")
    assert len(full.json()["error"]["detail"]["devices"]) == 5
    answer = program.post("offline", request=with_key(sold.text), replace_device=first)
    assert (answer.status_code, answer.json()["replaced"]) == (200, first)
    assert Device.objects.filter(deactivated_at=None).count() == 5


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"request": 7}, 400, "invalid_request"),
        ({"request": "ACT1.AAAA"}, 422, "offline_request_invalid"),
        ({"request": "nothing of the kind"}, 422, "offline_request_invalid"),
        ({"request": write(FAR_AWAY)[:-20]}, 422, "offline_request_invalid"),
        ({"request": write(replace(FAR_AWAY, product="nothing", product_key="x"))}, 409, "product_mismatch"),
        ({"request": write(replace(FAR_AWAY, product_key="x"))}, 422, "product_key_mistyped"),
        ({"request": with_key("A0123-45678-9ABCD-EFGHJ-KM583")}, 404, "product_key_unknown"),
        ({"request": with_key("A0123-45678-9ABCD-EFGHJ-KM583"), "replace_device": "x"}, 400, "invalid_request"),
    ],
)
def test_the_table_of_refusals(program, store, members, status, code):
    assert said(program.post("offline", **members)) == (status, code)


def test_a_product_that_is_not_here_is_unknown(program, store):
    request = write(replace(FAR_AWAY, product="nothing", product_key="x"))
    assert said(program.post("offline", request=request, product=None)) == (404, "product_unknown")
