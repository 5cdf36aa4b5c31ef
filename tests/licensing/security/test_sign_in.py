"""A code is guessed by nobody, and nobody learns by it who has an account; a token serves one machine."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.licensing.accounts import codes
from abaca.licensing.accounts.models import Challenge
from tests.api.licensing.program import Program, code_for
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import shape

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"


def said(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_the_sixth_try_is_too_late_even_with_the_right_code(program, open_store):
    challenge = program.asks("sign-in", email=ALICE).json()["challenge"]
    right = code_for(ALICE)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _try in range(5):
        assert said(program.asks("sign-in/confirm", challenge=challenge, code=wrong)) == (401, "code_wrong")
    assert said(program.asks("sign-in/confirm", challenge=challenge, code=right)) == (410, "code_expired")


def test_a_code_works_once_and_only_the_newest(program, open_store):
    old = program.asks("sign-in", email=ALICE).json()["challenge"]
    old_code = code_for(ALICE)
    new = program.asks("sign-in", email=f" {ALICE.upper()} ").json()["challenge"]
    assert said(program.asks("sign-in/confirm", challenge=old, code=old_code)) == (410, "code_expired")
    code = code_for(ALICE.upper())
    assert program.asks("sign-in/confirm", challenge=new, code=code).status_code == 200
    assert said(program.asks("sign-in/confirm", challenge=new, code=code)) == (410, "code_expired")


def test_a_code_from_another_device_or_for_another_address_is_wrong(program, open_store, client):
    challenge = program.asks("sign-in", email=ALICE).json()["challenge"]
    code = code_for(ALICE)
    thief = Program(client, fingerprint="0" * 64)
    assert said(thief.asks("sign-in/confirm", challenge=challenge, code=code)) == (401, "code_wrong")
    other = program.asks("sign-in", email="bob@example.org").json()["challenge"]
    if code_for("bob@example.org") != code:
        assert said(program.asks("sign-in/confirm", challenge=other, code=code)) == (401, "code_wrong")
    assert program.asks("sign-in/confirm", challenge=challenge, code=code).status_code == 200


def test_leading_zeros_stay_and_blanks_do_not_matter(program, open_store, monkeypatch):
    monkeypatch.setattr(codes, "secrets", SimpleNamespace(randbelow=lambda _most: 42))
    for typed in ("000042", " 000 042 ", "0 0 0 0 4 2", "000\u00a0042"):
        challenge = program.asks("sign-in", email=f"user{len(typed)}@example.org").json()["challenge"]
        assert program.asks("sign-in/confirm", challenge=challenge, code=typed).status_code == 200, typed
    for typed in ("42", "0042", "0000042", ""):
        challenge = program.asks("sign-in", email=f"other{len(typed)}@example.org").json()["challenge"]
        assert program.asks("sign-in/confirm", challenge=challenge, code=typed).status_code in {400, 401}, typed


def test_a_known_address_and_an_unknown_one_cost_the_same_and_look_the_same(program, open_store):
    redeems(make_account(ALICE), open_store.sells())
    seen = []
    for email in ("warm@example.org", ALICE, "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            answer = program.asks("sign-in", email=email)
        statements = [shape(query["sql"]) for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
        told = {name: len(value) if name == "challenge" else value for name, value in answer.json().items()}
        seen.append((answer.status_code, told, statements))
    assert seen[1] == seen[2]


@pytest.mark.parametrize("email", [ALICE, "nobody@example.org"])
def test_the_limits_count_known_and_unknown_addresses(program, open_store, clock, email):
    make_account(ALICE)
    answers = [program.asks("sign-in", email=email).status_code for _try in range(4)]
    assert answers == [202, 202, 202, 429]
    sent = 3
    for hour in range(1, 8):
        clock.travel_to(NOON + timedelta(hours=hour))
        sent += sum(program.asks("sign-in", email=email).status_code == 202 for _try in range(3))
    assert sent == 10
    clock.travel_to(NOON + timedelta(hours=25))
    assert program.asks("sign-in", email=email).status_code == 202


def test_nothing_of_a_code_lies_readable(program, open_store):
    program.asks("sign-in", email=ALICE)
    code = code_for(ALICE)
    challenge = Challenge.objects.get()
    assert len(bytes(challenge.digest)) == 32
    assert code.encode() not in bytes(challenge.digest)


# --- tokens ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def holder(program, open_store) -> Program:
    redeems(make_account(ALICE), open_store.sells())
    program.signs_in(ALICE)
    return program


CALLS = ("activate", "validate", "lease", "deactivate")


@pytest.mark.parametrize("call", CALLS)
def test_a_token_of_another_machine_is_invalid(holder, client, call):
    thief = Program(client, fingerprint="0" * 64, token=holder.token)
    assert said(thief.asks(call)) == (401, "token_invalid")
    assert holder.asks(call).status_code in {200, 201}


def test_a_fingerprint_in_an_address_is_looked_at_too(holder):
    assert said(holder.get("licences", fingerprint="0" * 64)) == (401, "token_invalid")
    assert holder.get("licences", fingerprint=holder.fingerprint).status_code == 200


ENDS = ["release by id", "release by fingerprint", "sign-out", "a new token", "180 days", "a ban"]


@pytest.mark.parametrize("end", ENDS)
def test_a_token_dies(holder, clock, end):
    token = holder.token
    match end:
        case "release by id":
            holder.post("deactivate", device=holder.asks("activate").json()["device"]["id"])
        case "release by fingerprint":
            holder.asks("deactivate")
        case "sign-out":
            holder.post("sign-out")
        case "a new token":
            holder.signs_in(ALICE)
            assert holder.asks("validate").status_code == 200
        case "180 days":
            clock.travel_to(NOON + timedelta(days=180, hours=1))
        case "a ban":
            make_account(ALICE).__class__.objects.update(banned_at=NOON)
    for call in CALLS:
        assert said(holder.asks(call, token=token)) == (401, "token_invalid"), call
    assert said(holder.post("sign-out", token=token)) == (401, "token_invalid")
    holder.token = token
    assert said(holder.get("licences")) == (401, "token_invalid")


def test_a_token_lives_on_by_being_used(holder, clock):
    for days in (179, 358):
        clock.travel_to(NOON + timedelta(days=days))
        assert holder.get("licences").status_code == 200
