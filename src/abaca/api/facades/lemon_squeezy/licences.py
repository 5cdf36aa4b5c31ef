"""The three calls."""

from typing import Any
from uuid import UUID, uuid4

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices import actions as devices
from abaca.licensing.devices.actions import Hardware
from abaca.licensing.facades.lemon_squeezy import documents
from abaca.licensing.facades.queries import machine_of
from abaca.licensing.facades.subjects import Machine, Subject
from abaca.licensing.workflows import presenting

from .door import Call, Refused, call

LONGEST_NAME = 200


@call("activated")
def activate(asked: Call) -> dict[str, Any]:
    """Make a new instance: the protocol has no fingerprint, so every call is one."""
    key, name = asked.text("license_key"), asked.text("instance_name")
    subject = asked.subject(key)
    if why := documents.reason_against_activation(subject):
        raise Refused(400, why, **_told(subject))
    fingerprint = f"ls/{uuid4()}"
    try:
        presenting.activate(subject, fingerprint=fingerprint, name=name, hardware=Hardware(), at=asked.at)
    except Refusal as refusal:
        if refusal.status == 429:
            raise
        now = asked.subject(key, again=True)
        raise Refused(400, documents.reason_against_activation(now) or str(refusal), **_told(now)) from None
    subject = asked.subject(key, fingerprint, again=True)
    return _told(subject, machine_of(subject, fingerprint))


@call("valid")
def validate(asked: Call) -> dict[str, Any]:
    """Tell whether a key holds, and an instance of it if one is named."""
    key, named = asked.text("license_key"), asked.text("instance_id", needed=False)
    subject = asked.subject(key, instance=named)
    row = _instance(subject, named) if named else None
    presenting.note_heard(subject, at=asked.at)
    why = documents.reason(subject)
    verdict = {} if why is None else {"valid": False, "error": why}
    instance = documents.instance(row) if row else None
    return {
        **verdict,
        "license_key": documents.licence_key(subject),
        "instance": instance,
        "meta": documents.meta(subject),
    }


@call("deactivated")
def deactivate(asked: Call) -> dict[str, Any]:
    """Take an instance out of use."""
    key, named = asked.text("license_key"), asked.text("instance_id")
    subject = asked.subject(key, instance=named)
    row = _instance(subject, named)
    devices.deactivate(subject.licence_id or 0, device=row.uuid, at=asked.at, by=presenting.BY)
    subject = asked.subject(key, again=True)
    return {"license_key": documents.licence_key(subject), "meta": documents.meta(subject)}


def _instance(subject: Subject, named: str) -> Machine:
    row = machine_of(subject, named) if subject.redeemed and _is_uuid(named) else None
    if row is None:
        raise Refused(404, "instance_id not found.")
    return row


def _told(subject: Subject, row: Machine | None = None) -> dict[str, Any]:
    instance = {"instance": documents.instance(row)} if row else {}
    return {"license_key": documents.licence_key(subject), **instance, "meta": documents.meta(subject)}


def _is_uuid(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
