"""What the hot path costs."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.models import Present
from abaca.licensing.workflows.queries import overview, standing_of_keys
from tests.api.licensing.program import NONCE, Program
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.makers.threads import waits_for_nobody


def statements_of(call) -> list[str]:
    """Return the statements of a call, without the look at the simulated clock."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured if Present._meta.db_table not in query["sql"]]


@pytest.mark.django_db
def test_a_validation_is_one_statement_by_key_and_by_token(client, store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    program = Program(client)
    program.signs_in("alice@example.org")
    sent = json.dumps(
        {"product": program.product, "nonce": NONCE, "product_key": sold.text, "fingerprint": program.fingerprint}
    )

    def by_key():
        client.post("/api/licensing/v1/validate", sent, content_type="application/json")

    def by_token():
        body = json.dumps({name: value for name, value in json.loads(sent).items() if name != "product_key"})
        headers = {"Authorization": f"Bearer {program.token}"}
        client.post("/api/licensing/v1/validate", body, content_type="application/json", headers=headers)

    by_key()  # opens the signing key, once per process
    assert [len(statements_of(call)) for call in (by_key, by_token)] == [1, 1]


@pytest.mark.django_db
def test_checking_a_key_needs_no_statement_but_the_signing_key(client, store):
    def check():
        client.post("/api/licensing/v1/product-keys/check", b'{"product_key":"x"}', content_type="application/json")

    check()
    assert len(statements_of(check)) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("licences", [1, 3])
def test_an_overview_costs_the_same_for_one_licence_and_for_three(store, licences):
    account, refs = make_account(), []
    for number in range(licences):
        store.product = f"product-{number}"
        store.describes("professional")
        sold = store.sells()
        refs.append(sold.ref)
        redeems(account, sold)
    assert len(statements_of(lambda: overview(account, at=NOON))) == 5
    assert len(statements_of(lambda: standing_of_keys(refs))) == 3


@pytest.mark.django_db(transaction=True)
def test_a_validation_waits_for_nobody(client, store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    Program(client).asks("activate", product_key=sold.text)
    Present.objects.update(at=NOON + timedelta(minutes=11))  # even when the device is to be noted as seen

    with transaction.atomic():
        list(licence.devices.select_for_update())
        type(licence).objects.select_for_update().get(pk=licence.pk)
        answer = waits_for_nobody(lambda: Program(Client()).asks("validate", product_key=sold.text))
        assert answer.json()["valid"]
