"""Nobody learns by asking which product keys exist, and who asks in vain too often has to wait."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.kernel.product_keys import mint
from abaca.licensing.feed_import.jobs import pull
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.licensing.security.asking import MISTYPED, UNKNOWN, Ask, Reply, keygen, lemon, native, shape

pytestmark = pytest.mark.django_db
ELSEWHERE = "10.9.8.7"
BY_KEY = {
    "native activate": lambda text, **m: native("activate", product_key=text, fingerprint="f", **m),
    "native validate": lambda text, **m: native("validate", product_key=text, fingerprint="f", **m),
    "native lease": lambda text, **m: native("lease", product_key=text, fingerprint="f", **m),
    "native deactivate": lambda text, **m: native("deactivate", product_key=text, fingerprint="f", **m),
    "keygen validate-key": lambda text, **m: keygen("POST", "licenses/actions/validate-key", meta={"key": text}, **m),
    "keygen me": lambda text, **m: keygen("GET", "me", text, **m),
    "keygen machine": lambda text, **m: keygen("GET", "machines/f", text, **m),
    "lemonsqueezy activate": lambda text, **m: lemon("activate", license_key=text, instance_name="x", **m),
    "lemonsqueezy validate": lambda text, **m: lemon("validate", license_key=text, **m),
    "lemonsqueezy deactivate": lambda text, **m: lemon("deactivate", license_key=text, instance_id="x", **m),
}
TABLES_OF_KEYS = re.compile(r"licensing_(product_keys|licences|devices|accounts|feed_import)")
CHANGING = re.compile(r'"(request_id|ts|id)":"[^"]*"')


def asked(asker, ask: Ask) -> tuple[Reply, list[str]]:
    with CaptureQueriesContext(connection) as captured:
        reply = asker(ask)
    return reply, [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("name", BY_KEY)
def test_a_void_key_and_an_unknown_one_are_alike_in_body_and_work(asker, open_store, name):
    void = open_store.sells()
    open_store.withdraws(void, "2026-03-02")
    pull(at=NOON)
    ask = BY_KEY[name]
    asker(ask(mint(), source=ELSEWHERE))  # opens what is opened once
    (one, of_void), (two, of_unknown) = (
        asked(asker, ask(text, source=source)) for text, source in ((void.text, "10.0.0.1"), (UNKNOWN, "10.0.0.2"))
    )
    assert one.status == two.status
    assert CHANGING.sub("", one.body.decode()) == CHANGING.sub("", two.body.decode())
    assert [name for name, _value in one.headers] == [name for name, _value in two.headers]
    assert list(map(shape, of_void)) == list(map(shape, of_unknown))


@pytest.mark.parametrize("name", BY_KEY)
def test_the_eleventh_unknown_key_of_a_minute_has_to_wait(asker, open_store, name):
    sold = open_store.sells()
    redeems(make_account(), sold)
    replies = [asker(BY_KEY[name](mint())) for _try in range(10)]
    assert 429 not in {reply.status for reply in replies}
    for text in (UNKNOWN, sold.text):
        reply = asker(BY_KEY[name](text))
        assert reply.status == 429
        assert int(reply.header("Retry-After")) > 0
    assert asker(BY_KEY[name](UNKNOWN, source=ELSEWHERE)).status != 429


def test_a_blocked_address_is_served_where_it_names_a_device_in_use(asker, open_store):
    sold = open_store.sells()
    redeems(make_account(), sold)
    assert asker(native("activate", product_key=sold.text, fingerprint="f")).status == 201
    for _try in range(10):
        asker(native("activate", product_key=mint(), fingerprint="f"))
    scope = {"fingerprint": "f", "product": "musa-accounting"}
    for ask in (
        native("validate", product_key=sold.text, fingerprint="f"),
        native("lease", product_key=sold.text, fingerprint="f"),
        keygen("POST", "licenses/actions/validate-key", meta={"key": sold.text, "scope": scope}),
        keygen("GET", "machines/f", sold.text),
        keygen("POST", "machines/f/actions/check-out", sold.text),
    ):
        assert asker(ask).status == 200, ask.path
    scope["fingerprint"] = "another"
    for ask in (
        native("validate", product_key=sold.text, fingerprint="another"),
        native("activate", product_key=sold.text, fingerprint="another"),
        keygen("POST", "licenses/actions/validate-key", meta={"key": sold.text, "scope": scope}),
        keygen("GET", "me", sold.text),
    ):
        assert asker(ask).status == 429, ask.path


def test_an_instance_in_use_is_served_to_a_blocked_address(asker, open_store):
    sold = open_store.sells()
    done = asker(lemon("activate", license_key=sold.text, instance_name="Studio"))
    instance = done.json["instance"]["id"]
    machine = keygen("GET", f"machines/{instance}", sold.text)
    for _try in range(10):
        asker(lemon("validate", license_key=mint()))
    assert asker(lemon("validate", license_key=sold.text)).status == 429
    another = "00000000-0000-4000-8000-000000000000"
    assert asker(lemon("validate", license_key=sold.text, instance_id=another)).status == 429
    assert asker(lemon("validate", license_key=sold.text, instance_id=instance)).status == 200
    assert asker(machine).status == 200
    assert asker(lemon("deactivate", license_key=sold.text, instance_id=instance)).status == 200


@pytest.mark.parametrize("name", BY_KEY)
def test_a_mistyped_key_touches_no_table_of_keys_and_counts_nowhere(asker, open_store, name):
    for _try in range(12):
        reply, statements = asked(asker, BY_KEY[name](MISTYPED))
        assert reply.status in {200, 401, 404, 422}
        about_keys = [each for each in statements if TABLES_OF_KEYS.search(each)]
        # which product is meant may be looked at first: that tells nothing about a key
        about_keys = [each for each in about_keys if "licensing_licences_product" not in each]
        assert about_keys == []


def test_who_forwards_for_himself_is_not_believed(asker, open_store):
    for number in range(11):
        ask = lemon("validate", license_key=mint())
        told = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        reply = asker(Ask(ask.method, ask.path, ask.body, ask.headers | told))
    assert reply.status == 429
