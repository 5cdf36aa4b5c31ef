"""What was signed as one thing is accepted as no other, and an answer to one request not as the answer to another."""

from itertools import permutations
from typing import Any

import pytest

from abaca.licensing.keyring.models import SigningKey
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import Ask, Reply, keygen, machine, native
from tests.licensing.security.verifier import (
    Message,
    NotGenuine,
    decoded,
    native_text,
    parameters_of,
    read_file,
    read_message,
    read_native,
    read_signed_key,
    text_of,
    unpacked,
    verify,
)

pytestmark = pytest.mark.django_db
FINGERPRINT = "a1" * 32
KINDS = ("native answer", "keygen answer", "machine file", "licence file", "compact lease")


def public_key() -> str:
    return bytes(SigningKey.objects.get(state="current").public_key).hex()


def as_message(ask: Ask, reply: Reply) -> Message:
    headers = {name: value for name, value in reply.headers if name in {"Date", "Digest", "Keygen-Signature"}}
    return Message(ask.method, ask.path, "testserver", headers, reply.body)


@pytest.fixture
def sold(open_store):
    sold = open_store.sells()
    redeems(make_account(), sold)
    return sold


@pytest.fixture
def signed(asker, sold) -> dict[str, Any]:
    """Everything that is signed, as it reaches a program."""
    ask = native("activate", product_key=sold.text, fingerprint=FINGERPRINT)
    answer = asker(ask)
    me = keygen("GET", "me", sold.text)
    file = asker(keygen("POST", f"licenses/{sold.text}/actions/check-out", sold.text))
    return {
        "native answer": (ask, answer),
        "keygen answer": as_message(me, asker(me)),
        "machine file": answer.json["lease"]["machine_file"],
        "licence file": file.json["data"]["attributes"]["certificate"],
        "compact lease": answer.json["lease"]["compact"],
        "secret": sold.text,
    }


def parts_of(kind: str, signed: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return signature, signed text, and the text without the words that say of which kind it is."""
    match kind:
        case "native answer":
            ask, reply = signed[kind]
            text = native_text(ask.body, reply.body)
            return decoded(reply.header("Abaca-Signature").rpartition("=")[2] + "==", url=True), text, text[9:]
        case "keygen answer":
            text = text_of(signed[kind])
            return decoded(parameters_of(signed[kind])["signature"]), text, text.partition(b": ")[2]
        case "compact lease":
            data, _dot, signature = signed[kind].rpartition(".")
            return decoded(signature, url=True), data.encode(), data[4:].encode()
        case _:
            name = {"machine file": "machine", "licence file": "license"}[kind]
            members = unpacked(signed[kind], name)
            return decoded(members["sig"]), f"{name}/{members['enc']}".encode(), members["enc"].encode()


BEGINNINGS = {
    "native answer": b"response/",
    "keygen answer": b"(request-target): ",
    "machine file": b"machine/",
    "licence file": b"license/",
    "compact lease": b"key/",
}


def test_everything_is_genuine_as_what_it_is(signed):
    ask, reply = signed["native answer"]
    assert read_native(reply.header("Abaca-Signature"), ask.body, reply.body, public_key())["op"] == "activate"
    assert read_message(signed["keygen answer"], public_key())
    secret = signed["secret"]
    machine_file = read_file(signed["machine file"], "machine", public_key(), secret + FINGERPRINT)
    assert machine_file["data"]["attributes"]["fingerprint"] == FINGERPRINT
    assert read_file(signed["licence file"], "license", public_key(), secret)["data"]["type"] == "licenses"
    assert read_signed_key(signed["compact lease"], public_key())["p"] == "musa-accounting"


@pytest.mark.parametrize(("kind", "other"), list(permutations(KINDS, 2)))
def test_nothing_is_genuine_as_anything_else(signed, kind, other):
    signature, text, bare = parts_of(kind, signed)
    verify(public_key(), signature, text)
    assert text.startswith(BEGINNINGS[kind])
    assert not text.startswith(BEGINNINGS[other])
    for claimed in (bare, text):
        with pytest.raises(NotGenuine):
            verify(public_key(), signature, BEGINNINGS[other] + claimed)
    with pytest.raises(NotGenuine):
        verify(public_key(), signature, parts_of(other, signed)[1])


def test_a_file_in_the_paper_of_the_other_kind_is_refused(signed):
    licence, machine_ = signed["licence file"], signed["machine file"]
    turned = [(licence.replace("LICENSE", "MACHINE"), "machine"), (machine_.replace("MACHINE", "LICENSE"), "license")]
    for text, kind in turned:
        with pytest.raises(NotGenuine, match="signature"):
            read_file(text, kind, public_key(), signed["secret"] + FINGERPRINT)


def test_a_native_answer_is_worth_nothing_for_another_request(asker, signed, sold):
    ask, reply = signed["native answer"]
    header = reply.header("Abaca-Signature")
    again = native("activate", product_key=sold.text, fingerprint=FINGERPRINT, nonce="B" * 22)
    for sent, answer in (
        (again.body, reply.body),
        (ask.body + b" ", reply.body),
        (ask.body, reply.body.replace(b'"already":false', b'"already":true')),
        (b"", reply.body),
    ):
        with pytest.raises(NotGenuine):
            read_native(header, sent, answer, public_key())
    with pytest.raises(NotGenuine):
        read_native(asker(again).header("Abaca-Signature"), ask.body, reply.body, public_key())


def test_refusals_are_signed_and_only_429_is_not(asker, sold, signed):
    stranger = machine(sold.text, sold.text, FINGERPRINT)
    for ask, status in (
        (stranger, 422),
        (keygen("GET", "me"), 401),
        (keygen("GET", "nowhere"), 404),
        (keygen("DELETE", f"machines/{FINGERPRINT}", sold.text), 204),
    ):
        reply = asker(ask)
        assert reply.status == status
        read_message(as_message(ask, reply), public_key())
    refused = native("validate", fingerprint="f")
    reply = asker(refused)
    read_native(reply.header("Abaca-Signature"), refused.body, reply.body, public_key())
