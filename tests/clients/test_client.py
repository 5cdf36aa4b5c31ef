"""A program's life with its licence: the rules of section 6, against a server on loopback that obeys the test."""

import base64
import json
from datetime import datetime, timedelta

import pytest

from abaca_client import Client, MemoryStore, NoAnswer, NotGenuine, Refused
from clients import signing_by_hand as signing
from tests.clients.rehearsed_server import Computer, forged, running


@pytest.fixture
def server():
    with running() as server:
        server.grants()
        yield server


@pytest.fixture
def computer(server) -> Computer:
    """A computer that was activated a moment ago."""
    computer = Computer(server)
    computer.activates()
    server.calls.clear()
    return computer


def test_two_calls_are_enough(server):
    computer = Computer(server)
    assert computer.client.check().code == "not_activated"
    assert server.asked == []

    computer.client.activate(signing.PRODUCT_KEY)
    verdict = computer.client.check()

    assert (verdict.may_run, verdict.plan, verdict.code) == (True, "professional", "ok")
    assert verdict.until == server.at + timedelta(days=30)
    assert verdict.has("EXPORT")
    assert not verdict.has("TELEPATHY")
    assert server.asked == ["activate"]


def test_the_server_is_asked_when_a_third_of_the_lease_has_passed_and_not_before(server, computer):
    computer.later(days=9, hours=23, minutes=59)
    assert computer.client.check().may_run
    assert server.asked == []

    computer.later(minutes=1)
    verdict = computer.client.check()
    assert server.asked == ["lease"]
    assert verdict.until == server.at + timedelta(days=30)


def test_without_a_network_a_lease_holds_to_its_last_second_and_then_nobody_is_locked_out(server, computer):
    computer.client = Computer(server, url="http://127.0.0.1:9", store=computer.store).client
    dead = Computer(server, url="http://127.0.0.1:9", store=computer.store)
    dead.later(days=29, hours=23, minutes=59, seconds=59)
    assert dead.client.check().may_run
    dead.later(seconds=1)
    verdict = dead.client.check()
    assert (verdict.kind, verdict.code, verdict.ask_online) == ("read_and_export", "lease_ended", True)


@pytest.mark.parametrize(
    "spoils",
    [
        lambda going: {**going, "headers": {}},
        lambda going: {**going, "body": going["body"].replace("licence_suspended", "licence_expired")},
        lambda going: {
            **going,
            "headers": {"Abaca-Signature": going["headers"]["Abaca-Signature"].replace("v1", "v2")},
        },
        lambda going: {**going, "status": 302, "headers": {"Location": "/elsewhere"}},
    ],
    ids=["unsigned", "changed on the way", "of a later version", "redirected"],
)
def test_a_refusal_that_is_not_genuine_never_shortens_a_lease(server, computer, spoils):
    server.refuses("lease", 403, "licence_suspended")
    server.breaks = spoils
    computer.later(days=11)
    assert computer.client.check().may_run
    with pytest.raises(NoAnswer):
        computer.client.refresh()
    assert computer.client.check().may_run


def test_a_redirect_is_not_followed_since_it_would_carry_the_token_away(server, computer):
    kept = computer.store.load()
    kept.token = "abt_secret"
    computer.store.save(kept)
    server.breaks = lambda going: {**going, "status": 302, "headers": {"Location": f"{server.url}/elsewhere"}}
    with pytest.raises(NoAnswer):
        computer.client.refresh()
    assert server.asked == ["lease"]


def test_a_stranger_with_a_signing_key_of_his_own_is_nobody(server, computer):
    server.refuses("lease", 403, "licence_suspended")
    server.breaks = forged(server)
    computer.later(days=11)
    assert computer.client.check().may_run
    assert server.asked == ["lease"]  # nor does the client look for keys elsewhere


def test_an_answer_to_another_question_is_no_answer(server, computer):
    heard = []

    def replays(going):
        heard.append(going)
        return heard[0]

    computer.later(days=11)
    server.breaks = replays
    assert computer.client.check().until == server.at + timedelta(days=30)
    computer.later(days=11)
    assert computer.client.check().until == server.at + timedelta(days=19)  # the old lease, unshortened
    with pytest.raises(NoAnswer):
        computer.client.refresh()


