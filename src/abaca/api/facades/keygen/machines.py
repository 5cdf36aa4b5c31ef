"""Calls about the devices of the licence behind a product key."""

from typing import Any

from abaca.licensing.devices import actions as devices
from abaca.licensing.devices.actions import Hardware
from abaca.licensing.facades.keygen import documents
from abaca.licensing.facades.queries import machine_of
from abaca.licensing.facades.subjects import Machine, Subject
from abaca.licensing.licences.states import Standing
from abaca.licensing.workflows.presenting import BY, activate

from . import errors
from .door import Answer, Call, in_good_standing
from .licences import LONGEST_FINGERPRINT
from .metadata import is_reasonable

LONGEST_TEXT = 200
LARGEST_NUMBER = 2**31 - 1
LARGEST_BYTES = 2**63 - 1


def create(asked: Call) -> Answer:
    """Activate a device; a product key that nobody has redeemed is redeemed by it."""
    fingerprint = _text(asked, "fingerprint", most=LONGEST_FINGERPRINT)
    if fingerprint is None:
        raise errors.unreadable("/data/attributes/fingerprint", "is missing")
    subject = in_good_standing(asked.licence([fingerprint]))
    called = asked.member("data", "relationships", "license", "data", "id")
    if not isinstance(called, str):
        raise errors.unreadable("/data/relationships/license/data/id", "is missing")
    if not subject.is_called(called):
        raise errors.not_found()
    if subject.standing == Standing.EXPIRED:
        raise errors.license_expired()
    activate(
        subject,
        fingerprint=fingerprint,
        name=_text(asked, "name") or "",
        platform=_text(asked, "platform") or "",
        hardware=Hardware(
            hostname=_text(asked, "hostname") or "",
            cores=_number(asked, "cores", LARGEST_NUMBER),
            memory=_number(asked, "memory", LARGEST_BYTES),
            disk=_number(asked, "disk", LARGEST_BYTES),
            metadata=_metadata(asked),
        ),
        at=asked.at,
    )
    subject = asked.licence([fingerprint])
    row = machine_of(subject, fingerprint)
    if row is None:
        raise errors.not_found()
    data = documents.machine(row, subject)
    return Answer({"data": data}, 201, headers={"Location": data["links"]["self"]}, subject=subject)


def show(asked: Call) -> Answer:
    """Show a device, called by its id or its fingerprint."""
    subject, row = own(asked)
    return Answer({"data": documents.machine(row, subject)}, subject=subject)


def rename(asked: Call) -> Answer:
    """Give a device another name; nothing else of it can be changed."""
    subject, row = own(asked)
    name = _text(asked, "name")
    if name is not None:
        devices.rename(subject.licence_id or 0, row.uuid, name, at=asked.at, by=BY)
    return show(asked)


def remove(asked: Call) -> Answer:
    """Take a device out of use."""
    subject, row = own(asked)
    devices.deactivate(subject.licence_id or 0, device=row.uuid, at=asked.at, by=BY)
    return Answer(None, 204, subject=subject)


def beat(asked: Call) -> Answer:
    """Note a heartbeat; nothing depends on it."""
    subject, row = own(asked)
    devices.beat(subject.licence_id or 0, row.uuid, at=asked.at)
    return show(asked)


def reset(asked: Call) -> Answer:
    """Forget the heartbeat."""
    subject, row = own(asked)
    devices.beat(subject.licence_id or 0, row.uuid, at=None)
    return show(asked)


def own(asked: Call) -> tuple[Subject, Machine]:
    """Return the licence and its device that the address names; a device of another licence does not exist."""
    subject = in_good_standing(asked.licence([asked.route.identifier], device=asked.route.identifier))
    row = machine_of(subject, asked.route.identifier) if subject.redeemed else None
    if row is None:
        raise errors.not_found()
    return subject, row


def _attribute(asked: Call, name: str) -> Any:
    return asked.member("data", "attributes", name)


def _text(asked: Call, name: str, *, most: int = LONGEST_TEXT) -> str | None:
    value = _attribute(asked, name)
    if value is None:
        return None
    pointer = f"/data/attributes/{name}"
    if not isinstance(value, str) or (name == "fingerprint" and not value):
        raise errors.unreadable(pointer)
    if len(value.encode()) > most:
        raise errors.Refused(422, f"{name.upper()}_TOO_LONG", f"is too long (at most {most} bytes)", pointer=pointer)
    return value


def _number(asked: Call, name: str, most: int) -> int | None:
    value = _attribute(asked, name)
    if value is not None and (type(value) is not int or not 0 <= value <= most):
        raise errors.unreadable(f"/data/attributes/{name}")
    return value


def _metadata(asked: Call) -> dict[str, Any]:
    value = _attribute(asked, "metadata")
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise errors.unreadable("/data/attributes/metadata")
    if not is_reasonable(value):
        detail = "is too large (at most 64 members, 4 levels, 16 KiB)"
        raise errors.Refused(422, "METADATA_INVALID", detail, pointer="/data/attributes/metadata")
    return value
