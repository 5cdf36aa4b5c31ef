"""What others signed years ago is read as its authors say, by a reader of our own and by our writer's rules."""

import base64
import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from abaca.licensing.facades.keygen.files import algorithm
from abaca.licensing.facades.keygen.signing import Target, digest, signed_text
from tests.licensing.security.verifier import (
    ALGORITHMS,
    Message,
    NotGenuine,
    is_current,
    opened,
    parameters_of,
    read_file,
    read_members,
    read_message,
    read_signed_key,
    unpacked,
    verify,
)

PLACE = Path(__file__).parents[4] / "shared/vectors/licence/keygen"
pytestmark = pytest.mark.skipif(not PLACE.exists(), reason="shared vectors absent")
E8 = "e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788"
KEY_79 = "799efc7752286e6c3815b13358d98fc0f0b566764458adcb48f1be2c10a55906"
EE = "775e65407f3d86de55efbac47d1bbeab79768a21a406e39976606a704984e7d1"
FIRST = "B10760-1B177D-656D1F-C03298-9AF89E-V3"
PRINT = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39"
TEST = "TEST-116A58-3F79F9-9F1982-9D63B1-V3"


def signed_keys() -> list[dict[str, str]]:
    return json.loads((PLACE / "signed-keys.json").read_text()) if PLACE.exists() else []


SIGNED_KEY = next((each["key"] for each in signed_keys() if each["name"] == "java-example"), "")
# file: (kind, public key, secret, issued, expiry, ttl, types that are included)
FILES = {
    "example-license.lic": (
        "license", E8, FIRST, "2025-08-27T21:10:47.535Z", "2025-09-26T21:10:47.535Z", 2592000, "entitlements products",
    ),
    "example-machine.lic": (
        "machine", E8, FIRST + PRINT, "2022-07-28T14:22:23.435Z", "2022-08-28T14:22:23.435Z", 2629746, "licenses",
    ),
    "example-node-license.lic": (
        "license", E8, "DC00E8-CC6DA1-2E35BF-BBDC02-E80494-V3", "2024-04-10T14:57:45.517Z",
        "2025-04-09T19:37:39.517Z", 31536000, "entitlements users",
    ),
    "go-test-1-license.lic": (
        "license", E8, SIGNED_KEY, "2022-05-24T22:14:05.990Z", "2022-06-24T22:14:05.990Z", 2629746, "entitlements",
    ),
    "go-test-3-license.lic": ("license", E8, SIGNED_KEY, "2022-07-18T13:33:51.734Z", None, None, ""),
    "ee-valid.lic": ("license", EE, TEST, "2022-12-19T17:57:50.524Z", None, None, "entitlements"),
}  # fmt: skip


def text_of_file(name: str) -> str:
    return (PLACE / name).read_text()


@pytest.mark.parametrize("name", FILES)
def test_a_genuine_file_opens_and_says_what_its_authors_say(name):
    kind, public, secret, issued, expiry, ttl, types = FILES[name]
    document = read_file(text_of_file(name), kind, public, secret)
    meta = document["meta"]
    assert (meta["issued"], meta["expiry"], meta["ttl"]) == (issued, expiry, ttl)
    assert {each["type"] for each in document.get("included", [])} >= set(types.split())
    begun = datetime.fromisoformat(issued)
    assert is_current(document, begun)
    assert not is_current(document, begun.replace(year=begun.year - 1))
    assert is_current(document, datetime(2026, 3, 2, tzinfo=UTC)) is (expiry is None)


@pytest.mark.parametrize("name", FILES)
def test_another_kind_another_key_and_another_secret_do_not_open_it(name):
    kind, public, secret, *_dates = FILES[name]
    members = unpacked(text_of_file(name), kind)
    with pytest.raises(NotGenuine, match="signature"):
        read_members(members, {"license": "machine", "machine": "license"}[kind], public, secret)
    with pytest.raises(NotGenuine, match="signature"):
        read_members(members, kind, KEY_79, secret)
    with pytest.raises(NotGenuine, match="secret"):
        read_members(members, kind, public, f"{secret} ")


@pytest.mark.parametrize("name", FILES)
def test_no_character_of_a_file_can_be_changed(name):
    kind, public, secret, *_dates = FILES[name]
    members = unpacked(text_of_file(name), kind)
    for member, step in (("enc", 37), ("sig", 1), ("alg", 1)):
        for place in range(0, len(members[member]), step):
            with pytest.raises(NotGenuine):
                read_members(members | {member: flipped(members[member], place)}, kind, public, secret)


