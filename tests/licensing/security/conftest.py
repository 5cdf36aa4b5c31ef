"""Several real server processes, a shop that they all read, a program, and everything that is secret about them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from abaca.dispatch.models import Present
from abaca.licensing.facades.actions import settle_in
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.keyring.actions import current_signer, make
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import signer
from abaca.licensing.licences.models import Product
from tests.api.licensing.program import Program, code_for
from tests.conftest import NOON
from tests.licensing import rehearsed_store
from tests.licensing.rehearsed_store import Store
from tests.licensing.security.asking import Asker
from tests.licensing.security.scan import forms_of, forms_of_code, forms_of_private_key, forms_of_product_key
from tests.licensing.security.shelf import PLACE
from tests.makers.shop import ALICE, DORA, Shop
from tests.served import Served, served


@dataclass
class House:
    """Server processes and what their shop tells them."""

    server: Served
    shelf: Path

    def reads_the_shelf(self) -> None:
        """Let the processes see what the test's store has told so far."""
        self.shelf.write_text(json.dumps(rehearsed_store.SHELF))


@pytest.fixture(scope="session")
def _house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    shelf = tmp_path_factory.mktemp("shelf") / "documents.json"
    shelf.write_text("[]")
    told = {PLACE: str(shelf), "ABACA_FEED_SOURCE": "tests.licensing.security.shelf.documents_after"}
    told |= {"ABACA_WEB_THREADS": "32", "ABACA_LOG_LEVEL": "CRITICAL"}  # so that fifty calls are under way at once
    with django_db_blocker.unblock(), served(**told) as server:
        yield House(server, shelf)


@pytest.fixture
def house(_house, store, transactional_db) -> House:
    """Two server processes, at noon of 2 March 2026, before a product with every door open."""
    opened(store)
    _house.reads_the_shelf()
    return _house


@pytest.fixture
def open_store(store, db) -> Store:
    """A store whose product has every door open."""
    opened(store)
    return store


def opened(store: Store) -> None:
    Present.objects.update_or_create(id=1, defaults={"at": NOON, "runs_since": None})
    pull(at=NOON)
    Product.objects.update(keygen_facade=True, lemonsqueezy_facade=True)
    current_signer(at=NOON)
    settle_in(at=NOON)


@pytest.fixture
def program(client: Client, db) -> Program:
    return Program(client)


@pytest.fixture
def asker(client: Client, open_store) -> Asker:
    """Somebody who knocks at every door, in one process."""
    return Asker(client)


HOLDER = "holder@example.org"


@dataclass
class Secrets:
    """What nobody may find."""

    product_keys: list[str]
    tokens: list[str]
    codes: list[str]

    @property
    def forms(self) -> set[str]:
        """Everything in every form, with the private keys and the master secrets of the moment."""
        private = [signer(kid).private for kid in SigningKey.objects.values_list("kid", flat=True)]
        return (
            {form for key in self.product_keys for form in forms_of_product_key(key)}
            | {form for token in self.tokens for form in forms_of(token) | forms_of(token.removeprefix("abt_"))}
            | {form for code in self.codes for form in forms_of_code(code)}
            | {form for key in private for form in forms_of_private_key(key)}
        )


@pytest.fixture
def secrets(transactional_db, letters, settings) -> Secrets:
    """Let two customers buy and a program redeem, activate, and make its calls again."""
    settings.FEED_SOURCE = "abaca.config.feed_link.documents_after"
    shop = Shop()
    keys = [key.text for person in (ALICE, DORA) for key in shop.sells(to=person).keys]
    program = Program(Client(headers={"Idempotency-Key": "once"}))
    program.signs_in(HOLDER)
    first = code_for(HOLDER)
    program.asks("redeem", product_key=keys[0])
    program.asks("activate", name="Studio")
    make(at=NOON, by="a test")
    Program(Client(), fingerprint="0" * 64).asks("sign-in", email=HOLDER)  # its code is not used
    return Secrets(product_keys=keys, tokens=[program.token], codes=[first, code_for(HOLDER)])