@pytest.mark.parametrize("member", ["op", "nonce"])
def test_what_is_signed_must_say_what_was_asked(server, computer, member):
    """A signature over this very request is not enough: the answer names the call and the nonce."""
    server.answers["lease"] = lambda _body: (200, {"licence": None, "lease": None, member: "another"})
    with pytest.raises(NoAnswer, match="belongs to another question"):
        computer.client.refresh()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_unsigned_status_is_no_answer(server, computer, status):
    server.refuses("lease", status, "licence_suspended")
    computer.later(days=11)
    assert computer.client.check().may_run
    with pytest.raises(NoAnswer) as silence:
        computer.client.refresh()
    assert (silence.value.status, silence.value.told, silence.value.retry_after) == (status, "licence_suspended", 60)


def test_silence_is_not_asked_again_for_an_hour(server, computer):
    server.refuses("lease", 503, "unavailable")
    computer.later(days=11)
    computer.client.check()
    computer.later(minutes=59)
    computer.client.check()
    assert server.asked == ["lease"]
    computer.later(minutes=1)
    computer.client.check()
    assert server.asked == ["lease", "lease"]


@pytest.mark.parametrize("code", ["device_not_active", "licence_suspended", "licence_expired", "product_key_unknown"])
def test_a_signed_refusal_ends_a_lease_and_says_why(server, computer, code):
    server.refuses("lease", 403, code)
    computer.later(days=11)
    verdict = computer.client.check()
    assert (verdict.kind, verdict.code) == ("read_and_export", code)

    server.grants()
    assert computer.client.check().may_run  # reinstated: the next start finds out


def test_an_unknown_refusal_decides_nothing(server, computer):
    server.refuses("lease", 400, "invalid_request", member="formats")
    computer.later(days=11)
    assert computer.client.check().may_run


def test_grace_shows_a_banner_with_its_end(server, computer):
    server.grants(standing="grace", ends="2027-01-10", access_until="2027-01-24T23:00:00.000Z")
    computer.later(days=11)
    verdict = computer.client.check()
    assert verdict.may_run
    assert verdict.banner == "The licence has ended; everything works until 2027-01-24."


def test_what_waits_to_be_seen_to_is_handed_on_and_changes_no_verdict(server, computer):
    assert computer.client.check().notice is None
    notice = {"code": "renewal_waits", "sentence": "It waits.", "url": "https://shop.example/account/"}
    server.grants(notice=notice)
    computer.later(days=11)
    verdict = computer.client.check()
    assert (verdict.may_run, verdict.code, verdict.banner, verdict.notice) == (True, "ok", "", notice)


# --- the clock ------------------------------------------------------------------------------------------------------


def test_a_clock_turned_back_asks_to_go_online_and_locks_nobody_out(server, computer):
    server.refuses("lease", 503, "unavailable")
    computer.at -= timedelta(hours=24)
    assert not computer.client.check().ask_online
    computer.at -= timedelta(seconds=1)
    verdict = computer.client.check()
    assert (verdict.may_run, verdict.code, verdict.ask_online) == (True, "clock_behind", True)

    server.grants()
    computer.later(hours=2)
    server.at = computer.at + timedelta(days=400)  # going online settles it, whatever this clock says
    assert computer.client.check().code == "ok"


def test_a_clock_turned_back_by_a_year_gains_no_more_than_the_lease(server, computer):
    computer.later(days=40)
    server.refuses("lease", 503, "unavailable")
    assert computer.client.check().code == "lease_ended"
    server.refuses("lease", 400, "invalid_request")  # signed: the server's time is seen
    computer.client.check()
    server.refuses("lease", 503, "unavailable")
    computer.at -= timedelta(days=365)
    assert not computer.client.check().may_run


def test_a_clock_turned_forward_is_forgiven_when_it_is_put_right(server, computer):
    server.refuses("lease", 503, "unavailable")
    computer.at += timedelta(days=365)
    assert computer.client.check().kind == "read_and_export"
    computer.at -= timedelta(days=365)
    assert computer.client.check().may_run


@pytest.mark.parametrize("day", ["2027-03-28T00:59:59+00:00", "2027-10-31T00:59:59+00:00", "2028-02-29T12:00:00+00:00"])
def test_days_on_which_clocks_change_are_days_like_others(server, day):
    server.at = datetime.fromisoformat(day)
    server.grants(ends=None, access_until=None)
    computer = Computer(server)
    computer.activates()
    for hours in (0, 1, 2, 24, 239):
        computer.at = server.at + timedelta(hours=hours)
        assert computer.client.check(online=False).code == "ok"
    computer.at = server.at + timedelta(days=30)
    assert computer.client.check(online=False).code == "lease_ended"


# --- this computer, and no other ------------------------------------------------------------------------------------


def test_a_state_that_was_copied_to_another_computer_opens_nothing(server, computer):
    other = Computer(server, store=computer.store, fingerprint="0" * 64)
    assert other.client.check(online=False).code == "not_activated"


