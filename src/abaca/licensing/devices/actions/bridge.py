"""Bridge codes: made once in 90 days, used once, good for seven days on one computer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.bridge_codes import mint
from abaca.kernel.product_keys import Reading
from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.bridging import LEASE_FOR, VALID_FOR
from abaca.licensing.devices.leasing import payload
from abaca.licensing.devices.models import BridgeCode
from abaca.licensing.devices.queries import bridge_lookup, bridge_lookups, next_bridge_codes
from abaca.licensing.journal.actions import record
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.signatures import compact
from abaca.licensing.licences.actions import lock
from abaca.licensing.licences.models import Plan, Product
from abaca.licensing.licences.queries import current
from abaca.licensing.licences.states import Standing

from .activation import LicenceExpired, LicenceSuspended


class BridgeCodeUnknown(Refusal):
    code = "bridge_code_unknown"
    sentence = _("We do not know this bridge code. It may have been used already, or be older than 48 hours.")
    status = 404
    field = "bridge_code"


class BridgeCodeMadeLately(Refusal):
    code = "bridge_code_made_lately"
    sentence = _("A bridge code was made here in the last 90 days. If it did not help, please write to us.")
    status = 409


@dataclass(frozen=True)
class MadeBridgeCode:
    """A code as its maker sees it, this once."""

    printed: str
    plan: Plan
    valid_until: datetime

    @property
    def groups(self) -> list[str]:
        return self.printed.split("-")


@dataclass(frozen=True)
class BridgeLease:
    """The lease that a code gave; it belongs to no licence and no device."""

    issued: datetime
    expires: datetime
    compact: str


@transaction.atomic
def make_bridge_code(plan: Plan, *, counts_for: str, whose: str = "", at: datetime, by: str) -> MadeBridgeCode:
    """Make a code for a plan; `counts_for` is what 90 days are counted for."""
    _make_alone(counts_for)
    if next_bridge_codes([counts_for], at=at)[counts_for] is not None:
        raise BridgeCodeMadeLately
    printed, lookup = _new_code()
    valid_until = at + VALID_FOR
    BridgeCode.objects.create(lookup=lookup, plan=plan, counts_for=counts_for, made_at=at, valid_until=valid_until)
    record("bridge_code.made", counts_for, whose=whose, at=at, by=by, plan=plan.code)
    return MadeBridgeCode(printed, plan, valid_until)


@transaction.atomic
def make_bridge_code_for_licence(licence_id: int, *, at: datetime, by: str) -> MadeBridgeCode:
    """Make a code for the plan that a licence gives today."""
    now = current(lock(licence_id), at=at)
    if now.standing == Standing.SUSPENDED:
        raise LicenceSuspended
    if now.plan is None or now.standing == Standing.EXPIRED:
        raise LicenceExpired
    plan = Plan.objects.select_related("product").get(pk=now.plan.pk)
    return make_bridge_code(plan, counts_for=now.licence.ref, whose=now.licence.account.ref, at=at, by=by)


@transaction.atomic
def use_bridge_code(
    reading: Reading, *, product: Product, fingerprint: str, nonce: str = "", at: datetime, by: str
) -> BridgeLease:
    """Give the one lease that a code is good for. What is missing, used, expired or of another product is unknown."""
    row = (
        BridgeCode.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(lookup__in=bridge_lookups(reading.symbols or ""), used_at=None, valid_until__gt=at)
        .filter(plan__product=product)
        .first()
    )
    if row is None:
        raise BridgeCodeUnknown

    signer, issued = current_signer(at=at), at.replace(microsecond=0)
    expires = issued + LEASE_FOR
    text = payload(
        licence="",
        product=product.code,
        plan=row.plan.code,
        fingerprint=fingerprint,
        nonce=nonce,
        issued=issued,
        expires=expires,
        entitlements=row.plan.entitlements,
    )
    row.used_at, row.kid = at, signer.kid
    row.save(update_fields=["used_at", "kid"])
    record("bridge_code.used", row.counts_for, at=at, by=by, plan=row.plan.code, expires=expires)
    return BridgeLease(issued, expires, compact(signer.private, text))


def _make_alone(counts_for: str) -> None:
    """Let nobody else make a code for the same thing until we are done; it may have no row in this wing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 51))", [counts_for])


def _new_code() -> tuple[str, bytes]:
    """Draw a code that nobody has, and by what it is found."""
    while True:
        printed = mint()
        lookup = bridge_lookup(printed.replace("-", ""))
        if not BridgeCode.objects.filter(lookup=lookup).exists():
            return printed, lookup
