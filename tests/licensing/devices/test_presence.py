"""What validations notice is written down later, once, and without waiting for anybody."""

from datetime import timedelta

import pytest
from django.db import transaction

from abaca.licensing.devices import jobs
from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.jobs import Noticed
from abaca.licensing.devices.models import Device
from abaca.licensing.licences.models import Licence
from tests.conftest import NOON
from tests.licensing.makers import make_licence
from tests.makers.threads import waits_for_nobody

LATER = NOON + timedelta(minutes=11)
FINGERPRINT = "f" * 64


@pytest.fixture
def noticed(monkeypatch) -> Noticed:
    """A buffer as a process that has just begun has it."""
    fresh = Noticed()
    monkeypatch.setattr(jobs, "NOTICED", fresh)
    return fresh


def make_device(store) -> Device:
    return activate(make_licence(store).pk, fingerprint=FINGERPRINT, at=NOON, by="a test").device


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_news"), [(0, False), (10, False), (11, True)])
def test_a_device_is_noticed_once_in_ten_minutes(store, noticed, minutes, is_news):
    device, at = make_device(store), NOON + timedelta(minutes=minutes)
    jobs.seen(device.pk, device.last_seen_at, at=at)
    assert noticed.write() == is_news
    device.refresh_from_db()
    assert device.last_seen_at == (at if is_news else NOON)


@pytest.mark.django_db
def test_a_licence_is_noticed_the_first_time_and_then_every_ten_minutes(store, noticed):
    licence = make_licence(store)
    seen = []
    for minutes in (0, 5, 10, 11, 12, 21, 22):
        licence.refresh_from_db()
        jobs.validated(licence.pk, licence.validated_at, at=NOON + timedelta(minutes=minutes))
        seen.append(noticed.write())
    assert seen == [1, 0, 0, 1, 0, 0, 1]


@pytest.mark.django_db
def test_each_keeps_the_instant_at_which_it_was_seen(store, noticed):
    devices = [make_device(store) for _device in range(3)]
    for number, device in enumerate(devices):
        jobs.seen(device.pk, NOON, at=LATER + timedelta(days=number))
    assert noticed.write() == 3
    seen = dict(Device.objects.values_list("pk", "last_seen_at"))
    assert [seen[device.pk] for device in devices] == [LATER + timedelta(days=number) for number in range(3)]


@pytest.mark.django_db
def test_all_of_them_take_one_statement_each_and_nothing_takes_none(store, noticed, django_assert_num_queries):
    licence, devices = make_licence(store), [make_device(store) for _device in range(3)]
    with django_assert_num_queries(0):
        assert noticed.write() == 0
    for device in devices:
        jobs.seen(device.pk, NOON, at=LATER)
    jobs.validated(licence.pk, None, at=LATER)
    with django_assert_num_queries(2):
        assert noticed.write() == 4


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_left_out_and_not_waited_for(store, noticed):
    held, free = make_device(store), make_device(store)
    for device in (held, free):
        jobs.seen(device.pk, NOON, at=LATER)
        jobs.validated(device.licence_id, None, at=LATER)

    with transaction.atomic():
        Device.objects.select_for_update().get(pk=held.pk)
        Licence.objects.select_for_update().get(pk=held.licence_id)
        assert waits_for_nobody(noticed.write) == 2
    assert set(Device.objects.filter(last_seen_at=LATER)) == {free}


@pytest.mark.django_db
def test_a_full_buffer_takes_no_more(store, noticed, monkeypatch):
    monkeypatch.setattr(jobs, "MOST", 2)
    for _device in range(3):
        jobs.seen(make_device(store).pk, NOON, at=LATER)
    assert noticed.write() == 2


@pytest.mark.django_db
def test_nothing_is_written_by_itself_where_nobody_serves(store, noticed):
    jobs.seen(make_device(store).pk, NOON, at=LATER)
    assert noticed._writer is None


@pytest.mark.django_db(transaction=True)
def test_a_serving_process_writes_by_and_by_and_once_more_when_it_ends(store, noticed, monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_WRITES", 0.05)
    monkeypatch.setattr(jobs.atexit, "register", lambda _end: None)
    first, last = make_device(store), make_device(store)
    noticed.serve()
    jobs.seen(first.pk, NOON, at=LATER)
    for _look in range(100):
        if Device.objects.filter(pk=first.pk, last_seen_at=LATER).exists():
            break
        noticed._ends.wait(0.05)
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_WRITES", 60.0)
    jobs.seen(last.pk, NOON, at=LATER)
    noticed._end()
    assert not noticed._writer.is_alive()
    assert Device.objects.filter(last_seen_at=LATER).count() == 2
