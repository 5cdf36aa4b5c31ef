"""A permission leaves the house as a file: its document is put together, signed, perhaps encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from abaca.licensing.devices import actions as devices
from abaca.licensing.devices.actions import DeviceNotActive, Issued
from abaca.licensing.devices.states import LeaseKind
from abaca.licensing.facades.keygen import documents, files
from abaca.licensing.facades.queries import features_of, machine_of, subject_of_licence
from abaca.licensing.facades.subjects import Included, Machine, Subject
from abaca.licensing.keyring.queries import signer
from abaca.licensing.product_keys.queries import keys_of_licences

BY = "a program"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is wanted."""

    encrypt: bool
    ttl: int | None
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file as it leaves the house."""

    text: str
    issued: datetime
    expires: datetime
    algorithm: str

    @property
    def ttl(self) -> int:
        return round((self.expires - self.issued).total_seconds())


def license_file(subject: Subject, wish: Wish, *, at: datetime) -> File:
    """Check out a licence; the file names no device, and only the presented product key opens an encrypted one."""
    issued, expires, kid = devices.license_file(subject.licence_id or 0, ttl=wish.ttl, kid=subject.kid, at=at, by=BY)
    document = _document(documents.licence(subject, at), subject, wish.names, issued, expires)
    secret = subject.presented if wish.encrypt else None
    text = files.write(signer(kid).private, "license", document, secret=secret)
    return File(text, issued, expires, files.algorithm(secret))


def machine_file(subject: Subject, machine: Machine, wish: Wish, *, at: datetime) -> File:
    """Check out a device; an encrypted file opens with the presented product key and the fingerprint together."""
    given = devices.lease(
        subject.licence_id or 0,
        fingerprint=machine.fingerprint,
        ttl=wish.ttl,
        kinds=(LeaseKind.MACHINE_FILE,),
        kid=subject.kid,  # a key that is bound to the client's host name signs its files too
        at=at,
        by=BY,
    )
    document = _document(documents.machine(machine, subject), subject, wish.names, given.issued, given.expires)
    secret = subject.presented + machine.fingerprint if wish.encrypt else None
    text = files.write(signer(given.kid).private, "machine", document, secret=secret)
    return File(text, given.issued, given.expires, files.algorithm(secret))


def with_machine_file(licence_id: int, given: Issued, *, presented: str | None, at: datetime) -> Issued:
    """Write the machine file of a permission that was just given; a product key that was presented encrypts it.

    Who showed a token only gets a plain file, with the hint in the place of the product key.
    """
    keys = keys_of_licences([licence_id])[licence_id]
    shown = presented or (keys[-1].hint if keys else "")
    subject = subject_of_licence(licence_id, presented=shown, at=at)
    machine = machine_of(subject, given.device.fingerprint)
    if machine is None:
        raise DeviceNotActive
    names = ("license", "license.entitlements")
    document = _document(documents.machine(machine, subject), subject, names, given.issued, given.expires)
    secret = presented + machine.fingerprint if presented else None
    text = files.write(signer(given.kid).private, "machine", document, secret=secret)
    return replace(given, machine_file=text)


def _document(
    data: documents.Resource, subject: Subject, names: Sequence[str], issued: datetime, expires: datetime
) -> documents.Resource:
    wanted = Included(names, features_of(subject) if any("entitlements" in name for name in names) else ())
    return {
        "data": data,
        "included": documents.included(wanted, subject, issued),
        "meta": {
            "issued": documents.instant(issued),
            "expiry": documents.instant(expires),
            "ttl": round((expires - issued).total_seconds()),
        },
    }
