"""Keys, instances and products as LemonSqueezy's licence API shows them; a key holder learns nothing about the buyer.

Format: the public documentation and recorded answers of the licence API. Ids are integers there: the first 48 bits of
the licence's uuid, and our own numbers of products and plans.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from abaca.licensing.devices.limits import is_full
from abaca.licensing.facades.subjects import Machine, Subject
from abaca.licensing.licences.states import Standing


def instant(at: datetime | None) -> str | None:
    """Return an instant as the protocol writes it, to the microsecond."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def status(subject: Subject) -> str:
    """Return one of the protocol's four words."""
    if subject.banned or subject.suspended:
        return "disabled"
    if subject.standing == Standing.EXPIRED:
        return "expired"
    return "active" if subject.devices_used else "inactive"


def licence_key(subject: Subject) -> dict[str, Any]:
    return {
        "id": number_of(subject.uuid),
        "status": status(subject),
        "key": subject.presented,
        "activation_limit": subject.plan.devices,  # null: as many as one likes
        "activation_usage": subject.devices_used,
        "created_at": instant(subject.created_at),
        "expires_at": instant(subject.expires_at),
        "test_mode": False,
    }


def instance(row: Machine) -> dict[str, Any]:
    return {"id": str(row.uuid), "name": row.name, "created_at": instant(row.created_at)}


def meta(subject: Subject) -> dict[str, Any]:
    return {
        "store_id": 1,
        "order_id": 0,
        "order_item_id": 0,
        "product_id": subject.product.id,
        "product_name": subject.product.name,
        "variant_id": subject.plan.id,
        "variant_name": subject.plan.name,
        "customer_id": 0,
        "customer_name": "",
        "customer_email": "",
    }


def number_of(uuid: UUID) -> int:
    """Return the first 48 bits: as many as every language's integers hold exactly."""
    return uuid.int >> 80


def reason(subject: Subject) -> str | None:
    """Return why a licence does not hold, in the protocol's words; None where it holds."""
    if subject.banned or subject.suspended:
        return "This license key has been disabled."
    if subject.standing == Standing.EXPIRED:
        return "This license key has expired."
    return None


def reason_against_activation(subject: Subject) -> str | None:
    """Return why no further instance can be activated."""
    if why := reason(subject):
        return why
    if is_full(subject.devices_used, subject.plan.devices):
        return "This license key has reached the activation limit."
    return None
