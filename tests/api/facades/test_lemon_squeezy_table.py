"""The table of the LemonSqueezy façade: both kinds of body, every answer, every refusal."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from abaca.licensing.accounts.models import Account
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Licence, Plan, Product
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import MISTYPED, UNKNOWN, Ask, Asker, lemon

pytestmark = pytest.mark.django_db
VERDICTS = {"activate": "activated", "validate": "valid", "deactivate": "deactivated"}


@pytest.fixture
def asker(client, store, db) -> Asker:
    pull(at=NOON)
    Product.objects.update(lemonsqueezy_facade=True)
    return Asker(client)


@pytest.fixture
def text(asker, store) -> str:
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    return sold.text


def as_form(members):
    return urlencode(members).encode(), "application/x-www-form-urlencoded"


def as_json(members):
    return json.dumps(members).encode(), "application/json"


def as_json_api(members):
    return json.dumps(members).encode(), "application/vnd.api+json"


@pytest.mark.parametrize("write", [as_form, as_json, as_json_api])
def test_each_kind_of_body_and_every_member_of_an_answer(asker, text, write):
    def ask(call, **members):
        body, kind = write({"license_key": text, **members})
        headers = {"Content-Type": kind, "Authorization": "Bearer ignored"}
        return asker(Ask("POST", f"/v1/licenses/{call}", body, headers)).json

    licence, product, plan = Licence.objects.get(), Product.objects.get(), Plan.objects.get(code="professional")
    key = {
        "id": licence.uuid.int >> 80,
        "status": "active",
        "key": text,
        "activation_limit": 5,
        "activation_usage": 1,
        "created_at": "2026-03-02T11:00:00.000000Z",
        "expires_at": "2027-03-01T23:00:00.000000Z",
        "test_mode": False,
    }
    meta = {
        "store_id": 1,
        "order_id": 0,
        "order_item_id": 0,
        "product_id": product.pk,
        "product_name": "Musa Accounting",
        "variant_id": plan.pk,
        "variant_name": "Professional",
        "customer_id": 0,
        "customer_name": "",
        "customer_email": "",
    }
    done = ask("activate", instance_name="Studio ü")
    instance = done["instance"]
    assert instance["name"] == "Studio ü"
    assert done == {"activated": True, "error": None, "license_key": key, "instance": instance, "meta": meta}
    told = {"valid": True, "error": None, "license_key": key, "meta": meta}
    assert ask("validate") == told | {"instance": None}
    assert ask("validate", instance_id=instance["id"]) == told | {"instance": instance}
    over = key | {"status": "inactive", "activation_usage": 0}
    gone = ask("deactivate", instance_id=instance["id"])
    assert gone == {"deactivated": True, "error": None, "license_key": over, "meta": meta}


@pytest.mark.parametrize(
    ("call", "members", "status", "error"),
    [
        ("activate", {"instance_name": "x"}, 422, "The license_key field is required."),
        ("activate", {"license_key": "KEY"}, 422, "The instance_name field is required."),
        ("activate", {"license_key": "KEY", "instance_name": " "}, 422, "The instance_name field is required."),
        ("activate", {"license_key": "KEY", "instance_name": 7}, 422, "The instance_name field is required."),
        ("activate", {"license_key": UNKNOWN, "instance_name": "x"}, 404, "license_key not found."),
        ("activate", {"license_key": MISTYPED, "instance_name": "x"}, 404, "license_key not found."),
        ("validate", {}, 422, "The license_key field is required."),
        ("validate", {"license_key": UNKNOWN}, 404, "license_key not found."),
        ("validate", {"license_key": "KEY", "instance_id": "x"}, 404, "instance_id not found."),
        ("deactivate", {"license_key": "KEY"}, 422, "The instance_id field is required."),
        ("deactivate", {"license_key": UNKNOWN, "instance_id": "x"}, 404, "license_key not found."),
        ("deactivate", {"license_key": "KEY", "instance_id": "x"}, 404, "instance_id not found."),
    ],
)
def test_the_table_of_refusals(asker, text, call, members, status, error):
    told = {name: text if value == "KEY" else value for name, value in members.items()}
    reply = asker(lemon(call, **told))
    assert (reply.status, reply.json) == (status, {VERDICTS[call]: False, "error": error})


@pytest.mark.parametrize(
    ("state", "status", "error"),
    [
        ("full", "active", "This license key has reached the activation limit."),
        ("suspended", "disabled", "This license key has been disabled."),
        ("banned", "disabled", "This license key has been disabled."),
        ("ended", "expired", "This license key has expired."),
    ],
)
def test_a_licence_that_takes_no_further_instance(asker, text, clock, state, status, error):
    instance = asker(lemon("activate", license_key=text, instance_name="one")).json["instance"]["id"]
    match state:
        case "full":
            Plan.objects.update(devices=1)
        case "suspended":
            Licence.objects.update(suspended_at=NOON)
        case "banned":
            Account.objects.update(banned_at=NOON)
        case "ended":
            clock.travel_to(NOON + timedelta(days=400))
    reply = asker(lemon("activate", license_key=text, instance_name="two"))
    assert (reply.status, reply.json["activated"], reply.json["error"]) == (400, False, error)
    assert (reply.json["license_key"]["status"], set(reply.json)) == (
        status,
        {"activated", "error", "license_key", "meta"},
    )
    said = asker(lemon("validate", license_key=text, instance_id=instance))
    assert (said.status, said.json["valid"]) == (200, state == "full")
    assert said.json["error"] == (None if state == "full" else error)
    assert asker(lemon("deactivate", license_key=text, instance_id=instance)).status == 200


def test_every_activation_is_a_new_instance(asker, text):
    ids = {asker(lemon("activate", license_key=text, instance_name="same")).json["instance"]["id"] for _i in range(3)}
    assert len(ids) == 3


def test_allowances_are_told_by_429(asker, text):
    Plan.objects.update(activations_per_day=1)
    asker(lemon("activate", license_key=text, instance_name="one"))
    reply = asker(lemon("activate", license_key=text, instance_name="two"))
    assert (reply.status, reply.json["activated"]) == (429, False)
    assert int(reply.header("Retry-After")) > 0


def test_grace_and_maintenance_are_valid(asker, text, clock):
    clock.travel_to(NOON + timedelta(days=370))
    assert asker(lemon("validate", license_key=text)).json["valid"]
    Plan.objects.update(on_expiry="maintain")
    clock.travel_to(NOON + timedelta(days=800))
    assert asker(lemon("validate", license_key=text)).json["valid"]
