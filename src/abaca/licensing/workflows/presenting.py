"""A program of another protocol presents a product key: what it leads to, and using it without an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from abaca.kernel.product_keys import read
from abaca.licensing.devices import actions as devices
from abaca.licensing.devices import jobs as presence
from abaca.licensing.devices.actions import Activation, Hardware
from abaca.licensing.facades.queries import machine_of, subject_of_key
from abaca.licensing.facades.subjects import Subject
from abaca.licensing.product_keys import actions as product_keys
from abaca.licensing.product_keys.queries import lookups_for, uses_foreign_keys

from .redemption import TooManyUnknownKeys, pull_once, refuse_blocked

BY = "a program"


@dataclass(frozen=True, slots=True)
class Presented:
    """A product key as a client wrote it, and by which door it came."""

    text: str
    door: Literal["keygen", "lemonsqueezy"]
    network: str
    host: str = ""


def subject_of(
    presented: Presented, *, fingerprints: Iterable[str] = (), named: str = "", at: datetime
) -> Subject | None:
    """Return what a product key leads to; None if it is unknown, void or not meant for this door.

    The limit is looked at only where no device in use is named, by a fingerprint or as `named`, so that a good
    validation never meets it and one offender does not stop those who share his address.
    """
    reading = read(presented.text)
    foreign = reading.kind == "ok" or uses_foreign_keys(None)
    lookups = lookups_for(presented.text, foreign=foreign, reading=reading)
    if not lookups:
        return None  # a slip of the pen counts nowhere
    hashes = list(fingerprints)
    found = _behind_the_door(presented, lookups, hashes, at=at)
    if found is not None and found.matched:
        return found
    _refuse_blocked(presented, found, named, at=at)
    if found is None:
        pull_once(at=at)
        found = _behind_the_door(presented, lookups, hashes, at=at)
    if found is None:
        product_keys.count_unknown(presented.network, at=at)
    return found


def _refuse_blocked(presented: Presented, found: Subject | None, named: str, *, at: datetime) -> None:
    try:
        refuse_blocked(presented.network, at=at)
    except TooManyUnknownKeys:
        if not named or found is None or machine_of(found, named) is None:
            raise


def _behind_the_door(
    presented: Presented, lookups: list[bytes], fingerprints: list[str], *, at: datetime
) -> Subject | None:
    found = subject_of_key(lookups, presented=presented.text, fingerprints=fingerprints, host=presented.host, at=at)
    if found is None:
        return None
    opted_in = found.product.keygen if presented.door == "keygen" else found.product.lemonsqueezy
    return found if opted_in else None


@transaction.atomic
def activate(
    subject: Subject,
    *,
    fingerprint: str,
    name: str = "",
    platform: str = "",
    hardware: Hardware,
    at: datetime,
) -> Activation:
    """Activate a new device; a product key that nobody has redeemed is redeemed in the same transaction."""
    licence_id = subject.licence_id
    if licence_id is None:
        licence_id = product_keys.redeem_unasked(subject.key_id or 0, at=at, by=BY).pk
    return devices.activate(
        licence_id,
        fingerprint=fingerprint,
        name=name,
        platform=platform,
        hardware=hardware,
        only_new=True,
        at=at,
        by=BY,
    )


def note_heard(subject: Subject, *, at: datetime) -> None:
    """Let it be written down, later and by somebody else, that a program was heard of."""
    if subject.seen_at is not None:
        for device_id in subject.matched:
            presence.seen(device_id, subject.seen_at, at=at)
    if subject.licence_id is not None:
        presence.validated(subject.licence_id, subject.validated_at, at=at)
