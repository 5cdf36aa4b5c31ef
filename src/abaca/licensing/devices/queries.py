"""What can be asked about devices."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from abaca.kernel.sealing import digest
from abaca.licensing.secrets.queries import digests, secret

from .bridging import next_at
from .limits import DAY, THIRTY_DAYS
from .models import BridgeCode, Device


def hash_of(fingerprint: str) -> bytes:
    return hashlib.sha256(fingerprint.encode()).digest()


def in_use(licence_id: int) -> list[Device]:
    """Return the devices of a licence, the oldest first."""
    return list(Device.objects.filter(licence_id=licence_id, deactivated_at=None))


def in_use_of(licence_ids: Iterable[int]) -> dict[int, list[Device]]:
    """Return the devices of each licence, with one statement."""
    rows: dict[int, list[Device]] = {licence_id: [] for licence_id in licence_ids}
    for device in Device.objects.filter(licence__in=list(rows), deactivated_at=None):
        rows[device.licence_id].append(device)
    return rows


def device_of(licence_id: int, *, uuid: UUID | None = None, fingerprint: str | None = None) -> Device | None:
    """Return a device in use, by its id or its fingerprint."""
    rows = Device.objects.filter(licence_id=licence_id, deactivated_at=None)
    if uuid is not None:
        return rows.filter(uuid=uuid).first()
    return rows.filter(fingerprint_hash=hash_of(fingerprint or "")).first()


def device_of_account(account_id: int, uuid: UUID) -> Device | None:
    """Return a device that an account has, in use or not."""
    return Device.objects.filter(licence__account_id=account_id, uuid=uuid).first()


def activated_lately(licence_id: int, *, at: datetime) -> list[datetime]:
    rows = Device.objects.filter(licence_id=licence_id, activated_at__gt=at - DAY)
    return list(rows.values_list("activated_at", flat=True))


def released_lately(licence_id: int, *, at: datetime) -> list[datetime]:
    rows = Device.objects.filter(licence_id=licence_id, deactivated_at__gt=at - THIRTY_DAYS, counts_as_release=True)
    return [instant for instant in rows.values_list("deactivated_at", flat=True) if instant]


def bridge_lookup(symbols: str) -> bytes:
    """Return the digest under which a bridge code is kept."""
    return digest(secret("bridge-code"), symbols)


def bridge_lookups(symbols: str) -> list[bytes]:
    """Return the digests by which a code may be found: while the master secret changes there are two."""
    return digests("bridge-code", symbols)


def next_bridge_codes(refs: Iterable[str], *, at: datetime) -> dict[str, datetime | None]:
    """Return when the next bridge code can be made for each ref, None where it can be made now; one statement."""
    wanted = list(refs)
    made = BridgeCode.objects.filter(counts_for__in=wanted).values_list("counts_for").annotate(Max("made_at"))
    last = dict(made)
    return {ref: next_at(last.get(ref), at) for ref in wanted}
