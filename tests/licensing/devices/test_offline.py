"""ACT1: the request of a computer without a network survives every way of carrying it, and nothing else is taken."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.licensing.devices.offline import OfflineRequest, OfflineRequestInvalid, looks_like_one, read, write

NONCE = "AAECAwQFBgcICQoLDA0ODw"
REQUEST = OfflineRequest(
    product="musa-accounting",
    fingerprint="198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39",
    nonce=NONCE,
    product_key="RT2GZSKYPD8J86G9K64NY6M2V",
    device_name="Studio",
)
MEMBERS = {"v": 1, "p": REQUEST.product, "k": REQUEST.product_key, "f": REQUEST.fingerprint, "n": NONCE, "d": "Studio"}

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
REQUESTS = st.builds(
    OfflineRequest,
    product=TEXTS.filter(lambda text: text.strip() and len(text.encode()) <= 60),
    fingerprint=TEXTS.filter(str.strip),
    nonce=st.from_regex(r"[A-Za-z0-9_-]{16,64}", fullmatch=True),
    product_key=TEXTS | st.just(""),
    device_name=TEXTS | st.just(""),
)


def packed(plain: bytes) -> str:
    return "ACT1." + base64.b32encode(plain).rstrip(b"=").decode()


def told(**members: object) -> str:
    return packed(json.dumps(MEMBERS | members).encode())


def test_a_request_is_written_as_the_specification_says():
    text = write(REQUEST)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:")  # so that a QR code takes little room
    symbols = text.removeprefix("ACT1.")
    assert list(json.loads(base64.b32decode(symbols + "=" * (-len(symbols) % 8)))) == ["v", "p", "k", "f", "n", "d"]
    assert len(text) < 340


@given(REQUESTS)
def test_every_request_comes_back_as_it_was(request):
    assert read(write(request)) == request


@given(REQUESTS, st.integers(1, 80), st.sampled_from(["\n", "\r\n", " ", "\t", "\u00a0", "\u200b"]), st.booleans())
def test_line_breaks_blanks_and_small_letters_do_no_harm(request, width, between, small):
    text = write(request)
    pasted = between.join(text[start : start + width] for start in range(0, len(text), width))
    assert read(f"\ufeff  {pasted.lower() if small else pasted}\n") == request


@given(st.text(max_size=200) | st.binary(max_size=200).map(packed))
def test_garbage_is_refused_and_never_a_fault(text):
    with pytest.raises(OfflineRequestInvalid) as refused:
        read(text)
    assert (refused.value.code, refused.value.status) == ("offline_request_invalid", 422)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(st.recursive(SCALARS, st.lists, max_leaves=5))
def test_members_of_another_type_are_refused(value):
    for name in MEMBERS:
        if isinstance(value, str) or (value is None and name in "kd") or (name == "v" and type(value) is int):
            continue
        with pytest.raises(OfflineRequestInvalid):
            read(told(**{name: value}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ACT1.",
        "ACT2." + write(REQUEST)[5:],
        write(REQUEST)[5:],
        write(REQUEST) + "=",
        write(REQUEST)[:-9],
        write(REQUEST).replace("A", "1", 1),
        "\u0131" + write(REQUEST),
        packed(b"{}"),
        packed(b"[]"),
        packed(b"null"),
        packed(b"not json"),
        packed(b"\xff\xfe"),
        packed(b"[" * 5000),
        packed(b'{"v":1,"p":"x","f":"\\ud800","n":"AAECAwQFBgcICQoLDA0ODw"}'),
        packed(b'{"v":' + b"1" * 5000 + b"}"),
        told(v=2),
        told(v=True),
        told(v=1.0),
        told(v="1"),
        told(p=None),
        told(p=" "),
        told(p="x" * 61),
        told(f=""),
        told(f="x" * 4097),
        told(f="\u00e9" * 2049),
        told(f="a\0b"),
        told(k=["x"]),
        told(k="A" * 513),
        told(d="x" * 201),
        told(d={"name": "Studio"}),
        told(n=None),
        told(n="short"),
        told(n="x" * 65),
        told(n=NONCE + "\n"),
        told(n=NONCE[:-1] + "!"),
        "A" * 48_001,
        "ACT1." + "A" * 48_000,
        " " * 70_000 + write(REQUEST),
    ],
)
def test_what_is_broken_is_refused(text):
    with pytest.raises(OfflineRequestInvalid):
        read(text)


def test_the_longest_members_fit_however_they_are_written():
    longest = {"p": "p" * 60, "k": "k" * 512, "f": "\u0001" * 4096, "n": "n" * 64, "d": "\u0001" * 200}
    assert read(told(**longest)).fingerprint == "\u0001" * 4096


def test_without_a_product_key_and_a_name_the_request_is_whole():
    bare = packed(json.dumps({"v": 1, "p": "musa-accounting", "f": "f", "n": NONCE, "later": [1]}).encode())
    assert read(bare) == OfflineRequest("musa-accounting", "f", NONCE)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(write(REQUEST), True), (" act1.\nabc", True), ("RT2GZ-SKYPD-8J86G-9K64N-Y6M2V", False), ("", False)],
)
def test_who_meant_such_a_request_is_told_from_who_typed_a_key(text, is_one):
    assert looks_like_one(text) == is_one
