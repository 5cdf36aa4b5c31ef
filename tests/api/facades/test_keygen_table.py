"""The Keygen façade's own tables: addresses, versions, credentials, check-out parameters and refusals."""

import base64
from datetime import timedelta

import pytest

from abaca.api.facades.keygen.errors import of
from abaca.api.facades.keygen.routes import route
from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.models import Account
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Licence, Plan, Product
from abaca.licensing.product_keys.models import ProductKey
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import UNKNOWN, Ask, Asker, keygen, machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(client, store, db) -> Asker:
    pull(at=NOON)
    Product.objects.update(keygen_facade=True)
    return Asker(client)


@pytest.fixture
def text(asker, store) -> str:
    sold = store.sells()
    redeems(make_account(), sold)
    assert asker(machine(sold.text, sold.text, "f")).status == 201
    return sold.text


def said(reply) -> tuple[int, str]:
    return reply.status, reply.json["errors"][0]["code"]


@pytest.mark.parametrize(
    ("rest", "name", "identifier", "path"),
    [
        ("ping", "ping", "", "ping"),
        ("me", "me", "", "me"),
        ("machines", "machines", "", "machines"),
        ("licenses/actions/validate-key", "licenses/actions/validate-key", "", "licenses/actions/validate-key"),
        ("licenses/a", "licenses/*", "a", "licenses/a"),
        (
            "licenses/a/b c/actions/validate",
            "licenses/*/actions/validate",
            "a/b c",
            "licenses/a%2Fb%20c/actions/validate",
        ),
        ("licenses/a/machines", "licenses/*/machines", "a", "licenses/a/machines"),
        ("licenses/a/entitlements", "licenses/*/entitlements", "a", "licenses/a/entitlements"),
        ("licenses/machines", "licenses/*", "machines", "licenses/machines"),
        ("machines/a:b", "machines/*", "a:b", "machines/a%3Ab"),
        ("machines/a/actions/ping", "machines/*/actions/ping", "a", "machines/a/actions/ping"),
        (
            "machines/a/actions/ping-heartbeat",
            "machines/*/actions/ping-heartbeat",
            "a",
            "machines/a/actions/ping-heartbeat",
        ),
        ("machines/actions/ping/actions/reset", "machines/*/actions/reset", "actions/ping", None),
        ("machines/ü%", "machines/*", "ü%", "machines/%C3%BC%25"),
        ("licenses/", "", "", "licenses/"),
        ("nothing/at all", "", "", "nothing/at%20all"),
    ],
)
def test_which_call_an_address_means(rest, name, identifier, path):
    found = route(rest)
    assert (found.name, found.identifier) == (name, identifier)
    assert path is None or found.path == path


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "TOKEN_MISSING"),
        ("", "TOKEN_MISSING"),
        (f"License {UNKNOWN}", "LICENSE_INVALID"),
        ("License RT2GZ-SKYPD-8W86G-9K64N-Y6M2V", "LICENSE_INVALID"),
        (f"License {'x' * 600}", "LICENSE_INVALID"),
        ("Bearer activ-1234", "TOKEN_INVALID"),
        ("License", "TOKEN_INVALID"),
        (basic("user:KEY"), "TOKEN_INVALID"),
        (basic("license:"), "TOKEN_INVALID"),
        (basic(f"license:{UNKNOWN}"), "LICENSE_INVALID"),
    ],
)
def test_credentials_that_open_nothing(asker, header, code):
    reply = asker(Ask("GET", "/v1/me", headers={} if header is None else {"Authorization": header}))
    assert said(reply) == (401, code)
    assert reply.header("WWW-Authenticate") == 'Bearer realm="keygen"'


@pytest.mark.parametrize("how", ["License {}", "license {}", "LICENSE   {}"])
def test_credentials_that_open(asker, text, how):
    for written in (text, text.lower().replace("-", "")):
        for header in (how.format(written), basic(f"license:{written}")):
            reply = asker(Ask("GET", "/v1/me", headers={"Authorization": header}))
            assert (reply.status, reply.json["data"]["attributes"]["key"]) == (200, written)


@pytest.mark.parametrize(
    ("version", "answered", "constant", "user"),
    [
        (None, "1.7", False, False),
        ("1.8", "1.8", False, False),
        ("1.6", "1.6", False, False),
        ("v1.5", "1.5", False, True),
        ("1.1", "1.1", True, True),
        ("1.0", "1.0", True, True),
        ("2.0", "1.7", False, False),
        ("x", "1.7", False, False),
    ],
)
def test_older_versions_have_what_they_had(asker, text, version, answered, constant, user):
    plain = keygen("POST", "licenses/actions/validate-key", meta={"key": text})
    headers = plain.headers | ({"Keygen-Version": version} if version else {})
    reply = asker(Ask(plain.method, plain.path, plain.body, headers))
    assert reply.header("Keygen-Version") == answered
    assert ("constant" in reply.json["meta"]) is constant
    assert ("user" in reply.json["data"]["relationships"]) is user
    if constant:
        assert reply.json["meta"]["constant"] == reply.json["meta"]["code"]


