"""Devices: activate, release, and answer what every program asks when it starts."""

from typing import Any

from abaca.licensing.accounts.actions import note_use
from abaca.licensing.devices.leasing import SHORTEST
from abaca.licensing.devices.queries import device_of, in_use
from abaca.licensing.devices.states import LeaseKind
from abaca.licensing.licences.queries import licence_by_id
from abaca.licensing.product_keys.actions import count_unknown
from abaca.licensing.workflows import activation, redemption
from abaca.licensing.workflows.queries import picture
from abaca.licensing.workflows.validation import validate as validation_of

from . import shapes
from .door import LONGEST_KEY, Answer, Call, call
from .errors import InvalidRequest, TokenInvalid, TokenMissing
from .sign_in import LONGEST_FINGERPRINT

UNKNOWN = "product_key_unknown"
LONGEST_TTL = 366 * 86_400  # the plan cuts it anyway


@call("activate")
def activate(asked: Call) -> Answer:
    """Let the licence be used on a device."""
    fingerprint = asked.text("fingerprint", most=LONGEST_FINGERPRINT)
    asking = asked.asking()
    by = asking.account.ref if asking.account else "a program"
    licence_id, done = activation.activate(
        asking,
        fingerprint=fingerprint,
        name=asked.text("name", needed=False),
        platform=asked.text("platform", needed=False),
        replace_device=asked.uuid("replace_device"),
        at=asked.at,
        by=by,
    )
    issued = None
    if asked.body.get("lease", True) is not False:
        issued = activation.lease_after(
            licence_id, fingerprint, nonce=asked.nonce or "", presented=asking.product_key, at=asked.at, by=by
        )
    device = device_of(licence_id, fingerprint=fingerprint) or done.device
    body = {
        "already": done.already,
        "replaced": str(done.replaced) if done.replaced else None,
        "licence": shapes.licence(picture(licence_by_id(licence_id), at=asked.at)),
        "device": shapes.device(device),
        "lease": shapes.lease(issued),
    }
    return Answer(body, 200 if done.already else 201)


@call("deactivate")
def deactivate(asked: Call) -> Answer:
    """Take a device out of use."""
    device, fingerprint = asked.uuid("device"), asked.text("fingerprint", most=LONGEST_FINGERPRINT, needed=False)
    if device is None and not fingerprint:
        raise InvalidRequest(member="fingerprint")
    asking = asked.asking()
    licence = activation.deactivate(
        asking,
        device=device,
        fingerprint=fingerprint or None,
        at=asked.at,
        by=asking.account.ref if asking.account else "a program",
    )
    return Answer({"licence": shapes.licence(picture(licence, at=asked.at))})


@call("lease", nonce_needed=True)
def lease(asked: Call) -> Answer:
    """Give an active device a lease for the days without a network."""
    fingerprint, ttl = asked.text("fingerprint", most=LONGEST_FINGERPRINT), asked.body.get("ttl")
    if ttl is not None and (type(ttl) is not int or ttl < SHORTEST.total_seconds()):
        raise InvalidRequest(member="ttl")
    kinds = _forms(asked)
    asking = asked.asking()
    licence_id, issued = activation.lease(
        asking,
        kinds=kinds,
        fingerprint=fingerprint,
        nonce=asked.nonce or "",
        ttl=min(ttl, LONGEST_TTL) if ttl is not None else None,
        at=asked.at,
        by=asking.account.ref if asking.account else "a program",
    )
    body = {
        "licence": shapes.licence(picture(licence_by_id(licence_id), at=asked.at)),
        "lease": shapes.lease(issued, compact=LeaseKind.COMPACT in kinds),
    }
    return Answer(body)


def _forms(asked: Call) -> list[LeaseKind]:
    wanted = asked.body.get("formats", [*activation.BOTH])
    if not isinstance(wanted, list) or not wanted or not set(map(str, wanted)) <= set(activation.BOTH):
        raise InvalidRequest(member="formats")
    return [kind for kind in activation.BOTH if kind in wanted]


@call("validate", nonce_needed=True)
def validate(asked: Call) -> Answer:
    """Tell whether the licence holds on this device; a good answer costs one statement."""
    product, fingerprint = asked.text("product"), asked.text("fingerprint", most=LONGEST_FINGERPRINT)
    key = asked.text("product_key", most=LONGEST_KEY, needed=False) or None
    if key is None and asked.bearer is None:
        raise TokenMissing
    facts: dict[str, Any] = {
        "product": product,
        "product_key": key,
        "token": asked.bearer,
        "fingerprint": fingerprint,
        "entitlements": _wanted(asked),
        "at": asked.at,
    }
    found = validation_of(**facts)
    if not found.token_fits:
        raise TokenInvalid
    if found.device_id is None and key is not None:
        redemption.refuse_blocked(asked.network, at=asked.at)
    if found.code == UNKNOWN:  # before it is said, the shop is asked once
        redemption.pull_once(at=asked.at)
        found = validation_of(**facts)
    if found.code == UNKNOWN:
        count_unknown(asked.network, at=asked.at)
    if found.token is not None:
        note_use(*found.token, token=asked.bearer or "", at=asked.at)
    body = {
        "valid": found.valid,
        "code": found.code,
        "licence": shapes.licence(found.picture) if found.picture else None,
    }
    if found.code == "too_many_devices" and found.licence_id:
        body["devices"] = [shapes.device(device) for device in in_use(found.licence_id)]
    return Answer(body, kid=found.kid)


def _wanted(asked: Call) -> list[str]:
    wanted = asked.body.get("entitlements") or []
    if not isinstance(wanted, list) or not all(isinstance(each, str) for each in wanted):
        raise InvalidRequest(member="entitlements")
    return wanted