def test_a_tampered_file_decrypts_and_is_refused_all_the_same():
    members = unpacked(text_of_file("ee-tampered.lic"), "license")
    assert opened(members, TEST)["data"]["type"] == "licenses"
    with pytest.raises(NotGenuine, match="signature"):
        read_members(members, "license", EE, TEST)


def test_a_reader_knows_the_two_algorithms_that_we_write_and_no_third():
    assert {algorithm(None), algorithm("secret")} == set(ALGORITHMS)
    members = unpacked(text_of_file("ee-valid.lic"), "license")
    for name in ("none", "", "rsa-sha256", "aes-256-gcm+rsa-sha256", "base64+none", "ed25519", "AES-256-GCM+ED25519"):
        with pytest.raises(NotGenuine, match="algorithm"):
            read_members(members | {"alg": name}, "license", EE, TEST)


@pytest.mark.parametrize("each", signed_keys(), ids=lambda each: each["name"])
def test_a_signed_key_is_genuine_and_no_character_of_it_can_be_changed(each):
    payload = read_signed_key(each["key"], each["public_key"])
    assert payload["license"]["id"]
    for place in range(len(each["key"])):
        with pytest.raises((NotGenuine, ValueError)):
            read_signed_key(flipped(each["key"], place), each["public_key"])


def flipped(text: str, place: int) -> str:
    """Change one character into another that could stand there, too."""
    other = "A" if text[place] != "A" else "B"
    return text[:place] + other + text[place + 1 :]


def message(name: str, target: str, host: str = "") -> tuple[Message, dict[str, str]]:
    told = json.loads((PLACE / "http" / name).read_text())
    return Message(told["method"], target, host or told["host"], told["headers"], told["body"].encode()), told


ME = "/v1/accounts/1fddcec8-8dd3-4d8d-9b16-215cac0f9b52/me"


def test_our_own_text_is_the_one_that_was_signed():
    said, told = message("go-readme-1.json", ME)
    assert digest(said.body) == said.headers["Digest"]
    text = signed_text(Target("GET", ME, "api.keygen.sh"), said.headers["Date"], digest(said.body))
    verify(told["public_key"], bytes_of_signature(said), text)


def bytes_of_signature(said: Message) -> bytes:
    return base64.b64decode(parameters_of(said)["signature"])


def test_an_old_answer_is_refused_by_the_five_minute_rule_alone():
    said, told = message("go-readme-1.json", ME)
    read_message(said, told["public_key"])
    read_message(said, told["public_key"], at=datetime(2022, 6, 15, 18, 56, tzinfo=UTC))
    with pytest.raises(NotGenuine, match="date"):
        read_message(said, told["public_key"], at=datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    "change",
    [{"method": "POST"}, {"target": f"{ME}?x"}, {"target": f"{ME}/"}, {"host": "api.keygen.sh:443"}, {"body": b"{}"}],
)
def test_an_answer_to_another_question_is_refused(change):
    said, told = message("go-readme-1.json", ME)
    with pytest.raises(NotGenuine):
        read_message(dataclasses.replace(said, **change), told["public_key"])


@pytest.mark.parametrize("name", ["none", "rsa-sha256", "unknown", ""])
def test_an_answer_by_another_algorithm_is_refused(name):
    said, told = message("go-readme-1.json", ME)
    header = said.headers["Keygen-Signature"].replace("ed25519", name)
    with pytest.raises(NotGenuine, match="algorithm"):
        read_message(dataclasses.replace(said, headers=said.headers | {"Keygen-Signature": header}), told["public_key"])


def test_the_digest_of_the_second_sample_is_good():
    said, _told = message("go-readme-2.json", "unpublished")
    assert digest(said.body) == said.headers["Digest"]


def test_a_signed_request_of_a_webhook_is_genuine():
    host = "5173-2600-1700-3e90-a450-533-a11e-339-f87b.ngrok.io"
    said, _told = message("go-webhook.json", "/webhooks", host)
    read_message(said, E8)


def test_a_body_that_was_changed_later_fails_by_its_digest_alone():
    target = "/v1/accounts/keygen/licenses?limit=1"
    said, told = message("response-2021-licenses-list.json", target)
    with pytest.raises(NotGenuine, match="digest"):
        read_message(said, told["public_key"])
    text = signed_text(Target("GET", target, said.host), said.headers["Date"], said.headers["Digest"])
    verify(told["public_key"], bytes_of_signature(said), text)
    whole = said.body.replace(b'"requireHeartbeat": false,', b"", 1)
    read_message(dataclasses.replace(said, body=whole), told["public_key"])
