"""Who holds only a product key learns nothing about a person; and nothing secret reaches the log or an address."""

import base64
import json
import logging
import re

import pytest

from abaca.api.facades.keygen.urls import VIEWS
from abaca.api.licensing.openapi import described
from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.models import SigningKey
from tests.api.licensing.program import Program
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import MISTYPED, UNKNOWN, Ask, keygen, lemon, machine, native
from tests.licensing.security.verifier import read_file, read_signed_key

pytestmark = pytest.mark.django_db
EMAIL, NAME = "rosalind.unmistakable@example.org", "Unmistakable"
FINGERPRINT = "a1" * 32


@pytest.fixture
def sold(open_store):
    sold = open_store.sells(order="ord_neverseen", holder_email=EMAIL)
    redeems(make_account(EMAIL), sold)
    return sold


def everything_a_key_opens(text: str) -> list[Ask]:
    scope = {"product": "musa-accounting", "fingerprint": FINGERPRINT}
    include = "license,license.entitlements,license.product,license.policy,license.owner,license.users,owner,group"
    return [
        native("product-keys/check", product_key=text),
        native("activate", product_key=text, fingerprint=FINGERPRINT, name="Studio"),
        native("validate", product_key=text, fingerprint=FINGERPRINT),
        native("validate", product_key=UNKNOWN, fingerprint=FINGERPRINT),
        native("lease", product_key=text, fingerprint=FINGERPRINT),
        native("activate", product_key=MISTYPED, fingerprint=FINGERPRINT),
        keygen("GET", "me", text),
        keygen("POST", "licenses/actions/validate-key", meta={"key": text, "scope": scope}),
        keygen("POST", f"licenses/{text}/actions/validate", text, meta={"scope": scope}),
        keygen("GET", f"licenses/{text}/actions/validate", text),
        keygen("GET", f"licenses/{text}", text),
        keygen("POST", f"licenses/{text}/actions/check-out?include=product,policy,entitlements,owner,users", text),
        keygen("GET", f"licenses/{text}/machines", text),
        keygen("GET", f"licenses/{text}/entitlements", text),
        machine(text, text, "another"),
        machine(text, text, "another"),
        keygen("GET", f"machines/{FINGERPRINT}", text),
        keygen("PATCH", f"machines/{FINGERPRINT}", text, data={"attributes": {"name": "Laptop"}}),
        keygen("POST", f"machines/{FINGERPRINT}/actions/ping", text),
        keygen("POST", f"machines/{FINGERPRINT}/actions/check-out?include={include}", text),
        keygen("GET", f"machines/{FINGERPRINT}/actions/check-out?include={include}", text),
        keygen("DELETE", "machines/another", text),
        keygen("GET", "machines/another", text),
        lemon("activate", license_key=text, instance_name="Studio"),
        lemon("validate", license_key=text),
        lemon("deactivate", license_key=text, instance_id="another"),
        native("deactivate", product_key=text, fingerprint=FINGERPRINT),
    ]


def about_a_person(text: str) -> list[str]:
    words = ("@", EMAIL, NAME.lower(), "ord_", "rosalind", "acc_")
    return [word for word in words if word in text.lower()]


def test_no_answer_to_a_key_names_a_person_or_an_order(asker, sold):
    seen = set()
    for ask in everything_a_key_opens(sold.text):
        reply = asker(ask)
        seen.add(reply.status)
        assert reply.status < 500
        assert about_a_person(reply.body.decode()) == [], ask.path
        assert about_a_person(json.dumps(reply.headers)) == [], ask.path
    assert seen >= {200, 201, 204, 404, 422}


