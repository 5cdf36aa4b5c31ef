from datetime import timedelta

import pytest

from abaca.licensing.devices.actions import (
    ActivationAllowance,
    DeviceLimit,
    DeviceUnknown,
    LicenceExpired,
    LicenceSuspended,
    ReleaseAllowance,
    activate,
    deactivate,
)
from abaca.licensing.devices.models import Device
from abaca.licensing.devices.queries import in_use
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import Plan
from tests.conftest import NOON
from tests.licensing.makers import make_licence

pytestmark = pytest.mark.django_db


def activates(licence, letter, *, at=NOON, **more):
    return activate(licence.pk, fingerprint=letter * 64, at=at, by="a test", **more)


def test_the_same_device_counts_once(store):
    licence = make_licence(store)
    first = activates(licence, "a", name="Studio")
    again = activates(licence, "a", name="Atelier")
    assert (first.already, again.already) == (False, True)
    assert [device.name for device in in_use(licence.pk)] == ["Atelier"]


def test_the_sixth_device_is_refused_and_the_five_are_named(store):
    licence = make_licence(store)
    for letter in "abcde":
        activates(licence, letter)
    with pytest.raises(DeviceLimit) as refusal:
        activates(licence, "f")
    assert len(refusal.value.facts["devices"]) == 5


def test_a_released_place_is_free_at_once(store):
    store.describes("single", devices=1)
    licence = make_licence(store, plan="single")
    activates(licence, "a")
    deactivate(licence.pk, fingerprint="a" * 64, at=NOON, by="a test")
    assert not activates(licence, "b").already


def test_releasing_twice_is_harmless_and_counts_once(store):
    licence = make_licence(store)
    device = activates(licence, "a").device
    for _twice in range(2):
        deactivate(licence.pk, device=device.uuid, at=NOON, by="a test")
        deactivate(licence.pk, fingerprint="a" * 64, at=NOON, by="a test")
    assert Entry.objects.filter(what="device.deactivated").count() == 1


def test_a_device_that_never_was_cannot_be_released(store):
    licence = make_licence(store)
    with pytest.raises(DeviceUnknown):
        deactivate(licence.pk, fingerprint="z" * 64, at=NOON, by="a test")


def test_ten_new_devices_a_day_are_enough(store):
    store.describes("crowd", devices=None)
    licence = make_licence(store, plan="crowd")
    for letter in "0123456789":
        activates(licence, letter)
    with pytest.raises(ActivationAllowance) as refusal:
        activates(licence, "a")
    assert refusal.value.facts["retry_after"] == 24 * 3600
    assert activates(licence, "a", at=NOON + timedelta(days=1))


def test_ten_releases_in_thirty_days_are_enough(store):
    store.describes("crowd", devices=None)
    licence = make_licence(store, plan="crowd")
    Plan.objects.update(activations_per_day=None)
    for letter in "0123456789a":
        activates(licence, letter)
    for letter in "0123456789":
        deactivate(licence.pk, fingerprint=letter * 64, at=NOON, by="a test")
    with pytest.raises(ReleaseAllowance):
        deactivate(licence.pk, fingerprint="a" * 64, at=NOON, by="a test")
    deactivate(licence.pk, fingerprint="a" * 64, at=NOON + timedelta(days=30), by="a test")


def test_what_a_smaller_plan_makes_too_many_is_released_for_free(store):
    licence = make_licence(store)
    for letter in "abcde":
        activates(licence, letter)
    Plan.objects.update(devices=2, releases_per_30_days=0)
    for letter in "abc":
        deactivate(licence.pk, fingerprint=letter * 64, at=NOON, by="a test")
    assert Device.objects.filter(counts_as_release=False).count() == 3


def test_an_ended_licence_takes_no_new_device_but_keeps_its_old_ones(store):
    licence = make_licence(store)
    activates(licence, "a")
    later = NOON + timedelta(days=400)
    with pytest.raises(LicenceExpired):
        activates(licence, "b", at=later)
    assert activates(licence, "a", at=later).already


def test_a_suspended_licence_takes_no_device(store):
    licence = make_licence(store)
    licence.suspended_at = NOON
    licence.save()
    with pytest.raises(LicenceSuspended):
        activates(licence, "a")