CHECK_OUTS = ("licenses/{}/actions/check-out", "machines/f/actions/check-out")
PLAIN, SEALED = "base64+ed25519", "aes-256-gcm+ed25519"


@pytest.mark.parametrize("path", CHECK_OUTS)
@pytest.mark.parametrize(
    ("query", "meta", "algorithm", "ttl", "includes"),
    [
        ("", {}, PLAIN, 30 * 86_400, []),
        ("encrypt=1", {}, SEALED, 30 * 86_400, []),
        ("encrypt=true&ttl=7200", {}, SEALED, 7200, []),
        ("encrypt=0", {}, PLAIN, 30 * 86_400, []),
        (f"algorithm={SEALED.replace('+', '%2B')}", {}, SEALED, 30 * 86_400, []),
        ("encrypt=1", {"encrypt": False}, PLAIN, 30 * 86_400, []),
        ("ttl=7200", {"ttl": 3600}, PLAIN, 3600, []),
        ("ttl=99999999", {}, PLAIN, 30 * 86_400, []),
        ("include=owner,users,group,environment,components", {}, PLAIN, 30 * 86_400, None),
        ("include[]=owner&include[]=group", {}, PLAIN, 30 * 86_400, ["owner", "group"]),
        ("", {"include": ["owner"]}, PLAIN, 30 * 86_400, ["owner"]),
        ("", {"include": "product"}, PLAIN, 30 * 86_400, ["product"]),
    ],
)
def test_the_parameters_of_a_check_out(asker, text, path, query, meta, algorithm, ttl, includes):
    reply = asker(keygen("POST", f"{path.format(text)}?{query}", text, **({"meta": meta} if meta else {})))
    assert reply.status == 200
    attributes = reply.json["data"]["attributes"]
    assert (attributes["algorithm"], attributes["ttl"]) == (algorithm, ttl)
    assert includes is None or attributes["includes"] == includes


@pytest.mark.parametrize("path", CHECK_OUTS)
@pytest.mark.parametrize(
    ("query", "meta", "code", "parameter"),
    [
        ("ttl=3599", {}, "CHECKOUT_TTL_INVALID", "ttl"),
        ("ttl=x", {}, "CHECKOUT_TTL_INVALID", "ttl"),
        ("ttl=²²²²", {}, "CHECKOUT_TTL_INVALID", "ttl"),
        ("", {"ttl": True}, "CHECKOUT_TTL_INVALID", "ttl"),
        ("", {"ttl": 7200.5}, "CHECKOUT_TTL_INVALID", "ttl"),
        ("algorithm=none", {}, "CHECKOUT_ALGORITHM_INVALID", "algorithm"),
        ("algorithm=rsa-sha256", {}, "CHECKOUT_ALGORITHM_INVALID", "algorithm"),
        ("", {"algorithm": ["x"]}, "CHECKOUT_ALGORITHM_INVALID", "algorithm"),
        ("include=weather", {}, "CHECKOUT_INCLUDE_INVALID", "include"),
        ("", {"include": 7}, "CHECKOUT_INCLUDE_INVALID", "include"),
        ("", {"include": [7]}, "CHECKOUT_INCLUDE_INVALID", "include"),
        ("encrypt=perhaps", {}, "PARAMETERS_INVALID", "encrypt"),
    ],
)
def test_parameters_that_a_check_out_does_not_take(asker, text, path, query, meta, code, parameter):
    reply = asker(keygen("POST", f"{path.format(text)}?{query}", text, **({"meta": meta} if meta else {})))
    assert said(reply) == (400, code)
    assert reply.json["errors"][0]["source"] == {"parameter": parameter}


@pytest.mark.parametrize("path", CHECK_OUTS)
def test_a_check_out_by_get_is_a_file(asker, text, path):
    reply = asker(keygen("GET", path.format(text), text))
    assert (reply.status, reply.header("Content-Type")) == (200, "application/octet-stream")
    assert reply.header("Content-Disposition").endswith('.lic"')
    assert reply.body.startswith(b"-----BEGIN")


SHUT = {  # the fourteen calls, and what each answers to a licence that is suspended, banned or has ended
    ("GET", "me"): (403, 403, 200),
    ("POST", "licenses/actions/validate-key"): (200, 200, 200),
    ("POST", "licenses/KEY/actions/validate"): (200, 200, 200),
    ("GET", "licenses/KEY/actions/validate"): (200, 200, 200),
    ("GET", "licenses/KEY"): (403, 403, 200),
    ("POST", "licenses/KEY/actions/check-out"): (403, 403, 403),
    ("GET", "licenses/KEY/machines"): (403, 403, 200),
    ("GET", "licenses/KEY/entitlements"): (403, 403, 200),
    ("POST", "machines"): (403, 403, 403),
    ("GET", "machines/f"): (403, 403, 200),
    ("PATCH", "machines/f"): (403, 403, 200),
    ("POST", "machines/f/actions/ping"): (403, 403, 200),
    ("POST", "machines/f/actions/check-out"): (403, 403, 403),
    ("DELETE", "machines/f"): (403, 403, 204),
}