def test_a_program_that_no_longer_pins_the_signing_key_asks_for_a_new_lease(server, computer):
    stranger = signing.public(signing.STRANGER).hex()
    later_build = Computer(server, store=computer.store, public_keys=[stranger])
    assert not later_build.client.check(online=False).may_run
    server.answers["lease"] = lambda body: (200, {"licence": None, "lease": stranger_lease(body)})

    def stranger_lease(body):
        return {"compact": signing.compact(by=signing.STRANGER, n=body["nonce"])}

    server.breaks = forged(server)  # by now the server signs with the other one
    assert later_build.client.check().may_run


def test_a_lease_for_another_computer_inside_a_genuine_answer_is_not_taken(server, computer):
    server.answers["lease"] = lambda body: (200, {"licence": None, "lease": server.lease(body, f="A" * 22)})
    with pytest.raises(NoAnswer, match="another computer"):
        computer.client.refresh()
    assert computer.client.check().may_run


def test_a_lease_from_the_future_inside_a_genuine_answer_is_not_taken(server, computer):
    seconds = int(server.at.timestamp())
    server.answers["lease"] = lambda body: (200, {"licence": None, "lease": server.lease(body, i=seconds + 301)})
    with pytest.raises(NoAnswer, match="future"):
        computer.client.refresh()


def test_a_server_is_reached_by_https(server):
    with pytest.raises(ValueError, match="https"):
        Computer(server, url="http://licences.musa.example")
    with pytest.raises(ValueError, match="https"):
        Computer(server, url="file:///etc/passwd")


def test_a_client_without_a_pinned_key_cannot_be_made():
    with pytest.raises(ValueError, match="pinned"):
        Client("https://licences.musa.example", "musa-accounting", public_keys=[], store=MemoryStore())


# --- the person -----------------------------------------------------------------------------------------------------


def test_signing_in_keeps_a_token_and_no_product_key(server, computer):
    server.answers["sign-in"] = lambda _body: (202, {"challenge": "c", "expires_in": 600, "resend_after": 60})
    server.answers["sign-in/confirm"] = lambda body: (
        200,
        {
            "token": "abt_secret",
            "account": {"email": "alice@example.org"},
            "licence": signing.licence(),
            "activation": {"device": {}, "lease": server.lease(body)},
        },
    )
    computer.client.sign_in("alice@example.org")
    assert computer.client.confirm("123 456").may_run
    op, body, token = server.calls[-1]
    assert (op, body["challenge"], body["code"], token) == ("sign-in/confirm", "c", "123 456", "")
    kept = computer.store.load()
    assert (kept.token, kept.product_key, computer.client.is_signed_in) == ("abt_secret", "", True)

    computer.client.refresh()
    _op, body, token = server.calls[-1]
    assert token == "Bearer abt_secret"
    assert "product_key" not in body


def test_a_refused_activation_does_not_spoil_the_sign_in(server):
    computer = Computer(server)
    error = {"code": "device_limit", "message": "Five are enough.", "detail": {"devices": [{"id": "d"}]}}
    server.answers["sign-in"] = lambda _body: (202, {"challenge": "c"})
    server.answers["sign-in/confirm"] = lambda _body: (
        200,
        {"token": "abt_secret", "account": {}, "licence": signing.licence(), "activation": {"error": error}},
    )
    computer.client.sign_in("alice@example.org")
    with pytest.raises(Refused) as refusal:
        computer.client.confirm("123456")
    assert refusal.value.detail["devices"] == [{"id": "d"}]
    assert computer.client.is_signed_in
    assert computer.client.activate(replace_device="d").may_run
    assert server.calls[-1][1]["replace_device"] == "d"


def test_an_account_without_a_licence_is_told_so(server):
    computer = Computer(server)
    server.answers["sign-in"] = lambda _body: (202, {"challenge": "c"})
    server.answers["sign-in/confirm"] = lambda _body: (
        200,
        {"token": "abt_secret", "account": {}, "licence": None, "activation": None},
    )
    computer.client.sign_in("alice@example.org")
    assert computer.client.confirm("123456").code == "licence_none"


def test_a_product_key_is_forgotten_when_the_account_has_the_licence(server, computer):
    kept = computer.store.load()
    kept.token = "abt_secret"
    computer.store.save(kept)
    assert kept.product_key == signing.PRODUCT_KEY
    server.answers["redeem"] = lambda _body: (201, {"already": False, "licence": signing.licence(), "term": {}})
    computer.client.activate(signing.PRODUCT_KEY)
    assert server.asked == ["redeem", "activate"]
    assert "product_key" not in server.calls[-1][1]
    assert computer.store.load().product_key == ""


