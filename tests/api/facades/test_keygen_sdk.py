"""The unmodified package keygen-sdk against a real server, with its signature checks on."""

from datetime import timedelta

import keygen
import pytest
from keygen import errors

from abaca.kernel.clock import system_now
from abaca.licensing.licences.models import Licence, Plan
from abaca.licensing.product_keys.models import ProductKey
from tests.api.facades.vendor import as_typed

pytestmark = pytest.mark.django_db(transaction=True)
FINGERPRINT = "a/b:c d" + "f" * 57  # what must be encoded in a path


@pytest.fixture
def client(vendor, server):
    keygen.api_url = server.url
    keygen.account, keygen.product, keygen.public_key = vendor.account, vendor.product, vendor.public_key
    yield keygen
    keygen.license_key = keygen.public_key = keygen.product = ""


@pytest.fixture(params=["redeemed", "unredeemed", "typed"])
def licence(request, client, vendor):
    text = vendor.product_key(redeemed=request.param != "unredeemed")
    client.license_key = as_typed(text) if request.param == "typed" else text
    return client.me()


def test_a_licence_lives_from_the_first_look_to_the_last_device(client, licence):
    assert licence.key == client.license_key
    assert licence.name == "Musa Accounting Professional"
    with pytest.raises(errors.LicenseNotActivatedError):
        client.validate(FINGERPRINT)

    machine = licence.activate(FINGERPRINT)
    assert machine.fingerprint == FINGERPRINT
    assert client.validate(FINGERPRINT).last_validation.code == "VALID"
    with pytest.raises(errors.MachineAlreadyActivatedError):
        client.me().activate(FINGERPRINT)

    licence = client.me()
    assert [row.id for row in licence.machines()] == [machine.id]
    assert licence.machine(machine.id).fingerprint == FINGERPRINT
    assert licence.machine(FINGERPRINT).id == machine.id
    assert [row.code for row in licence.entitlements()] == ["EXPORT"]

    licence.deactivate(FINGERPRINT)
    other = licence.activate("second")
    licence.deactivate(other.id)
    assert licence.machines() == []


def test_the_limit_of_devices(client, vendor):
    Plan.objects.update(devices=2)
    client.license_key = vendor.product_key()
    licence = client.me()
    licence.activate("one")
    licence.activate("two")
    with pytest.raises(errors.MachineLimitExceededError):
        licence.activate("three")
    Plan.objects.update(devices=1)
    with pytest.raises(errors.LicenseTooManyMachinesError):
        licence.validate("one")


def test_a_heartbeat_is_noted_and_never_enforced(client, vendor):
    client.license_key = vendor.product_key()
    machine = client.me().activate("one")
    assert machine.heartbeat_status == "NOT_STARTED"
    machine.ping()
    assert client.me().machine("one").heartbeat_status == "ALIVE"
    client.Client().post(f"machines/{machine.id}/actions/reset")
    assert client.me().machine("one").heartbeat_status == "NOT_STARTED"


@pytest.mark.parametrize("encrypt", [True, False])
def test_both_check_outs_verify_and_open(client, vendor, encrypt):
    client.license_key = as_typed(vendor.product_key())
    licence = client.me()
    machine = licence.activate(FINGERPRINT)
    file = machine.checkout(encrypt=encrypt, include=["license", "license.entitlements"])
    file.verify()
    dataset = file.decrypt(client.license_key + FINGERPRINT) if encrypt else file.decode()
    assert dataset.machine.fingerprint == FINGERPRINT
    assert dataset.license.id == client.me().id
    assert timedelta(days=29) < dataset.expiry - system_now() <= timedelta(days=30)

    paper = client.me().checkout(encrypt=encrypt, include=["entitlements"], ttl=timedelta(hours=2))
    paper.verify()
    opened = paper.decrypt(client.license_key) if encrypt else paper.decode()
    assert opened.license.id == client.me().id
    assert [row.code for row in opened.entitlements] == ["EXPORT"]
    assert timedelta(hours=1, minutes=58) < opened.expiry - system_now() <= timedelta(hours=2)


def test_an_unredeemed_product_key_cannot_be_checked_out(client, vendor):
    client.license_key = vendor.product_key(redeemed=False)
    licence = client.me()
    with pytest.raises(errors.LicenseNotAllowedError):
        licence.checkout()
    assert ProductKey.objects.get().state == "issued"


def test_every_outcome_of_a_validation(client, vendor):
    client.license_key = vendor.product_key()
    licence = client.me()
    licence.activate("one")
    with pytest.raises(errors.LicenseNotActivatedError):
        licence.validate("another")
    with pytest.raises(errors.ValidationFingerprintMissingError):
        licence.validate()
    client.product = "1f086ec9-a943-46ea-9da4-e62c2180c2f4"
    with pytest.raises(errors.ValidationProductMissingError):
        licence.validate("one")
    client.product = vendor.product

    Licence.objects.update(suspended_at=system_now())
    with pytest.raises(errors.LicenseSuspendedError):
        licence.validate("one")
    with pytest.raises(errors.LicenseSuspendedError):
        client.me()


def test_a_licence_that_has_ended(client, vendor):
    Plan.objects.update(grace_days=0)
    client.license_key = vendor.product_key(months=None, days=1)
    licence = client.me()
    licence.activate("one")
    licence.validate("one")
    Licence.objects.get().terms.update(
        begins_at=system_now() - timedelta(days=3), ends_at=system_now() - timedelta(days=1)
    )
    Licence.objects.get().terms.update(ends=(system_now() - timedelta(days=1)).date(), begins="2026-01-01")
    with pytest.raises(errors.LicenseExpiredError):
        licence.validate("one")
    with pytest.raises(errors.LicenseExpiredError):
        licence.activate("two")


def test_a_wrong_product_key_a_wrong_public_key_and_a_foreign_licence(client, vendor):
    client.license_key = vendor.product_key()
    mine = client.me()
    machine = mine.activate("mine")
    client.license_key = vendor.product_key()
    for ask in (mine.machines, mine.checkout, machine.ping, machine.deactivate, machine.checkout):
        with pytest.raises(errors.NotFoundError):
            ask()
    client.license_key = "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"
    with pytest.raises(errors.LicenseKeyError):
        client.me()
    client.license_key = vendor.product_key()
    client.public_key = "e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788"
    with pytest.raises(errors.ResponseSignatureInvalidError):
        client.me()