@pytest.mark.parametrize(("method", "path"), SHUT)
@pytest.mark.parametrize("state", ["SUSPENDED", "BANNED", "EXPIRED"])
def test_a_licence_that_was_stopped(asker, text, clock, method, path, state):
    match state:
        case "SUSPENDED":
            Licence.objects.update(suspended_at=NOON)
        case "BANNED":
            Account.objects.update(banned_at=NOON)
        case "EXPIRED":
            clock.travel_to(NOON + timedelta(days=400))
    if path == "machines":
        ask = machine(text, text, "second")
    elif path.endswith("validate-key"):
        scope = {"product": "musa-accounting", "fingerprint": "f"}
        ask = keygen(method, path, meta={"key": text, "scope": scope})
    else:
        ask = keygen(method, path.replace("KEY", text), text)
    reply = asker(ask)
    assert reply.status == SHUT[method, path][("SUSPENDED", "BANNED", "EXPIRED").index(state)]
    if reply.status == 403:
        assert said(reply) == (403, f"LICENSE_{state}")
    elif "validate" in path and method == "POST" and path.endswith("validate-key"):
        assert (reply.json["meta"]["code"], reply.json["meta"]["valid"]) == (state, False)


def test_an_unredeemed_key_is_shown_and_stays_what_it_is(asker, store):
    sold = store.sells()
    scope = {"product": "musa-accounting", "fingerprint": "f"}
    me = asker(keygen("GET", "me", sold.text)).json["data"]
    attributes = me["attributes"]
    assert (attributes["status"], attributes["expiry"]) == ("INACTIVE", "2027-03-01T23:00:00.000Z")
    said_ = asker(keygen("POST", "licenses/actions/validate-key", meta={"key": sold.text, "scope": scope})).json
    assert (said_["meta"]["code"], said_["data"]["id"]) == ("NO_MACHINES", me["id"])
    assert asker(keygen("GET", f"licenses/{me['id']}/machines", sold.text)).json == {"data": []}
    assert said(asker(keygen("POST", f"licenses/{me['id']}/actions/check-out", sold.text))) == (
        403,
        "LICENSE_NOT_ALLOWED",
    )
    assert ProductKey.objects.get().state == "issued"
    assert not Licence.objects.exists()
    assert asker(machine(sold.text, me["id"], "f")).status == 201
    assert str(Licence.objects.get().uuid) == me["id"]


def test_license_files_can_be_switched_off(asker, text):
    Product.objects.update(license_files=False)
    assert said(asker(keygen("POST", f"licenses/{text}/actions/check-out", text))) == (403, "LICENSE_NOT_ALLOWED")
    assert asker(keygen("POST", "machines/f/actions/check-out", text)).status == 200


def test_taken_limits_and_allowances(asker, text):
    assert said(asker(machine(text, text, "f"))) == (422, "FINGERPRINT_TAKEN")
    reply = asker(machine(text, text, "f"))
    assert reply.json["errors"][0]["source"] == {"pointer": "/data/attributes/fingerprint"}
    Plan.objects.update(devices=1)
    reply = asker(machine(text, text, "second"))
    assert said(reply) == (422, "MACHINE_LIMIT_EXCEEDED")
    error = reply.json["errors"][0]
    assert error["detail"] == "machine count has exceeded maximum allowed for license (1)"
    assert error["source"] == {"pointer": "/data"}
    Plan.objects.update(devices=None, activations_per_day=1, releases_per_30_days=0)
    for ask in (machine(text, text, "second"), keygen("DELETE", "machines/f", text)):
        reply = asker(ask)
        assert said(reply) == (429, "TOO_MANY_REQUESTS")
        assert int(reply.header("Retry-After")) > 0
        assert int(reply.header("X-RateLimit-Reset")) > NOON.timestamp()


@pytest.mark.parametrize(("status", "answered"), [(404, 404), (409, 422), (503, 503)])
def test_a_refusal_that_the_protocol_has_no_word_for(status, answered):
    class Strange(Refusal):
        code, sentence = "strange", "That is strange."

    Strange.status = status
    refused = of(Strange(), at=NOON)
    assert (refused.status, refused.code) == (answered, "STRANGE")


def test_an_account_by_slug_by_id_and_a_stranger(asker, text):
    account = asker(keygen("GET", "me", text)).header("Keygen-Account")
    for name in (account, account.upper(), "musa-software"):
        assert asker(keygen("GET", f"accounts/{name}/me", text)).status == 200
    assert said(asker(keygen("GET", "accounts/nobody/me", text))) == (404, "NOT_FOUND")
