"""What nobody should send: every door says no in its own words, and nothing ends in a 5xx."""

import json
import socket
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.licensing.devices.models import Device
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import NATIVE, UNKNOWN, Ask, keygen, lemon, machine, native

pytestmark = pytest.mark.django_db
JSON = {"Content-Type": "application/json"}
VALIDATE_KEY = "/v1/licenses/actions/validate-key"
DOORS = {"native": f"{NATIVE}validate", "keygen": VALIDATE_KEY, "lemonsqueezy": "/v1/licenses/validate"}
DEEP = b"[" * 30_000
DEEP_MEMBERS = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
UNREADABLE = {
    "nothing closed": b"{",
    "no object": b"[]",
    "a text": b'"x"',
    "a number": b"7",
    "deep": DEEP,
    "deep members": DEEP_MEMBERS,
    "another encoding": b"\xff\xfe{}",
    "a broken sequence": b'{"license_key": "\xc3\x28"}',
    "a NaN": b'{"license_key": NaN}',
    "an infinity": b'{"license_key": 1e999}',
    "a number without end": b'{"license_key": ' + b"9" * 5000 + b"}",
}


@pytest.fixture
def sold(open_store):
    sold = open_store.sells()
    redeems(make_account(), sold)
    return sold


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_refused(asker, door, body):
    reply = asker(Ask("POST", DOORS[door], UNREADABLE[body], JSON))
    assert reply.status == 400
    assert reply.json


@pytest.mark.parametrize("door", DOORS)
def test_a_giant_body_is_too_large(asker, door):
    for size in (64 * 1024, 300 * 1024):
        reply = asker(Ask("POST", DOORS[door], b'{"a":"' + b"x" * size + b'"}', JSON))
        assert reply.status == 413


@pytest.mark.parametrize("door", DOORS)
def test_a_nul_byte_is_refused(asker, door):
    for text in ('{"license_key":"a\\u0000b"}', '{"license_key":"a\0b"}'):
        reply = asker(Ask("POST", DOORS[door], text.encode(), JSON))
        assert reply.status == {"native": 400, "keygen": 400, "lemonsqueezy": 422 if "\\u" in text else 400}[door]
    if door == "keygen":
        assert reply.json["errors"][0]["code"] == "ENCODING_INVALID"


@pytest.mark.parametrize("door", DOORS)
def test_half_a_character_is_refused(asker, door):
    members = {"license_key": "\ud800", "product_key": "\ud800", "meta": {"key": "\ud800"}, "fingerprint": "f"}
    body = json.dumps(members | {"product": "musa-accounting", "nonce": "A" * 22}).encode()
    assert asker(Ask("POST", DOORS[door], body, JSON)).status in {400, 422}


RAW = {
    "chunked": (b"Transfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n"),
    "no length": (b"", b""),
    "a length that is no number": (b"Content-Length: 12x\r\n", b"{}"),
    "a length below zero": (b"Content-Length: -1\r\n", b"{}"),
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"),
    "a length and chunks": (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("how", RAW)
def test_a_body_without_an_honest_length(house, door, how):
    head, body = RAW[how]
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=120) as wire:
        wire.sendall(
            f"POST {DOORS[door]} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n".encode()
            + b"Connection: close\r\n"
            + head
            + b"\r\n"
            + body
        )
        answer = b""
        with suppress(ConnectionResetError):  # who hangs up on what he has not read resets the line
            while piece := wire.recv(65_536):
                answer += piece
    assert not answer or answer.split()[1] in {b"400", b"411", b"422"}, answer


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{NATIVE}validate", 400),
        ("DELETE", f"{NATIVE}activate", 400),
        ("POST", f"{NATIVE}licences", 400),
        ("POST", f"{NATIVE}nowhere", 404),
        ("GET", VALIDATE_KEY, 404),
        ("PUT", "/v1/machines", 404),
        ("POST", "/v1/nowhere", 404),
        ("PATCH", "/v1/me", 404),
        ("GET", "/v1/licenses/activate", 405),
        ("PUT", "/v1/licenses/deactivate", 405),
        ("POST", "/v1/licenses/nothing", 404),
        ("POST", "/ls/nothing/v1/licenses/validate", 422),
    ],
)
def test_wrong_methods_and_unknown_paths(asker, method, path, status):
    assert asker(Ask(method, path, b"", JSON)).status == status


@pytest.mark.parametrize(
    ("attributes", "status", "code"),
    [
        ({"fingerprint": "f" * 4097}, 422, "FINGERPRINT_TOO_LONG"),
        ({"fingerprint": "é" * 2049}, 422, "FINGERPRINT_TOO_LONG"),
        ({"fingerprint": ""}, 400, "PARAMETERS_INVALID"),
        ({"fingerprint": 7}, 400, "PARAMETERS_INVALID"),
        ({"fingerprint": ["f"]}, 400, "PARAMETERS_INVALID"),
        ({"name": {"a": 1}}, 400, "PARAMETERS_INVALID"),
        ({"name": "n" * 201}, 422, "NAME_TOO_LONG"),
        ({"cores": -1}, 400, "PARAMETERS_INVALID"),
        ({"cores": 2**31}, 400, "PARAMETERS_INVALID"),
        ({"cores": True}, 400, "PARAMETERS_INVALID"),
        ({"memory": 2**63}, 400, "PARAMETERS_INVALID"),
        ({"disk": 1.5}, 400, "PARAMETERS_INVALID"),
        ({"metadata": []}, 400, "PARAMETERS_INVALID"),
        ({"metadata": {"a": {"b": {"c": {"d": {"e": 1}}}}}}, 422, "METADATA_INVALID"),
        ({"metadata": {str(n): n for n in range(65)}}, 422, "METADATA_INVALID"),
        ({"metadata": {"a": "x" * 16_384}}, 422, "METADATA_INVALID"),
    ],
)
def test_what_a_machine_may_not_be(asker, sold, attributes, status, code):
    reply = asker(machine(sold.text, sold.text, **({"fingerprint": "f"} | attributes)))
    assert (reply.status, reply.json["errors"][0]["code"]) == (status, code)
    assert not Device.objects.exists()