def test_no_lease_and_no_file_names_a_person(asker, sold):
    public = bytes(SigningKey.objects.get(state="current").public_key).hex()
    lease = asker(native("activate", product_key=sold.text, fingerprint=FINGERPRINT)).json["lease"]
    include = "license,license.entitlements,license.product,license.policy,license.owner"
    for encrypt in ("1", "0"):
        query = f"encrypt={encrypt}&include="
        on_machine = asker(keygen("POST", f"machines/{FINGERPRINT}/actions/check-out?{query}{include}", sold.text))
        on_licence = asker(keygen("POST", f"licenses/{sold.text}/actions/check-out?{query}product,policy", sold.text))
        documents = [
            read_file(on_machine.json["data"]["attributes"]["certificate"], "machine", public, sold.text + FINGERPRINT),
            read_file(on_licence.json["data"]["attributes"]["certificate"], "license", public, sold.text),
        ]
        for document in documents:
            assert document["included"]
            assert about_a_person(json.dumps(document)) == []
    opened = [
        read_signed_key(lease["compact"], public),
        read_file(lease["machine_file"], "machine", public, sold.text + FINGERPRINT),
    ]
    assert about_a_person(json.dumps(opened)) == []


def test_only_a_token_shows_the_address(client, open_store, sold):
    program = Program(client, fingerprint=FINGERPRINT)
    assert program.signs_in(EMAIL).json()["account"] == {"email": EMAIL}


def test_no_address_of_the_api_has_a_place_for_a_key():
    """`licenses/{key}` of the Keygen protocol is that protocol's own; ours has keys in bodies alone."""
    document = described()
    for path, operations in document["paths"].items():
        assert re.findall(r"{(\w+)}", path) in ([], ["id"])
        for operation in operations.values():
            named = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert named <= {"id", "product", "Idempotency-Key"}, path
    assert {
        name for _method, name in VIEWS if "*" in name and not name.startswith(("licenses/*", "machines/*"))
    } == set()


def test_a_key_in_a_query_is_no_credential(asker, sold):
    for query in (f"auth=license:{sold.text}", f"key={sold.text}", f"license_key={sold.text}"):
        assert asker(keygen("GET", f"me?{query}")).status == 401


def test_nothing_secret_is_logged_or_put_into_the_journal(asker, client, open_store, sold, caplog):
    caplog.set_level(logging.DEBUG)
    program = Program(client, fingerprint=FINGERPRINT)
    program.signs_in(EMAIL)
    token = program.token
    # the protocol of Keygen lets a client call a licence by its key, in the path: what it asks for in vain is logged
    asks = [ask for ask in everything_a_key_opens(sold.text) if f"licenses/{sold.text}" not in ask.path]
    basic = base64.b64encode(f"license:{sold.text}".encode()).decode()
    asks += [
        Ask("GET", "/v1/me", headers={"Authorization": f"Basic {basic}"}),
        native("redeem", product_key=UNKNOWN, token=token),
        native("sign-in", email=EMAIL, fingerprint=FINGERPRINT),
        native("sign-in/confirm", challenge="x", code="123456", fingerprint=FINGERPRINT),
        native("validate", fingerprint=FINGERPRINT, token=token),
        native("sign-out", token=token),
    ]
    for ask in asks:
        asker(ask)
    asker(Ask("POST", "/api/licensing/v1/validate", b'{"product_key":"' + sold.text.encode()))
    bare = sold.text.replace("-", "")
    lines = [
        f"{record.name} {record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if record.name != "django.db.backends"  # the statements themselves, which only DEBUG of that logger shows
    ]
    assert lines
    entries = [json.dumps(row, default=str) for row in Entry.objects.values()]
    for secret in (sold.text, bare, UNKNOWN, token, basic, EMAIL):
        assert [line for line in lines if secret in line] == []
        assert [row for row in entries if secret in row] == []


def test_a_key_in_a_path_is_not_logged(asker, open_store, sold, caplog):
    caplog.set_level(logging.DEBUG)
    assert asker(keygen("GET", f"licenses/{UNKNOWN}", sold.text)).status == 404
    assert asker(keygen("GET", f"licenses/{sold.text}/nothing", sold.text)).status == 404
    shown = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in shown if UNKNOWN in line or sold.text in line] == []
