"""The unmodified package keygen-py, a compiled Rust client, against a real server, with its signature checks on."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import keygen
import keygen_sh
import pytest
from keygen_sh._errors import KeygenError
from keygen_sh.config import KeygenConfig, set_config
from keygen_sh.license import License, SchemeCode

from abaca.kernel.clock import system_now
from abaca.licensing.devices import actions as devices
from abaca.licensing.licences.models import Licence, Plan
from tests.api.facades.vendor import Vendor, as_typed

pytestmark = pytest.mark.django_db(transaction=True)
FINGERPRINT = "f" * 64  # this client puts a fingerprint into the path as it is
Configure = Callable[..., None]


@pytest.fixture
def configure(vendor, server) -> Configure:
    def configuring(product_key: str, **other: Any) -> None:
        told: dict[str, Any] = {
            "api_url": server.url,
            "api_version": "1.7",
            "api_prefix": "v1",
            "account": vendor.account,
            "product": vendor.product,
            "license_key": product_key,
            "public_key": vendor.public_key,
            "verify_keygen_signature": True,
            "max_clock_drift": 5,
        }
        set_config(KeygenConfig(**(told | other)))

    return configuring


def run(awaited: Coroutine[Any, Any, Any]) -> Any:
    async def inside() -> Any:
        return await awaited

    return asyncio.run(inside())


def told_by(error: Exception) -> tuple[str, Any]:
    """Return type and details of an error; the client puts both into a text."""
    told = json.loads(str(error))
    return told["type"], told.get("details")


def make_licence_with_device(vendor: Vendor, fingerprint: str) -> Licence:
    vendor.product_key()
    licence = Licence.objects.get()
    devices.activate(licence.pk, fingerprint=fingerprint, at=system_now(), by="a test")
    return licence


async def refused(awaited: Coroutine[Any, Any, Any]) -> tuple[str, Any]:
    try:
        await awaited
    except KeygenError as error:
        return told_by(error)
    raise AssertionError("this should have been refused")


async def valid(*fingerprints: str) -> Any:
    return await keygen_sh.validate(list(fingerprints), [])


@pytest.mark.parametrize("how", ["redeemed", "unredeemed", "typed"])
def test_a_licence_lives_from_the_first_look_to_the_last_device(configure, vendor, how):
    text = vendor.product_key(redeemed=how != "unredeemed")
    configure(as_typed(text) if how == "typed" else text)

    async def life() -> None:
        kind, details = await refused(valid(FINGERPRINT))
        assert (kind, details["code"]) == ("LicenseNotActivated", "NO_MACHINES")
        await License.activate_machine(details["license"]["id"], FINGERPRINT, [])
        licence = await valid(FINGERPRINT)
        assert licence.name == "Musa Accounting Professional"
        assert [row.fingerprint for row in await licence.machines()] == [FINGERPRINT]
        assert (await licence.machine(FINGERPRINT)).fingerprint == FINGERPRINT
        assert len(await licence.entitlements()) == 1
        kind, _details = await refused(License.activate_machine(licence.id, FINGERPRINT, []))
        assert kind == "MachineAlreadyActivated"
        machine = await (await licence.machine(FINGERPRINT)).ping()
        assert machine.heartbeat_status == "ALIVE"
        await machine.deactivate()
        assert await licence.machines() == []

    run(life())


def test_the_limit_of_devices(configure, vendor):
    Plan.objects.update(devices=1)
    configure(vendor.product_key())

    async def life() -> None:
        kind, details = await refused(valid("one"))
        assert (kind, details["code"]) == ("LicenseNotActivated", "NO_MACHINE")
        await License.activate_machine(details["license"]["id"], "one", [])
        kind, _details = await refused(License.activate_machine(details["license"]["id"], "two", []))
        assert kind == "MachineLimitExceeded"

    run(life())


def test_files_are_checked_out_verified_and_opened(configure, vendor):
    text = vendor.product_key()
    configure(text)

    async def life() -> None:
        _kind, details = await refused(valid(FINGERPRINT))
        await License.activate_machine(details["license"]["id"], FINGERPRINT, [])
        licence = await valid(FINGERPRINT)
        machine = await licence.machine(FINGERPRINT)
        file = await machine.checkout(7200, ["license", "license.entitlements"])
        file.verify()
        dataset = file.decrypt(text + FINGERPRINT)
        assert (dataset.machine.fingerprint, dataset.license.id) == (FINGERPRINT, licence.id)
        paper = await licence.checkout(7200, ["entitlements"])
        paper.verify()
        assert paper.decrypt(text).license.id == licence.id

    run(life())


def test_a_wrong_product_key_a_wrong_product_and_a_wrong_public_key(configure, vendor):
    async def kind_of(*fingerprints: str) -> str:
        return (await refused(valid(*fingerprints)))[0]

    configure("RT2GZ-SKYPD-8J86G-9K64N-Y6M2V")
    assert run(kind_of("one")) == "LicenseKeyInvalid"
    text = vendor.product_key()
    configure(text, product="1f086ec9-a943-46ea-9da4-e62c2180c2f4")
    kind, details = run(refused(valid("one")))
    assert (kind, details["code"]) == ("LicenseKeyInvalid", "PRODUCT_SCOPE_MISMATCH")
    configure(text, public_key="e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788")
    with pytest.raises(KeygenError, match="Unknown error"):  # so it says of a signature that does not fit
        run(valid("one"))


def test_the_compact_lease_is_a_signed_key_for_it(configure, vendor):
    licence = make_licence_with_device(vendor, "one")
    given = devices.lease(licence.pk, fingerprint="one", nonce="AAECAwQFBgcICQoLDA0ODw", at=system_now(), by="a test")
    configure("unused")
    payload = json.loads(keygen_sh.verify(SchemeCode.Ed25519Sign, given.compact))
    assert payload["l"] == str(licence.uuid)
    keygen.public_key = vendor.public_key
    assert json.loads(keygen.Verifier().verify_license_key("ED25519_SIGN", given.compact)) == payload
    with pytest.raises(KeygenError):
        keygen_sh.verify(SchemeCode.Ed25519Sign, given.compact.replace("key/ey", "key/eY"))
