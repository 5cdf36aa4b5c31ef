"""Checking a licence or a device out: a signed file for the days without a network."""

from typing import Any
from uuid import uuid4

from abaca.api import reading
from abaca.licensing.devices.leasing import SHORTEST
from abaca.licensing.facades.keygen import documents, files
from abaca.licensing.licences.states import Standing
from abaca.licensing.workflows.files import File, Wish, license_file, machine_file

from . import errors
from .door import Answer, Call, in_good_standing
from .licences import own as own_licence
from .machines import own as own_machine

EMPTY = {"owner", "users", "group", "environment", "components"}  # accepted, and they add nothing
OF_LICENCE = {"product", "policy", "entitlements"} | EMPTY
OF_MACHINE = {"license", "license.entitlements", "license.product", "license.policy", "product"} | EMPTY
OF_MACHINE |= {f"license.{name}" for name in EMPTY}
LONGEST_TTL = 366 * 86_400  # the plan cuts it anyway
YES, NO = {"1", "true", "True"}, {"0", "false", "False", ""}


def licence(asked: Call) -> Answer:
    """Check out the licence."""
    subject = in_good_standing(own_licence(asked, asked.licence()))
    if not subject.product.license_files:
        raise errors.not_allowed("License files are switched off for this product; check out a machine")
    if not subject.redeemed:
        raise errors.not_allowed("License must be activated before it can be checked out")
    if subject.standing == Standing.EXPIRED:
        raise errors.license_expired()
    wish = _wish(asked, OF_LICENCE)
    made = license_file(subject, wish, at=asked.at)
    if asked.request.method == "GET":
        return _as_text(made, f"{subject.uuid}.lic")
    return _as_document(documents.file_resource(kind="license-files", subject=subject, **_facts(made, wish)))


def machine(asked: Call) -> Answer:
    """Check out the device."""
    subject, row = own_machine(asked)
    if subject.standing == Standing.EXPIRED:
        raise errors.license_expired()
    wish = _wish(asked, OF_MACHINE)
    made = machine_file(subject, row, wish, at=asked.at)
    if asked.request.method == "GET":
        return _as_text(made, f"{row.uuid}.lic")
    facts = _facts(made, wish)
    return _as_document(documents.file_resource(kind="machine-files", subject=subject, device=row.uuid, **facts))


def _facts(made: File, wish: Wish) -> dict[str, Any]:
    return {
        "uuid": uuid4(),
        "text": made.text,
        "algorithm": made.algorithm,
        "names": wish.names,
        "ttl": made.ttl,
        "issued": made.issued,
        "expires": made.expires,
    }


def _as_text(made: File, name: str) -> Answer:
    return Answer(text=made.text, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _as_document(data: dict[str, Any]) -> Answer:
    return Answer({"data": data})


def _wish(asked: Call, known: set[str]) -> Wish:
    algorithm = _parameter(asked, "algorithm")
    if algorithm not in (None, files.PLAIN, files.ENCRYPTED):  # no set: what was sent may be a list
        raise errors.Refused(
            400, "CHECKOUT_ALGORITHM_INVALID", "must be base64+ed25519 or aes-256-gcm+ed25519", parameter="algorithm"
        )
    encrypt = _is_yes(_parameter(asked, "encrypt")) or algorithm == files.ENCRYPTED
    return Wish(encrypt=encrypt, ttl=_ttl(_parameter(asked, "ttl")), names=_names(_parameter(asked, "include"), known))


def _parameter(asked: Call, name: str) -> Any:
    """Return a parameter; `meta` wins over the query."""
    told = asked.member("meta", name)
    if told is not None:
        return told
    in_list = asked.request.GET.getlist(f"{name}[]")
    return in_list or asked.request.GET.get(name)


def _is_yes(value: Any) -> bool:
    if isinstance(value, bool | None):
        return bool(value)
    if str(value) in YES | NO:
        return str(value) in YES
    raise errors.Refused(400, "PARAMETERS_INVALID", "must be true or false", parameter="encrypt")


def _ttl(value: Any) -> int | None:
    if value is None or value == "":
        return None
    number = reading.number(value) if isinstance(value, str) else value
    if type(number) is not int or number < SHORTEST.total_seconds():
        raise errors.Refused(400, "CHECKOUT_TTL_INVALID", "must be at least 3600 seconds", parameter="ttl")
    return min(number, LONGEST_TTL)


def _names(value: Any, known: set[str]) -> list[str]:
    names = value.split(",") if isinstance(value, str) else value or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise errors.Refused(400, "CHECKOUT_INCLUDE_INVALID", "must be a list of names", parameter="include")
    names = [name.strip() for name in names if name.strip()]
    if unknown := set(names) - known:
        detail = f"{min(unknown)[:60]} cannot be included"
        raise errors.Refused(400, "CHECKOUT_INCLUDE_INVALID", detail, parameter="include")
    return names
