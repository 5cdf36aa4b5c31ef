"""Where no network, or no licence yet, lies between a program and its plan: offline requests and bridge codes."""

from dataclasses import replace

from abaca.licensing.devices.actions import BridgeLease
from abaca.licensing.devices.offline import LONGEST_PASTE, read
from abaca.licensing.devices.queries import device_of
from abaca.licensing.licences.queries import licence_by_id
from abaca.licensing.workflows import bridging
from abaca.licensing.workflows import offline as story
from abaca.licensing.workflows.queries import picture
from abaca.licensing.workflows.redemption import ProductMismatch

from . import shapes
from .door import Answer, Call, call
from .sign_in import LONGEST_FINGERPRINT

LONGEST_CODE = 4096  # what is longer than a code is diagnosed, not refused


@call("bridge")
def bridge(asked: Call) -> Answer:
    """Give seven days for a bridge code."""
    issued = bridging.bridge(
        asked.text("bridge_code", most=LONGEST_CODE),
        product=asked.text("product"),
        fingerprint=asked.text("fingerprint", most=LONGEST_FINGERPRINT),
        nonce=asked.nonce or "",
        network=asked.network,
        at=asked.at,
        by="a program",
    )
    return Answer({"lease": _lease(issued)})


@call("offline")
def offline(asked: Call) -> Answer:
    """Activate a device whose request was carried here, and answer with what is carried back."""
    request = read(asked.text("request", most=LONGEST_PASTE))
    if asked.text("product", needed=False) not in {"", request.product}:
        raise ProductMismatch
    if not request.product_key:
        request = replace(request, product_key=asked.text("product_key", most=500, needed=False))
    account = asked.token().account if asked.bearer is not None or not request.product_key else None
    done = story.activate(
        request,
        account=account,
        network=asked.network,
        replace_device=asked.uuid("replace_device"),
        at=asked.at,
        by=account.ref if account else "a program",
    )
    body = {
        "already": done.activation.already,
        "replaced": str(done.activation.replaced) if done.activation.replaced else None,
        "licence": shapes.licence(picture(licence_by_id(done.licence_id), at=asked.at)),
        "device": shapes.device(device_of(done.licence_id, fingerprint=request.fingerprint) or done.activation.device),
        "lease": shapes.lease(done.issued),
    }
    return Answer(body)


def _lease(issued: BridgeLease) -> dict[str, str | None]:
    return {
        "issued": shapes.instant(issued.issued),
        "expires": shapes.instant(issued.expires),
        "compact": issued.compact,
        "machine_file": None,  # there is no device that it could name
    }
