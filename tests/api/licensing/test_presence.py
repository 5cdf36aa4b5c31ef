"""However often a program asks, its device is written about once."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.models import Present
from abaca.licensing.devices import jobs
from abaca.licensing.devices.jobs import Noticed
from abaca.licensing.devices.models import Device
from tests.api.licensing.program import Program
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

LATER = NOON + timedelta(minutes=11)
COUNTED = """
CREATE TABLE counted_updates (device bigint);
CREATE FUNCTION count_update() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN INSERT INTO counted_updates VALUES (NEW.id); RETURN NULL; END';
CREATE TRIGGER counted AFTER UPDATE ON licensing_devices_device FOR EACH ROW EXECUTE FUNCTION count_update();
"""
NO_LONGER = """
DROP TRIGGER counted ON licensing_devices_device;
DROP FUNCTION count_update;
DROP TABLE counted_updates;
"""


@contextmanager
def updates() -> Iterator[list[int]]:
    """Count the updates of devices, by whatever process."""
    found: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
    try:
        yield found
        with connection.cursor() as cursor:
            cursor.execute("SELECT device FROM counted_updates")
            found += [row[0] for row in cursor.fetchall()]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(NO_LONGER)


def fork_a_server(text: str, *, times: int) -> int:
    """Let a process of its own answer so many validations and then write down what it noticed."""
    connection.close()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        jobs.NOTICED = Noticed()
        answers = [Program(Client()).asks("validate", product_key=text).json() for _call in range(times)]
        jobs.NOTICED.write()
        code = 0 if all(answer["valid"] for answer in answers) else 2
        connection.close()
    finally:
        os._exit(code)


@pytest.mark.django_db(transaction=True)
def test_a_thousand_validations_of_a_device_by_two_processes_are_one_update(client, store):
    sold = store.sells()
    redeems(make_account(), sold)
    Program(client).asks("activate", product_key=sold.text)
    Present.objects.update(at=LATER)
    with updates() as found:
        children = [fork_a_server(sold.text, times=500) for _process in range(2)]
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    device = Device.objects.get()
    assert found == [device.pk]
    assert device.last_seen_at == LATER


@pytest.mark.django_db
def test_a_validation_writes_nothing_itself(client, store):
    sold = store.sells()
    licence = redeems(make_account(), sold).licence
    Program(client).asks("activate", product_key=sold.text)
    Present.objects.update(at=LATER)
    with CaptureQueriesContext(connection) as captured:
        assert Program(client).asks("validate", product_key=sold.text).json()["valid"]
    assert [q["sql"] for q in captured if not q["sql"].lstrip().upper().startswith(("SELECT", "WITH"))] == []
    jobs.NOTICED.write()
    licence.refresh_from_db()
    assert licence.validated_at == LATER
    assert Device.objects.get().last_seen_at == LATER


@pytest.mark.django_db
def test_a_good_validation_never_meets_the_limiter(client, store):
    sold = store.sells()
    redeems(make_account(), sold)
    Program(client).asks("activate", product_key=sold.text)
    with CaptureQueriesContext(connection) as captured:
        Program(client).asks("validate", product_key=sold.text)
    assert [q["sql"] for q in captured if "unknownkeycount" in q["sql"]] == []
