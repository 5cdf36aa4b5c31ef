"""A program whose network fails makes a write again: it gets the answer that it missed, and nothing happens twice."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from abaca.api.licensing import door
from abaca.api.licensing.idempotency import READS
from abaca.api.licensing.openapi import CALLS
from abaca.dispatch.jobs import drain_all
from abaca.licensing.accounts.models import Challenge, Token
from abaca.licensing.answers import jobs
from abaca.licensing.answers.models import KeptAnswer
from abaca.licensing.devices.models import Device, Lease
from tests.api.licensing.program import NONCE, checked, code_for
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
PRINT = "f" * 64


def post(path: str, key: str | None = "once", token: str = "", client: Client | None = None, **members: Any) -> Any:
    sent = json.dumps({"product": "musa-accounting", "nonce": NONCE, "fingerprint": PRINT} | members).encode()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if key is not None:
        headers["Idempotency-Key"] = key
    answer = (client or Client()).post(
        f"/api/licensing/v1/{path}", sent, content_type="application/json", headers=headers
    )
    checked(answer, sent)
    return answer


def replayed(answer: Any) -> bool:
    return answer.headers.get("Idempotent-Replay") == "true"


@pytest.fixture
def key(store) -> str:
    """A product key that Alice has redeemed."""
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    return sold.text


def test_the_same_call_gets_the_same_answer_signed_afresh_and_changes_nothing(key):
    first, second = (post("activate", product_key=key) for _twice in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert [replayed(first), replayed(second)] == [False, True]
    assert first.content == second.content
    assert first.headers["Abaca-Signature"] == second.headers["Abaca-Signature"]
    assert (Device.objects.count(), Lease.objects.filter(kind="compact").count()) == (1, 1)


def test_without_the_header_every_call_is_a_new_one(key):
    answers = [post("activate", key=None, product_key=key) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert not KeptAnswer.objects.exists()


def test_another_body_under_the_same_key_is_a_conflict(key):
    post("activate", product_key=key)
    answer = post("activate", product_key=key, name="Laptop")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_conflict")
    again = post("activate", product_key=key.lower())  # the same holder, in another spelling
    assert again.json()["error"]["code"] == "idempotency_conflict"
    assert replayed(post("activate", product_key=key))


def test_another_holder_another_call_and_another_device_do_not_meet(key, store):
    other = store.sells()
    redeems(make_account("bob@example.org"), other)
    answers = [
        post("activate", product_key=key),
        post("activate", product_key=other.text),
        post("lease", product_key=key),
        post("sign-in", email="alice@example.org"),
        post("sign-in", email="alice@example.org", fingerprint="0" * 64),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 200, 202, 202]
    assert not any(replayed(answer) for answer in answers)


def test_an_answer_is_kept_for_a_day(key, clock):
    post("lease", product_key=key)
    post("activate", product_key=key)
    clock.travel_to(NOON + timedelta(hours=24, seconds=-1))
    assert replayed(post("activate", product_key=key))
    clock.travel_to(NOON + timedelta(hours=24))
    answer = post("activate", product_key=key)
    assert (answer.status_code, replayed(answer)) == (200, False)
    assert KeptAnswer.objects.count() == 1


def test_what_is_due_is_removed_by_the_sweep(key):
    post("activate", product_key=key)
    row = KeptAnswer.objects.get()
    assert jobs.next_at() == NOON + timedelta(hours=24)
    drain_all(at=NOON + timedelta(hours=23))
    assert KeptAnswer.objects.filter(pk=row.pk).exists()
    drain_all(at=NOON + timedelta(hours=24))
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("name", ["", "a b", "é", "tab\t", "x" * 129])
def test_a_key_is_visible_ascii_of_at_most_128_characters(key, name):
    answer = post("activate", key=name, product_key=key)
    assert (answer.status_code, answer.json()["error"]["detail"]) == (400, {"member": "Idempotency-Key"})
    assert not Device.objects.exists()


def test_128_characters_are_not_too_many(key):
    assert [replayed(post("activate", key="~" * 128, product_key=key)) for _twice in range(2)] == [False, True]


@pytest.mark.parametrize(("path", "status"), [("validate", 200), ("product-keys/check", 200), ("nowhere", 404)])
def test_who_only_asks_may_send_the_header_and_it_is_ignored(key, path, status):
    answers = [post(path, key=name, product_key=key) for name in ("once", "once", "not a key")]
    assert [(answer.status_code, replayed(answer)) for answer in answers] == [(status, False)] * 3
    assert not KeptAnswer.objects.exists()


def test_a_refusal_to_a_holder_is_kept(key):
    answers = [post("lease", product_key=key) for _twice in range(2)]
    assert [answer.json()["error"]["code"] for answer in answers] == ["device_not_active"] * 2
    assert [replayed(answer) for answer in answers] == [False, True]
    assert answers[0].content == answers[1].content


def test_a_refusal_that_changed_nothing_is_not_kept_and_the_call_is_looked_at_again(store):
    unknown = store.sells()
    store.documents.pop()
    assert post("activate", product_key=unknown.text).status_code == 404
    assert post("activate", product_key="RT2GZ-SKYPD-8W86G-9K64N-Y6M2V").status_code == 422
    assert post("activate").status_code == 401
    assert not KeptAnswer.objects.exists()


def test_a_call_that_came_too_often_is_not_answered_with_that_for_a_day(key, clock):
    for _lease in range(29):
        post("activate", key=None, product_key=key)
    post("lease", key=None, product_key=key)
    answer = post("lease", product_key=key)
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    clock.travel_to(NOON + timedelta(hours=2))
    assert post("lease", product_key=key).status_code == 200


def test_what_broke_is_not_kept_and_the_key_is_not_stuck(key, monkeypatch):
    client = Client(raise_request_exception=False)

    def breaks(*_what: Any, **_facts: Any) -> None:
        raise RuntimeError("the process dies after the writes and before the answer is kept")

    with monkeypatch.context() as patched:
        patched.setattr(door, "keep", breaks)
        assert post("activate", client=client, product_key=key).status_code == 500
    assert Device.objects.count() == 1
    answer = post("activate", client=client, product_key=key)
    assert (answer.status_code, answer.json()["already"], replayed(answer)) == (200, True, False)
    assert replayed(post("activate", product_key=key))


def test_a_sign_in_sends_one_letter_and_its_confirmation_gives_one_token(store):
    first, second = (post("sign-in", email="alice@example.org") for _twice in range(2))
    assert first.content == second.content
    assert Challenge.objects.count() == 1
    challenge, code = first.json()["challenge"], code_for("alice@example.org")
    answers = [post("sign-in/confirm", challenge=challenge, code=code) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["token"] == answers[1].json()["token"]
    assert Token.objects.count() == 1
    token = answers[0].json()["token"]
    assert [post("sign-out", token=token).status_code for _twice in range(2)] == [200, 200]
    assert all(token.encode() not in bytes(row.sealed) for row in KeptAnswer.objects.all())


def test_a_confirmation_under_another_key_finds_its_code_used(store):
    challenge = post("sign-in", email="alice@example.org").json()["challenge"]
    facts = {"challenge": challenge, "code": code_for("alice@example.org")}
    assert [post("sign-in/confirm", key=name, **facts).status_code for name in ("one", "two")] == [200, 410]


def test_an_answer_is_found_after_the_master_secret_was_changed(key, settings):
    first = post("activate", product_key=key)
    settings.LICENSING_OLD_MASTER_SECRET = settings.LICENSING_MASTER_SECRET
    settings.LICENSING_MASTER_SECRET = "a new secret for the tests of changing it 0001"
    second = post("activate", product_key=key)
    assert (second.content, replayed(second)) == (first.content, True)


@pytest.mark.django_db(transaction=True)
def test_of_calls_at_the_same_time_one_runs_and_the_others_hear_its_answer(key, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 120)  # on a busy machine the first call takes its time
    answers = at_once([lambda: post("activate", product_key=key)] * 8)
    assert Counter(answer.status_code for answer in answers) == {201: 8}
    assert Counter(replayed(answer) for answer in answers) == {False: 1, True: 7}
    assert len({answer.content for answer in answers}) == 1
    assert (Device.objects.count(), Lease.objects.filter(kind="compact").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_who_waited_long_enough_for_the_first_call_is_told_that_it_still_runs(key, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 0.1)
    view = door.alone
    late: list[Any] = []

    def slow(write: Any) -> Any:
        if not late:
            late.append(None)
            with view(write):
                late[0] = at_once([lambda: post("activate", product_key=key)])[0]
        return view(write)

    monkeypatch.setattr(door, "alone", slow)
    assert post("activate", product_key=key).status_code == 201
    error = late[0].json()["error"]
    assert (late[0].status_code, error["code"], error["detail"]) == (409, "idempotency_conflict", {"retry_after": 1})
    connection.close()


def test_the_document_names_the_header_at_every_write_and_at_no_other_call(client):
    paths = client.get("/api/licensing/v1/openapi.json").json()["paths"]
    named = {
        path.removeprefix("/")
        for path, methods in paths.items()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "Idempotency-Key"
    }
    assert named == {path for path, call in CALLS.items() if call[0] == "post"} - READS
