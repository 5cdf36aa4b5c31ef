"""Signing in inside a program, by a code that comes by e-mail."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts import actions as accounts
from abaca.licensing.accounts.codes import RESEND_AFTER, VALID_FOR
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices.queries import device_of
from abaca.licensing.licences.queries import licence_of, product_with
from abaca.licensing.workflows.activation import Asking, activate, lease_after
from abaca.licensing.workflows.queries import picture

from . import shapes
from .door import Answer, Call, call
from .errors import error_of

LONGEST_FINGERPRINT = 4096


@call("sign-in")
def sign_in(asked: Call) -> Answer:
    """Send a code to an address; the answer is the same for known and unknown ones."""
    product = product_with(asked.text("product"))
    challenge = accounts.send_code(
        email=asked.text("email", most=320),
        fingerprint=asked.text("fingerprint", most=LONGEST_FINGERPRINT),
        language=_language(asked.text("language", needed=False)),
        network=asked.network,
        product=product.name,
        device=asked.text("device_name", needed=False),
        at=asked.at,
    )
    body = {
        "challenge": challenge,
        "expires_in": int(VALID_FOR.total_seconds()),
        "resend_after": int(RESEND_AFTER.total_seconds()),
    }
    return Answer(body, 202)


@call("sign-in/confirm")
def confirm(asked: Call) -> Answer:
    """Prove the address; where the account has a licence of the product, the device becomes active at once."""
    fingerprint = asked.text("fingerprint", most=LONGEST_FINGERPRINT)
    signed_in = accounts.sign_in(
        challenge=asked.text("challenge"),
        code=asked.text("code"),
        fingerprint=fingerprint,
        at=asked.at,
        by="a program",
    )
    token = accounts.give_token(signed_in.account, fingerprint=fingerprint, at=asked.at)
    licence, activation = _activation(asked, signed_in.account, fingerprint)
    body = {
        "token": token,
        "account": {"email": signed_in.account.email},
        "licence": licence,
        "activation": activation,
    }
    return Answer(body)


def _activation(asked: Call, account: Account, fingerprint: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Activate the device if there is a licence; a refusal does not spoil the sign-in."""
    code = asked.text("product", needed=False)
    licence = licence_of(account.pk, product_with(code).pk) if code else None
    if licence is None:
        return None, None
    activation: dict[str, Any] | None = None
    if asked.body.get("activate", True) is not False:
        activation = _try_to_activate(asked, Asking(code, None, account, asked.network), fingerprint)
    return shapes.licence(picture(licence, at=asked.at)), activation


def _try_to_activate(asked: Call, asking: Asking, fingerprint: str) -> dict[str, Any]:
    try:
        licence_id, _done = activate(
            asking,
            fingerprint=fingerprint,
            name=asked.text("name", needed=False),
            platform=asked.text("platform", needed=False),
            replace_device=asked.uuid("replace_device"),
            at=asked.at,
            by=asking.account.ref if asking.account else "a program",
        )
    except Refusal as refusal:
        return {"error": error_of(refusal)[1]}
    by = asking.account.ref if asking.account else "a program"
    issued = lease_after(licence_id, fingerprint, nonce=asked.nonce or "", at=asked.at, by=by)
    device = device_of(licence_id, fingerprint=fingerprint)
    return {"device": shapes.device(device) if device else None, "lease": shapes.lease(issued)}


@call("sign-out")
def sign_out(asked: Call) -> Answer:
    """End the token that the call carries."""
    token = asked.token()
    accounts.sign_out(token, at=asked.at, by=token.account.ref)
    return Answer({})


def _language(wished: str) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    return next((code for code in (wished[:2], (get_language() or "")[:2]) if code in known), "en")
