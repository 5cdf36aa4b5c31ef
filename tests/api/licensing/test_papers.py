"""The OpenAPI document tells the truth about the addresses, and the keys can be fetched."""

import pytest

from abaca.api.licensing.openapi import CALLS
from abaca.api.licensing.urls import urlpatterns
from abaca.licensing.devices.offline import OfflineRequest, write
from tests.api.licensing.program import NONCE
from tests.api.licensing.test_bridge import a_code
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db


def test_every_call_is_described_and_every_description_has_its_call(client):
    paths = {str(pattern.pattern).replace("<uuid:licence_id>", "{id}") for pattern in urlpatterns}
    assert set(CALLS) == paths - {"openapi.json", "^.*$"}
    document = client.get("/api/licensing/v1/openapi.json").json()
    assert set(document["paths"]) == {f"/{path}" for path in CALLS}


def test_answers_have_the_members_that_the_document_promises(client, program, store):
    document = client.get("/api/licensing/v1/openapi.json").json()
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    program.signs_in("alice@example.org")
    licence = program.get("licences").json()["licences"][0]["id"]
    answers = {
        "redeem": program.post("redeem", product_key=sold.text),
        "activate": program.asks("activate"),
        "validate": program.asks("validate"),
        "licences": program.get("licences"),
        "licences/{id}": program.get(f"licences/{licence}"),
        "product-keys/check": program.post("product-keys/check", product_key="x"),
        "keys.json": program.get("keys.json"),
        "offline": program.post("offline", request=write(OfflineRequest("musa-accounting", "a" * 64, NONCE))),
        "bridge": program.asks("bridge", bridge_code=a_code()),
        "deactivate": program.asks("deactivate", product_key=sold.text, token=""),
    }
    for path, answer in answers.items():
        method = document["paths"][f"/{path}"]
        operation = next(iter(method.values()))
        schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        assert set(schema["required"]) <= set(answer.json()), path
        assert set(answer.json()) <= set(schema["properties"]), path


def test_the_published_key_is_the_one_that_signs(client, program):
    answer = program.get("keys.json")
    (key,) = answer.json()["keys"]
    assert key["state"] == "current"
    assert f"kid={key['kid']};" in answer.headers["Abaca-Signature"]
