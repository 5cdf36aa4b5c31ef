"""Activating and releasing devices; the row of the licence is the lock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.actions import end_tokens
from abaca.licensing.devices.leasing import MOST_AN_HOUR, end_of_lease, payload
from abaca.licensing.devices.limits import DAY, THIRTY_DAYS, is_full, is_too_many, wait
from abaca.licensing.devices.models import Device, Lease
from abaca.licensing.devices.queries import activated_lately, device_of, hash_of, in_use, released_lately
from abaca.licensing.devices.states import LeaseKind
from abaca.licensing.journal.actions import record
from abaca.licensing.keyring.actions import signer_named
from abaca.licensing.keyring.signatures import compact
from abaca.licensing.licences.actions import lock
from abaca.licensing.licences.models import Licence
from abaca.licensing.licences.queries import Current, current, licence_by_id
from abaca.licensing.licences.states import Standing

LONGEST_FINGERPRINT = 4096
LONGEST_NAME = 200
NOTE_SEEN = """
UPDATE licensing_devices_device device SET last_seen_at = free.at
FROM (SELECT d.id, seen.at FROM licensing_devices_device d
      JOIN unnest(%(ids)s::bigint[], %(instants)s::timestamptz[]) seen (id, at) USING (id)
      WHERE d.last_seen_at < seen.at - %(ago)s ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED) free
