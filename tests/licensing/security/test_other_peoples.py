"""What belongs to somebody else, or to another product, does not exist for the caller."""

from dataclasses import dataclass

import pytest

from abaca.licensing.devices.models import Device
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Licence, Product
from tests.api.licensing.program import Program
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import Ask, keygen, lemon, machine, native

pytestmark = pytest.mark.django_db


@dataclass
class Person:
    email: str
    text: str
    licence: Licence
    fingerprint: str
    device: str = ""


@pytest.fixture
def two(asker, open_store) -> tuple[Person, Person]:
    """Alice and Bob, each with a licence and a device."""
    people = []
    for name in ("alice", "bob"):
        sold = open_store.sells()
        email = f"{name}@example.org"
        person = Person(email, sold.text, redeems(make_account(email), sold).licence, f"computer of {name}")
        answer = asker(native("activate", product_key=sold.text, fingerprint=person.fingerprint))
        person.device = answer.json["device"]["id"]
        people.append(person)
    return people[0], people[1]


FOREIGN = [
    ("POST", "licenses/LICENCE/actions/validate"),
    ("GET", "licenses/LICENCE/actions/validate"),
    ("GET", "licenses/LICENCE"),
    ("POST", "licenses/LICENCE/actions/check-out"),
    ("GET", "licenses/LICENCE/actions/check-out"),
    ("GET", "licenses/LICENCE/machines"),
    ("GET", "licenses/LICENCE/entitlements"),
    ("GET", "machines/DEVICE"),
    ("PATCH", "machines/DEVICE"),
    ("DELETE", "machines/DEVICE"),
    ("POST", "machines/DEVICE/actions/ping"),
    ("POST", "machines/DEVICE/actions/ping-heartbeat"),
    ("POST", "machines/DEVICE/actions/reset"),
    ("POST", "machines/DEVICE/actions/check-out"),
    ("GET", "machines/DEVICE/actions/check-out"),
]


@pytest.mark.parametrize(("method", "path"), FOREIGN)
@pytest.mark.parametrize("called", ["id", "alias"])
def test_a_foreign_name_is_not_found_at_any_call_of_keygen(asker, two, method, path, called):
    alice, bob = two
    names = {
        "id": {"LICENCE": str(bob.licence.uuid), "DEVICE": bob.device},
        "alias": {"LICENCE": bob.text, "DEVICE": bob.fingerprint.replace(" ", "%20")},
    }[called]
    own = {"LICENCE": str(alice.licence.uuid), "DEVICE": alice.device}
    for mapping, found in ((names, False), (own, True)):
        target = path
        for word, name in mapping.items():
            target = target.replace(word, name)
        reply = asker(keygen(method, target, alice.text))
        assert (reply.status == 404) is not found, target
        if not found:
            assert reply.json["errors"][0]["code"] == "NOT_FOUND"
    assert Device.objects.filter(licence=bob.licence, deactivated_at=None).count() == 1


def test_the_calls_of_keygen_that_name_no_address(asker, two):
    alice, bob = two
    reply = asker(machine(alice.text, str(bob.licence.uuid), "third"))
    assert (reply.status, reply.json["errors"][0]["code"]) == (404, "NOT_FOUND")
    assert asker(keygen("GET", "me", alice.text)).json["data"]["id"] == str(alice.licence.uuid)
    scope = {"product": "musa-accounting", "machine": bob.device, "fingerprint": alice.fingerprint}
    said = asker(keygen("POST", "licenses/actions/validate-key", meta={"key": alice.text, "scope": scope})).json
    assert said["meta"]["code"] == "MACHINE_SCOPE_MISMATCH"
    scope |= {"machine": alice.device, "fingerprint": bob.fingerprint}
    said = asker(keygen("POST", "licenses/actions/validate-key", meta={"key": alice.text, "scope": scope})).json
    assert said["meta"]["code"] == "FINGERPRINT_SCOPE_MISMATCH"


def test_a_foreign_instance_is_not_found(asker, two):
    alice, bob = two
    for call in ("validate", "deactivate"):
        reply = asker(lemon(call, license_key=alice.text, instance_id=bob.device))
        assert (reply.status, reply.json["error"]) == (404, "instance_id not found.")