def test_the_largest_that_is_allowed(asker, sold):
    metadata = {str(number): {"b": {"c": {"d": number}}} for number in range(16)}
    reply = asker(machine(sold.text, sold.text, "f" * 4096, metadata=metadata, memory=2**63 - 1, name="n" * 200))
    assert reply.status == 201
    assert reply.json["data"]["attributes"]["metadata"] == metadata
    path = f"licenses/{sold.text}/machines"
    assert asker(keygen("GET", path, sold.text)).json["data"][0]["attributes"]["fingerprint"] == "f" * 4096


def test_a_member_that_comes_twice_counts_once(asker, sold):
    body = f'{{"license_key":"{UNKNOWN}","license_key":"{sold.text}"}}'.encode()
    assert asker(Ask("POST", DOORS["lemonsqueezy"], body, JSON)).status == 200


@pytest.mark.parametrize("limit", ["0", "101", "-1", "²", "٣", "9" * 5000, "x", ""])
def test_a_limit_that_is_none(asker, sold, limit):
    reply = asker(keygen("GET", f"licenses/{sold.text}/machines?limit={limit}", sold.text))
    assert (reply.status, reply.json["errors"][0]["source"]) == (400, {"parameter": "limit"})


def test_too_many_parameters(asker, sold):
    many = "&".join(f"a{number}=1" for number in range(1100))
    assert asker(keygen("GET", f"licenses/{sold.text}/machines?{many}", sold.text)).status == 400
    assert asker(Ask("GET", f"{NATIVE}keys.json?{many}")).json["error"]["code"] == "invalid_request"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert asker(Ask("POST", DOORS["lemonsqueezy"], many.encode(), form)).status == 400


@pytest.mark.parametrize("version", ["1.²", "1.", "1.99999", "2.0", "x", "1.\xff", "v1.1"])
def test_a_version_that_nobody_knows(asker, open_store, version):
    ask = keygen("POST", "licenses/actions/validate-key", meta={"key": UNKNOWN})
    assert asker(Ask(ask.method, ask.path, ask.body, ask.headers | {"Keygen-Version": version})).status == 200


CREDENTIALS = ["Basic", "Basic ====", "Basic /w==", "License", "License  ", "Bearer x", "Digest x"]


@pytest.mark.parametrize("header", CREDENTIALS)
def test_a_credential_that_is_none(asker, open_store, header):
    assert asker(Ask("GET", "/v1/me", headers={"Authorization": header})).status == 401


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = {
    "native": ["product", "product_key", "fingerprint", "nonce", "entitlements", "ttl", "formats", "name", "device"],
    "keygen": ["meta", "data"],
    "lemonsqueezy": ["license_key", "instance_name", "instance_id"],
}
INSIDE = st.dictionaries(
    st.sampled_from(["key", "scope", "nonce", "attributes", "relationships", "license"])
    | st.sampled_from(["ttl", "include", "encrypt", "algorithm"]),
    VALUES,
    max_size=4,
)
CALLS = [
    *(("native", f"{NATIVE}{call}") for call in ("activate", "validate", "lease", "deactivate", "redeem", "sign-in")),
    ("native", f"{NATIVE}sign-in/confirm"),
    ("keygen", VALIDATE_KEY),
    ("keygen", "/v1/machines"),
    ("keygen", "/v1/licenses/KEY/actions/validate"),
    ("keygen", "/v1/licenses/KEY/actions/check-out"),
    *(("lemonsqueezy", f"/v1/licenses/{call}") for call in ("activate", "validate", "deactivate")),
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(call=st.sampled_from(CALLS), data=st.data())
def test_no_body_ends_in_a_5xx(asker, sold, call, data):
    door, path = call
    member = INSIDE | VALUES if door == "keygen" else VALUES | st.just(sold.text) | st.just("musa-accounting")
    body = data.draw(st.dictionaries(st.sampled_from(MEMBERS[door]), member, max_size=5))
    headers = JSON | ({"Authorization": f"License {sold.text}"} if door == "keygen" else {})
    reply = asker(Ask("POST", path.replace("KEY", sold.text), json.dumps(body).encode(), headers))
    assert reply.status < 500, reply.body


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(word=st.text(min_size=1, max_size=30).filter(lambda word: word.isprintable() and word not in {".", ".."}))
def test_no_name_in_a_path_ends_in_a_5xx(asker, sold, word):
    for path in (f"licenses/{quoted(word)}", f"machines/{quoted(word)}", f"accounts/{quoted(word)}/me", quoted(word)):
        assert asker(keygen("GET", path, sold.text)).status in {200, 400, 404}


def quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode())


@pytest.mark.parametrize("path", ["machines/a%00b", "licenses/a%00b", "machines?x=%00", "accounts/a%00/me"])
def test_a_nul_byte_in_an_address(asker, sold, path):
    assert asker(keygen("GET", path, sold.text)).status in {400, 404}


def test_lists_of_forms_and_features_of_the_wrong_type(asker, sold):
    for members in ({"formats": "compact"}, {"formats": [1]}, {"formats": []}, {"ttl": "x"}, {"ttl": True}, {"ttl": 1}):
        reply = asker(native("lease", product_key=sold.text, fingerprint="f", **members))
        assert (reply.status, reply.json["error"]["code"]) == (400, "invalid_request"), members
    assert asker(lemon("activate", license_key=["x"], instance_name="x")).status == 422