WHERE device.id = free.id
"""


class DeviceLimit(Refusal):
    code = "device_limit"
    sentence = _("This licence is in use on {limit} devices, and no more fit. Release one of them first.")
    status = 409


class ActivationAllowance(Refusal):
    code = "activation_allowance"
    sentence = _("Too many new devices were activated in one day. Please try again later.")
    status = 429


class ReleaseAllowance(Refusal):
    code = "release_allowance"
    sentence = _("Too many devices were released in 30 days. Please try again later, or write to us.")
    status = 429


class DeviceUnknown(Refusal):
    code = "device_unknown"
    sentence = _("This licence is not in use on such a device.")
    status = 404


class LicenceSuspended(Refusal):
    code = "licence_suspended"
    sentence = _("This licence is suspended. Please write to us.")
    status = 403


class LicenceExpired(Refusal):
    code = "licence_expired"
    sentence = _("This licence has ended. A new product key lets it go on.")
    status = 403


class DeviceNotActive(Refusal):
    code = "device_not_active"
    sentence = _("This device is not active. Activate it first.")
    status = 409


class FingerprintTaken(Refusal):
    code = "fingerprint_taken"
    sentence = _("This device is active already.")
    status = 422


class TooManyLeases(Refusal):
    code = "rate_limited"
    sentence = _("This device has asked for too many leases. Please try again in an hour.")
    status = 429


@dataclass(frozen=True)
class Issued:
    """A lease as it leaves the house."""

    issued: datetime
    expires: datetime
    compact: str
    kid: str
    device: Device
    machine_file: str | None = None  # the story that knows its document writes it


@dataclass(frozen=True)
class Hardware:
    """What a program may tell of the computer besides its name; nothing of it decides anything."""

    hostname: str = ""
    cores: int | None = None
    memory: int | None = None
    disk: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


UNTOLD = Hardware()


@dataclass(frozen=True)
class Activation:
    device: Device
    already: bool
    replaced: UUID | None = None


@transaction.atomic
def activate(
    licence_id: int,
    *,
    fingerprint: str,
    name: str = "",
    platform: str = "",
    replace_device: UUID | None = None,
    hardware: Hardware = UNTOLD,
    only_new: bool = False,
    at: datetime,
    by: str,
) -> Activation:
    """Let a licence be used on a device; the same device counts once, or is refused where `only_new` is asked for."""
    licence = lock(licence_id)
    if known := device_of(licence_id, fingerprint=fingerprint):
        if only_new:
            raise FingerprintTaken
        return Activation(_refresh(known, name=name, platform=platform, at=at), already=True)

    now = current(licence, at=at)
    _refuse_without_standing(now)
    if replace_device is not None:
        _release_one(now, replace_device, what="device.replaced", at=at, by=by)
    _refuse_the_crowd(now, at=at)
    device = Device.objects.create(
        licence=licence,
        fingerprint=fingerprint,
        fingerprint_hash=hash_of(fingerprint),
        name=name[:LONGEST_NAME],
        platform=platform[:LONGEST_NAME],
        hostname=hardware.hostname[:LONGEST_NAME],
        cores=hardware.cores,
        memory=hardware.memory,
        disk=hardware.disk,
        metadata=dict(hardware.metadata),
        activated_at=at,
        last_seen_at=at,
    )
    record("device.activated", str(device.uuid), whose=licence.account.ref, at=at, by=by, licence=licence.ref)
    return Activation(device, already=False, replaced=replace_device)


@transaction.atomic
def deactivate(
    licence_id: int, *, device: UUID | None = None, fingerprint: str | None = None, at: datetime, by: str
) -> Licence:
    """Take a device out of use; its place is free at once."""
    licence = lock(licence_id)
    if device is None:
        found = device_of(licence_id, fingerprint=fingerprint)
        device = found.uuid if found else None
    if device is not None and _is_released(licence_id, device):
        return licence  # twice is harmless
    if device is None:
        if Device.objects.filter(licence_id=licence_id, fingerprint_hash=hash_of(fingerprint or "")).exists():
            return licence
        raise DeviceUnknown
    _release_one(current(licence, at=at), device, what="device.deactivated", at=at, by=by)
    return licence


def _is_released(licence_id: int, device: UUID) -> bool:
    return Device.objects.filter(licence_id=licence_id, uuid=device).exclude(deactivated_at=None).exists()


def _refresh(device: Device, *, name: str, platform: str, at: datetime) -> Device:
    device.name, device.platform = name[:LONGEST_NAME] or device.name, platform[:LONGEST_NAME] or device.platform
    device.last_seen_at = at
    device.save(update_fields=["name", "platform", "last_seen_at"])
    return device


def _refuse_without_standing(now: Current) -> None:
    if now.standing == Standing.SUSPENDED:
        raise LicenceSuspended
    if now.standing == Standing.EXPIRED:
        raise LicenceExpired


def _refuse_the_crowd(now: Current, *, at: datetime) -> None:
    if now.plan is None:
        return
    devices = in_use(now.licence.pk)
    if is_full(len(devices), now.plan.devices):
        raise DeviceLimit(limit=now.plan.devices, devices=devices)
    pause = wait(activated_lately(now.licence.pk, at=at), now.plan.activations_per_day, DAY, at)
    if pause is not None:
        raise ActivationAllowance(retry_after=pause // timedelta(seconds=1))


def _release_one(now: Current, device: UUID, *, what: str, at: datetime, by: str) -> None:
    row = device_of(now.licence.pk, uuid=device)
    if row is None:
        raise DeviceUnknown
    limit = now.plan.devices if now.plan else None
    counts = not is_too_many(len(in_use(now.licence.pk)), limit)
    most = now.plan.releases_per_30_days if now.plan else None
    pause = wait(released_lately(now.licence.pk, at=at), most, THIRTY_DAYS, at) if counts else None
    if pause is not None:
        raise ReleaseAllowance(retry_after=pause // timedelta(seconds=1))

    row.deactivated_at, row.counts_as_release = at, counts
    row.save(update_fields=["deactivated_at", "counts_as_release"])
    end_tokens(now.licence.account_id, fingerprint_hash=bytes(row.fingerprint_hash), at=at)
    record(what, str(row.uuid), whose=now.licence.account.ref, at=at, by=by, licence=now.licence.ref)


@transaction.atomic
def lease(
    licence_id: int,
    *,
    fingerprint: str,
    nonce: str = "",
    ttl: int | None = None,
    kinds: Collection[LeaseKind] = (LeaseKind.COMPACT,),
    kid: str | None = None,
    at: datetime,
    by: str,
) -> Issued:
    """Give an active device a signed permission for the days without a network; older ones stay valid.

    One permission may leave in several forms; each is written down. `kid` names the key that signs; without it the
    current one does.
    """
    lock(licence_id)  # or calls at the same moment would not count each other
    now = current(licence_by_id(licence_id), at=at)
    device = device_of(licence_id, fingerprint=fingerprint)
    if device is None:
        raise DeviceNotActive
    _refuse_without_standing(now)
    if now.plan is None:
        raise LicenceExpired
    _refuse_haste(at=at, device=device)
    signer, issued = signer_named(kid, at=at), at.replace(microsecond=0)
    expires = end_of_lease(lease_days=now.plan.lease_days, ttl=ttl, access_until=now.access_until, at=at)
    text = payload(
        licence=str(now.licence.uuid),
        product=now.licence.product.code,
        plan=now.plan.code,
        fingerprint=fingerprint,
        nonce=nonce,
        issued=issued,
        expires=expires,
        entitlements=now.entitlements,
    )
    facts = {"kid": signer.kid, "nonce": nonce, "issued_at": issued, "expires_at": expires}
    Lease.objects.bulk_create(Lease(device=device, licence=now.licence, kind=kind, **facts) for kind in kinds)
    Device.objects.filter(pk=device.pk).update(lease_expires_at=expires, last_seen_at=at)
    record("lease.issued", str(device.uuid), whose=now.licence.account.ref, at=at, by=by, expires=expires)
    return Issued(issued, expires, compact(signer.private, text), signer.kid, device)


@transaction.atomic
def license_file(
    licence_id: int, *, ttl: int | None, kid: str | None = None, at: datetime, by: str
) -> tuple[datetime, datetime, str]:
    """Write down a permission that names no device, and return its beginning, its end and the key that signs it."""
    lock(licence_id)
    now = current(licence_by_id(licence_id), at=at)
    _refuse_without_standing(now)
    if now.plan is None:
        raise LicenceExpired
    _refuse_haste(at=at, licence=now.licence, device=None)
    signer, issued = signer_named(kid, at=at), at.replace(microsecond=0)
    expires = end_of_lease(lease_days=now.plan.lease_days, ttl=ttl, access_until=now.access_until, at=at)
    kind = LeaseKind.LICENSE_FILE
    Lease.objects.create(licence=now.licence, kind=kind, kid=signer.kid, issued_at=issued, expires_at=expires)
    record("lease.issued", now.licence.ref, whose=now.licence.account.ref, at=at, by=by, expires=expires)
    return issued, expires, signer.kid


def _refuse_haste(*, at: datetime, **of: object) -> None:
    """Refuse who has asked for a permission too often; each of its forms is counted by itself."""
    lately = Lease.objects.filter(issued_at__gt=at - timedelta(hours=1), **of).values_list("kind")
    if any(count >= MOST_AN_HOUR for _kind, count in lately.annotate(Count("pk"))):
        raise TooManyLeases(retry_after=3600)


@transaction.atomic
def rename(licence_id: int, device: UUID, name: str, *, at: datetime, by: str) -> None:
    """Give a device in use another name."""
    licence = lock(licence_id)
    if not Device.objects.filter(licence=licence, uuid=device, deactivated_at=None).update(name=name[:LONGEST_NAME]):
        raise DeviceUnknown
    record("device.renamed", str(device), whose=licence.account.ref, at=at, by=by, licence=licence.ref)


def beat(licence_id: int, device: UUID, *, at: datetime | None) -> None:
    """Note a heartbeat, or forget it. A courtesy of the Keygen protocol without any effect, hence without a journal."""
    rows = Device.objects.filter(licence_id=licence_id, uuid=device, deactivated_at=None)
    if not rows.update(heartbeat_at=at, **({"last_seen_at": at} if at else {})):
        raise DeviceUnknown


def note_seen(seen: Mapping[int, datetime], *, ago: timedelta) -> int:
    """Remember when devices were in use, where that is news by so much, and wait for nobody; return how many."""
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"ids": list(seen), "instants": list(seen.values()), "ago": ago}
        cursor.execute(NOTE_SEEN, facts)
        return int(cursor.rowcount)


@transaction.atomic
def forget_devices(licence_ids: Collection[int], *, at: datetime) -> list[str]:
    """Know no more which computers the devices of licences were, and end those in use; return their uuids.

    The fingerprint is replaced by the device's own uuid, so that two forgotten devices are still two.
    """
    devices = list(Device.objects.select_for_update().filter(licence__in=licence_ids).order_by("pk"))
    for device in devices:
        device.fingerprint = f"forgotten {device.uuid}"
        device.fingerprint_hash = hash_of(device.fingerprint)
        device.name = device.platform = device.hostname = ""
        device.cores = device.memory = device.disk = None
        device.metadata = {}
        device.deactivated_at = device.deactivated_at or at
    fields = ["fingerprint", "fingerprint_hash", "name", "platform", "hostname", "cores", "memory", "disk", "metadata"]
    Device.objects.bulk_update(devices, [*fields, "deactivated_at"], batch_size=500)
    return [str(device.uuid) for device in devices]