@pytest.mark.parametrize("by", ["key", "token"])
def test_a_foreign_name_is_not_found_at_any_native_call(client, two, by):
    alice, bob = two
    program = Program(client, fingerprint=alice.fingerprint)
    shown = {"product_key": alice.text}
    if by == "token":
        program.signs_in(alice.email)
        shown = {}
    for call, members, status in (
        ("deactivate", {"device": bob.device}, 404),
        ("validate", {}, 200),
        ("lease", {}, 200),
    ):
        assert program.post(call, **({"fingerprint": alice.fingerprint} | shown | members)).status_code == status
    if by == "key":
        for call, status in (("deactivate", 404), ("lease", 409)):
            assert program.post(call, fingerprint=bob.fingerprint, **shown).status_code == status
        answer = program.post("validate", fingerprint=bob.fingerprint, **shown).json()
        assert (answer["valid"], answer["code"]) == (False, "device_not_active")
        refused = program.post("activate", fingerprint="third", replace_device=bob.device, **shown)
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "device_unknown")
    else:
        assert program.get(f"licences/{bob.licence.uuid}").status_code == 404
        assert [row["id"] for row in program.get("licences").json()["licences"]] == [str(alice.licence.uuid)]
    assert Device.objects.filter(licence=bob.licence, deactivated_at=None).count() == 1


# --- another product ------------------------------------------------------------------------------------------------


@pytest.fixture
def other(open_store) -> str:
    """A second product of the vendor, with every door open too."""
    open_store.product = "musa-invoices"
    open_store.describes("solo")
    pull(at=NOON)
    Product.objects.update(keygen_facade=True, lemonsqueezy_facade=True)
    open_store.product = "musa-accounting"
    return "musa-invoices"


def test_a_key_of_another_product_opens_nothing_natively(asker, two, other, client):
    alice, _bob = two
    answer = asker(native("validate", product=other, product_key=alice.text, fingerprint=alice.fingerprint)).json
    assert (answer["valid"], answer["code"], answer["licence"]) == (False, "product_mismatch", None)
    for call in ("activate", "lease", "deactivate"):
        reply = asker(native(call, product=other, product_key=alice.text, fingerprint=alice.fingerprint))
        assert (reply.status, reply.json["error"]["code"]) == (409, "product_mismatch"), call
    program = Program(client, product=other)
    program.signs_in("carol@example.org")
    reply = program.post("redeem", product_key=alice.text)
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "product_mismatch")


def test_a_key_of_another_product_fails_the_scope_of_keygen(asker, two, other):
    alice, _bob = two

    def code(**scope: str) -> str:
        scope = {"fingerprint": alice.fingerprint, **scope}
        return asker(keygen("POST", "licenses/actions/validate-key", meta={"key": alice.text, "scope": scope})).json[
            "meta"
        ]["code"]

    assert code(product=other) == "PRODUCT_SCOPE_MISMATCH"
    assert code(product=str(Product.objects.get(code=other).uuid)) == "PRODUCT_SCOPE_MISMATCH"
    assert code(product="musa-accounting") == "VALID"
    assert code() == "PRODUCT_SCOPE_REQUIRED"
    Product.objects.filter(code="musa-accounting").update(require_product_scope=False)
    assert code() == "VALID"
    assert code(product=other) == "PRODUCT_SCOPE_MISMATCH"


def test_a_key_of_another_product_does_not_exist_for_lemonsqueezy(asker, two, other):
    alice, _bob = two

    def ask(prefix: str, host: str = "testserver") -> int:
        plain = lemon("validate", license_key=alice.text)
        return asker(Ask("POST", prefix + plain.path, plain.body, plain.headers | {"Host": host})).status

    assert ask(f"/ls/{other}") == 404
    assert ask("/ls/musa-accounting") == 200
    assert ask("/ls/nothing") == 404
    assert ask("") == 404  # two products, and no name says which
    Product.objects.filter(code="musa-accounting").update(hosts=["localhost"])
    assert ask("", "localhost:8443") == 200
    Product.objects.filter(code=other).update(hosts=["testserver"])
    assert ask("") == 404
    Product.objects.filter(code=other).update(lemonsqueezy_facade=False, hosts=[])
    assert ask("") == 200


@pytest.mark.parametrize("door", ["keygen_facade", "lemonsqueezy_facade"])
def test_a_door_that_is_shut_knows_no_key(asker, two, door):
    alice, _bob = two
    Product.objects.update(**{door: False})
    if door == "keygen_facade":
        assert asker(keygen("GET", "me", alice.text)).status == 401
    else:
        assert asker(lemon("validate", license_key=alice.text)).status == 404
