"""A payer whose program says Free helps himself: with a code that he makes here and types there."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from abaca.kernel.bridge_codes import read
from abaca.kernel.product_keys import Reading
from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.models import Account
from abaca.licensing.devices import actions as devices
from abaca.licensing.devices.actions import BridgeCodeUnknown, BridgeLease, MadeBridgeCode
from abaca.licensing.licences.queries import licence_with, plan_with, product_with
from abaca.licensing.product_keys.actions import count_unknown
from abaca.licensing.product_keys.queries import is_blocked

from .activation import LicenceNone
from .redemption import pull_once


class BridgeCodeMistyped(Refusal):
    code = "bridge_code_mistyped"
    sentence = _("This is not quite a bridge code. Please compare it with the page that shows it.")
    status = 422
    field = "bridge_code"

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


class TooManyUnknownCodes(Refusal):
    code = "rate_limited"
    sentence = _("Too many unknown codes came from your network. Please try again in a minute.")
    status = 429


class PlanNotHereYet(Refusal):
    code = "plan_not_here_yet"
    sentence = _("We cannot make a bridge code for this plan yet. Please try again in a few minutes, or write to us.")
    status = 409


def bridge(
    text: str, *, product: str, fingerprint: str, nonce: str = "", network: str = "", at: datetime, by: str
) -> BridgeLease:
    """Use a code for seven days on one computer; unknown codes are counted like unknown product keys."""
    reading = read(text)
    if reading.kind != "ok":
        raise BridgeCodeMistyped(reading)
    of = product_with(product)
    if is_blocked(network, at=at):
        raise TooManyUnknownCodes(retry_after=60)
    try:
        return devices.use_bridge_code(reading, product=of, fingerprint=fingerprint, nonce=nonce, at=at, by=by)
    except BridgeCodeUnknown:
        count_unknown(network, at=at)
        raise


def make_for_payer(*, product: str, plan: str, counts_for: str, at: datetime, by: str) -> MadeBridgeCode:
    """Make a code for a plan that was paid for; the feed may be late, which is what the code is for."""
    found = plan_with(product, plan)
    if found is None:
        pull_once(at=at)
        found = plan_with(product, plan)
    if found is None:
        raise PlanNotHereYet
    return devices.make_bridge_code(found, counts_for=counts_for, at=at, by=by)


def make_for_holder(account: Account, licence: UUID, *, at: datetime) -> MadeBridgeCode:
    """Make a code for a licence of the holder's own."""
    row = licence_with(licence, account_id=account.pk)
    if row is None:
        raise LicenceNone
    return devices.make_bridge_code_for_licence(row.pk, at=at, by=account.ref)
