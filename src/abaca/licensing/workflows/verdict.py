"""Whether a program may run, and if not, why: the first reason that applies."""

from collections.abc import Collection
from dataclasses import dataclass

from abaca.licensing.licences.states import Standing


@dataclass(frozen=True, slots=True)
class Case:
    """What is known about a question; later members only count where the earlier ones are given."""

    found: bool
    by_key: bool
    right_product: bool = True
    redeemed: bool = True
    standing: Standing = Standing.EXPIRED
    device_in_use: bool = False
    too_many_devices: bool = False
    missing_entitlements: Collection[str] = ()


def verdict(case: Case) -> tuple[bool, str]:
    """Return whether the licence holds, with the code of the reason."""
    if not case.found:
        return False, "product_key_unknown" if case.by_key else "licence_none"
    reasons = (
        (not case.right_product, "product_mismatch"),
        (not case.redeemed, "product_key_not_redeemed"),
        (case.standing == Standing.SUSPENDED, "suspended"),
        (not case.device_in_use, "device_not_active"),
        (case.too_many_devices, "too_many_devices"),
        (bool(case.missing_entitlements), "entitlement_missing"),
        (case.standing == Standing.EXPIRED, "expired"),
    )
    for applies, code in reasons:
        if applies:
            return False, code
    return True, {Standing.MAINTAINED: "maintained", Standing.GRACE: "grace"}.get(case.standing, "ok")
