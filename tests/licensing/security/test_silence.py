"""Neither the log nor a report of an error tells a key, a token or a code, whichever way a call takes."""

import logging
import sys
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from abaca.api.licensing import devices, door, licences, product_keys, sign_in
from abaca.licensing.feed_import.jobs import pull
from tests.api.licensing.program import Program, code_for
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Store
from tests.licensing.security.scan import forms_of, forms_of_code, forms_of_product_key, found, stands_alone

pytestmark = pytest.mark.django_db
EMAIL = "alice@example.org"
BROKEN: list[tuple[Any, str]] = [
    (devices.activation, "activate"),
    (devices.activation, "deactivate"),
    (devices.activation, "lease"),
    (devices, "validation_of"),
    (product_keys.redemption, "redeem"),
    (product_keys, "read"),
    (sign_in.accounts, "send_code"),
    (sign_in.accounts, "give_token"),
    (sign_in.accounts, "sign_out"),
    (licences, "licences_of"),
    (licences, "licence_with"),
    (door, "keep"),
]


class Life:
    """A program that takes every way of the API, and remembers what it must not find again."""

    def __init__(self, store: Store) -> None:
        self.program = Program(Client(raise_request_exception=False, headers={"Idempotency-Key": "once"}))
        self.store = store
        self.forms: set[str] = set()
        self.codes: list[str] = []

    def sold(self) -> str:
        text = self.store.sells().text
        self.forms |= forms_of_product_key(text)
        return text

    def signs_in(self) -> None:
        answer = self.program.asks("sign-in", email=EMAIL)
        if answer.status_code != 202:
            return
        self.codes.append(code_for(EMAIL))
        self.forms |= forms_of_code(self.codes[-1])
        confirmed = self.program.asks("sign-in/confirm", challenge=answer.json()["challenge"], code=self.codes[-1])
        if confirmed.status_code == 200:
            self.program.token = confirmed.json()["token"]
            self.forms |= forms_of(self.program.token)

    def takes_every_way(self) -> None:
        key, unknown, wrong = self.sold(), self.sold(), self.sold()
        self.store.documents[:] = [row for row in self.store.documents if row["body"].get("text") != unknown]
        mistyped = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
        self.forms |= forms_of_product_key(mistyped)
        self.signs_in()
        for path in ("redeem", "activate", "lease", "validate", "product-keys/check"):
            self._tries(path, key, unknown, mistyped)
        licences_answer = self.program.get("licences")
        if licences_answer.status_code == 200:
            for row in licences_answer.json()["licences"]:
                self.program.get(f"licences/{row['id']}")
        self._tries("deactivate", key, unknown, mistyped)
        self.signs_in()  # to release a device signs its program out
        self.program.post("nowhere", product_key=key)
        self.program.asks("sign-out")
        self.program.asks("activate", product_key=key, token=self.program.token + "x")

    def _tries(self, path: str, *texts: str) -> None:
        for text in texts:
            self.program.asks(path, product_key=text)
            self.program.asks(path, product_key=text, token="")
        self.program.asks(path)


@pytest.fixture
def life(store) -> Life:
    pull(at=NOON)
    return Life(store)


@pytest.fixture
def reports():
    """Write the report of every error, as a page and as a letter to the operator."""
    written: list[str] = []

    def write(request: Any = None, **_facts: Any) -> None:
        reporter = ExceptionReporter(request, *sys.exc_info())
        written.extend([reporter.get_traceback_html(), reporter.get_traceback_text()])

    got_request_exception.connect(write)
    yield written
    got_request_exception.disconnect(write)


def test_the_log_tells_no_secret_even_at_its_loudest(life, caplog):
    for name in ("", "django", "django.db.backends"):
        caplog.set_level(logging.DEBUG, logger=name)
    with CaptureQueriesContext(connection):  # each statement is written into the log, with its values
        life.takes_every_way()
    assert "licensing_product_keys_productkey" in caplog.text
    assert found(life.forms, caplog.text) == []
    assert not any(stands_alone(code, caplog.text) for code in life.codes)


@pytest.fixture(params=BROKEN, ids=[name for _where, name in BROKEN])
def something_broken(request, monkeypatch) -> None:
    def breaks(*_what: Any, **_facts: Any) -> None:
        raise RuntimeError("something broke")

    where, name = request.param
    monkeypatch.setattr(where, name, breaks)


@pytest.mark.usefixtures("something_broken")
def test_an_error_tells_no_secret_wherever_it_happens(life, caplog, reports):
    caplog.set_level(logging.DEBUG)
    life.takes_every_way()
    told = caplog.text + "".join(reports)
    assert "something broke" in told
    assert len(reports) > 1
    assert found(life.forms, told) == []
    assert not any(stands_alone(code, told) for code in life.codes)


def test_a_document_that_cannot_be_applied_is_named_without_its_key(store, caplog):
    text = store.sells(months="twelve").text
    pull(at=NOON)
    assert "cannot be applied" in caplog.text
    assert found(forms_of_product_key(text), caplog.text) == []
