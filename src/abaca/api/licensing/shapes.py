"""How licences, devices and terms look in an answer."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from abaca.licensing.devices.actions import Issued
from abaca.licensing.devices.models import Device
from abaca.licensing.licences.models import LedgerEntry, Term
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.workflows.pictures import Picture


def instant(at: datetime | None) -> str | None:
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def licence(picture: Picture) -> dict[str, Any]:
    following = picture.next
    return {
        "id": str(picture.uuid),
        "product": picture.product,
        "plan": picture.plan,
        "standing": picture.standing,
        "begins": day(picture.begins),
        "ends": day(picture.ends),
        "access_until": instant(picture.access_until),
        "entitlements": list(picture.entitlements),
        "devices": {"used": picture.devices_used, "limit": picture.devices_limit},
        "next": {"plan": following.plan, "begins": day(following.begins), "ends": day(following.ends)}
        if following
        else None,
        "notice": asdict(picture.notice) if picture.notice else None,
    }


def device(row: Device) -> dict[str, Any]:
    return {
        "id": str(row.uuid),
        "name": row.name,
        "platform": row.platform,
        "activated_at": instant(row.activated_at),
        "last_seen_on": day(row.last_seen_at.astimezone(UTC).date()),
        "lease_expires_at": instant(row.lease_expires_at),
    }


def lease(issued: Issued | None, *, compact: bool = True) -> dict[str, Any] | None:
    """Show a lease in the forms that were asked for."""
    if issued is None:
        return None
    return {
        "issued": instant(issued.issued),
        "expires": instant(issued.expires),
        "compact": issued.compact if compact else None,
        "machine_file": issued.machine_file,
    }


def term(row: Term) -> dict[str, Any]:
    return {"plan": row.plan.code, "begins": day(row.begins), "ends": day(row.ends)}


def entry(row: LedgerEntry) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": row.kind,
        "term": row.number,
        "plan": row.plan.code if row.plan else None,
        "months": row.months,
        "days": row.days,
        "on": day(row.on),
        "cause": row.cause,
        "at": instant(row.at),
    }


def product_key(row: ProductKey) -> dict[str, Any]:
    return {"hint": row.hint, "plan": row.plan.code, "redeemed_at": instant(row.redeemed_at)}
