"""May the program run its plan? Pure rules: what is kept and an instant go in, a verdict comes out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .leases import Lease

BEHIND = timedelta(hours=24)

REASONS = {
    "not_activated": "Nothing is activated on this computer yet.",
    "lease_pending": "The server has given no lease yet; please try again in an hour.",
    "lease_ended": "The lease of this computer has ended; please go online once.",
    "expired": "The licence has ended.",
    "released": "This computer was released.",
    "signed_out": "This computer was signed out.",
    "token_invalid": "This computer was signed out; please sign in again.",
    "licence_none": "This account has no licence.",
    "licence_expired": "The licence has ended.",
    "licence_suspended": "The licence is suspended.",
    "device_not_active": "This computer was released.",
    "product_key_unknown": "The product key is not known.",
    "product_key_not_redeemed": "Nobody has redeemed the product key yet.",
    "product_mismatch": "The product key is for another product.",
}
CLOCK = "The clock of this computer seems to be behind; please go online once."
# signed words that end a lease before its time; a bad signature, or silence, never does
ENDING = frozenset(
    {
        "device_not_active",
        "licence_expired",
        "licence_none",
        "licence_suspended",
        "product_key_not_redeemed",
        "product_key_unknown",
        "product_mismatch",
    }
)


@dataclass(frozen=True)
class Verdict:
    """What the program may do now, why, and what it should tell its user.

    Without `may_run` the program is in its Free plan: opening, printing and exporting go on working, always.
    """

    may_run: bool
    code: str
    reason: str
    plan: str | None = None
    entitlements: tuple[str, ...] = ()
    until: datetime | None = None
    ends: str | None = None
    banner: str = ""
    ask_online: bool = False
    notice: dict[str, str] | None = None  # code, sentence and url: something for whoever bought the licence to see to

    @property
    def kind(self) -> str:
        return "licensed" if self.may_run else "read_and_export"

    def has(self, entitlement: str) -> bool:
        return self.may_run and entitlement in self.entitlements


def judge(
    lease: Lease | None,
    licence: dict[str, Any] | None,
    *,
    mark: datetime | None,
    refused: str,
    at: datetime,
    fresh: bool = False,
) -> Verdict:
    """Decide by what is kept; `fresh` says that `at` is the server's own time, signed a moment ago."""
    behind = not fresh and mark is not None and at < mark - BEHIND
    at = at if fresh or mark is None else max(at, mark)
    if lease is None:
        return free(refused or "not_activated", ask_online=behind)
    if lease.has_ended(at):
        return free(refused or _why_ended(licence, at), ask_online=True)

    code, banner = _standing(lease, licence, at)
    if behind:
        code, banner = "clock_behind", CLOCK
    return Verdict(
        may_run=True,
        code=code,
        reason=banner or f"The plan {lease.plan} is open.",
        plan=lease.plan,
        entitlements=lease.entitlements,
        until=lease.expires,
        ends=(licence or {}).get("ends"),
        banner=banner,
        ask_online=behind,
        notice=(licence or {}).get("notice"),
    )


def free(code: str, *, ask_online: bool = False) -> Verdict:
    """Fall back to the Free plan, and say why."""
    return Verdict(False, code, REASONS.get(code, f"The licence cannot be used ({code})."), ask_online=ask_online)


def refresh_is_due(lease: Lease | None, *, mark: datetime | None, at: datetime) -> bool:
    """Tell whether it is time to ask the server: a third of the lease has passed, or the clock is not to be trusted."""
    if lease is None or (mark is not None and at < mark - BEHIND):
        return True
    return lease.expires is not None and at >= lease.issued + (lease.expires - lease.issued) / 3


def mark_after(mark: datetime | None, seen: datetime, *, answers_us: bool = False) -> datetime:
    """Return the highest server time that was ever seen.

    Only an answer that was signed for our own nonce a moment ago may take the mark back: else a server whose clock
    was wrong for an hour would make every clock look wrong for ever.
    """
    if mark is None or (answers_us and seen < mark - BEHIND):
        return seen
    return max(mark, seen)


def _standing(lease: Lease, licence: dict[str, Any] | None, at: datetime) -> tuple[str, str]:
    """Return the code, and what stands in the banner."""
    if lease.is_bridge:
        until = f" until {lease.expires.astimezone(UTC).date()}" if lease.expires else ""
        return "bridge", f"A bridge code opens the plan {lease.plan}{until}."
    standing = _standing_at(licence, at) if licence and licence.get("id") == lease.licence else "active"
    if standing == "grace" and licence:
        return "grace", f"The licence has ended; everything works until {str(licence.get('access_until'))[:10]}."
    if standing == "maintained":
        return "maintained", "The licence has ended; this version goes on working."
    return "ok", ""


def _standing_at(licence: dict[str, Any], at: datetime) -> str:
    """Carry the standing on from the last answer: an active licence without a next term ends on its day."""
    told, ends = str(licence.get("standing")), str(licence.get("ends"))
    # days of one spelling, which come in the order of their letters
    if told != "active" or ends == "None" or licence.get("next") or at.astimezone(UTC).date().isoformat() < ends:
        return told
    return "grace" if licence.get("access_until") else "maintained"


def _why_ended(licence: dict[str, Any] | None, at: datetime) -> str:
    until = licence.get("access_until") if licence else None
    now = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "expired" if until and now >= str(until) else "lease_ended"