def test_a_dead_token_is_forgotten_while_the_lease_goes_on(server, computer):
    kept = computer.store.load()
    kept.token, kept.product_key = "abt_dead", ""
    computer.store.save(kept)
    server.refuses("lease", 401, "token_invalid")
    computer.later(days=11)
    assert computer.client.check().may_run
    assert not computer.client.is_signed_in
    computer.later(days=30)
    assert computer.client.check().code == "token_invalid"


def test_release_and_sign_out_forget_everything_but_the_time(server, computer):
    computer.client.release()
    assert server.calls[-1][1]["fingerprint"] == signing.FINGERPRINT
    kept = computer.store.load()
    assert (kept.lease, kept.token, kept.product_key, kept.mark) == ("", "", "", signing.ISSUED)
    assert computer.client.check().code == "released"


def test_another_device_is_released_by_its_id(server, computer):
    computer.client.release("d")
    assert server.calls[-1][1]["device"] == "d"
    assert "fingerprint" not in server.calls[-1][1]
    assert computer.client.check().may_run


def test_a_bridge_code_opens_the_plan_and_outlives_a_refusal(server):
    computer = Computer(server)
    server.answers["bridge"] = lambda body: (200, {"lease": server.lease(body, days=7, l="")})
    verdict = computer.client.use_bridge_code("1234-5678-92YH")
    assert (verdict.code, verdict.until) == ("bridge", server.at + timedelta(days=7))
    kept = computer.store.load()
    kept.token = "abt_secret"
    computer.store.save(kept)
    server.refuses("lease", 409, "device_not_active")
    computer.later(days=6)
    assert computer.client.check().code == "bridge"
    computer.later(days=1)
    assert computer.client.check().code == "device_not_active"


# --- without a network ----------------------------------------------------------------------------------------------


def request_in(text: str) -> dict:
    carried = text.removeprefix("ACT1.")
    return json.loads(base64.b32decode(carried + "=" * (-len(carried) % 8)))


@pytest.fixture
def lonely(server) -> Computer:
    return Computer(server, url="http://127.0.0.1:9")


def test_offline_activation_by_a_compact_lease(lonely):
    asked = request_in(lonely.client.offline_request(signing.PRODUCT_KEY.lower()))
    assert (asked["k"], asked["f"]) == (signing.PRODUCT_KEY.replace("-", ""), signing.FINGERPRINT)
    lease = signing.compact(n=asked["n"])
    assert lonely.client.accept_offline(f"\n{lease}\n").may_run
    assert lonely.client.check().may_run
    assert lonely.client.accept_offline(lease).may_run  # pasted twice
    assert lonely.store.load().mark == signing.ISSUED


def test_an_answer_to_an_older_request_is_taken_too_but_not_one_to_no_request(lonely):
    first = request_in(lonely.client.offline_request())
    lonely.client.offline_request()
    for wrong, code in (
        (signing.compact(n=""), "nonce"),
        (signing.compact(n="B" * 22), "nonce"),
        (signing.compact(n=first["n"], f="A" * 22), "fingerprint"),
        (signing.compact(n=first["n"], p="musa-drawing"), "product"),
        (signing.compact(n=first["n"], by=signing.STRANGER), "signature"),
        (signing.compact(n=first["n"], i=signing.ISSUED + 301), "from_the_future"),
        (signing.compact(n=first["n"], x=signing.ISSUED), "ended"),
        (signing.file(signing.document(), kind="license"), "kind"),
    ):
        with pytest.raises(NotGenuine) as refusal:
            lonely.client.accept_offline(wrong)
        assert refusal.value.code == code
    assert "k" not in first
    assert lonely.client.accept_offline(signing.compact(n=first["n"])).may_run


@pytest.mark.parametrize("presented", [signing.PRODUCT_KEY, signing.PRODUCT_KEY.replace("-", "")])
def test_offline_activation_by_a_machine_file(lonely, presented):
    lonely.client.offline_request(signing.PRODUCT_KEY)
    verdict = lonely.client.accept_offline(
        signing.file(signing.document(), secret=presented + signing.FINGERPRINT),
    )
    assert (verdict.may_run, verdict.plan, verdict.entitlements) == (True, "professional", ("EXPORT",))
    assert lonely.client.check().until == datetime.fromisoformat("2027-01-30T12:00:00+00:00")  # as the file says


def test_a_plain_machine_file_from_the_account_page_needs_no_request(lonely):
    assert lonely.client.accept_offline(signing.file(signing.document())).may_run
