"""Licences, machines, features and files as JSON:API resources. Every member is present: some clients fail without.

Format: the public documentation and the recorded answers of Keygen's API 1.7. No name or address of a person occurs.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from abaca.licensing.facades.subjects import Feature, Included, Machine, PlanFacts, ProductFacts, Subject, is_maintained

Resource = dict[str, Any]
HEARTBEAT = 600  # seconds; told, never enforced


def instant(at: datetime | None) -> str | None:
    """Return an instant as the protocol writes it."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=8)
def _base(account: UUID) -> str:
    return f"/v1/accounts/{account}"


def _link(account: UUID, path: str) -> Resource:
    return {"related": f"{_base(account)}/{path}"}


def _rel(account: UUID, kind: str, uuid: UUID, path: str | None = None) -> Resource:
    return {"links": _link(account, path or f"{kind}/{uuid}"), "data": {"type": kind, "id": str(uuid)}}


def _of_account(account: UUID) -> Resource:
    base = _base(account)
    return {"links": {"related": base}, "data": {"type": "accounts", "id": base.rpartition("/")[2]}}


def licence(subject: Subject, at: datetime) -> Resource:
    """Return a licence; the key is the very text that the client presented."""
    account, here = subject.account, f"licenses/{subject.uuid}"
    devices = subject.plan.devices
    return {
        "id": str(subject.uuid),
        "type": "licenses",
        "attributes": {
            "name": subject.name,
            "key": subject.presented,
            "expiry": instant(subject.expires_at),
            "status": subject.status(at),
            "uses": 0,
            "suspended": subject.suspended,
            "scheme": None,
            "encrypted": False,
            "strict": True,
            "floating": devices is None or devices > 1,
            "protected": True,
            "version": None,
            "maxMachines": devices,
            "maxProcesses": None,
            "maxUsers": None,
            "maxCores": None,
            "maxMemory": None,
            "maxDisk": None,
            "maxUses": None,
            "requireHeartbeat": False,
            "requireCheckIn": False,
            "lastValidated": instant(subject.validated_at),
            "lastCheckIn": None,
            "nextCheckIn": None,
            "lastCheckOut": instant(subject.checked_out_at),
            "metadata": {},
            "created": instant(subject.created_at),
            "updated": instant(max(subject.created_at, subject.validated_at or subject.created_at)),
        },
        "relationships": {
            "account": _of_account(account),
            "product": _rel(account, "products", subject.product.uuid, f"{here}/product"),
            "policy": _rel(account, "policies", subject.plan.uuid, f"{here}/policy"),
            "group": {"links": _link(account, f"{here}/group"), "data": None},
            "owner": {"links": _link(account, f"{here}/owner"), "data": None},
            "users": {"links": _link(account, f"{here}/users"), "meta": {"count": 0}},
            "machines": {
                "links": _link(account, f"{here}/machines"),
                "meta": {"cores": 0, "count": subject.devices_used},
            },
            "tokens": {"links": _link(account, f"{here}/tokens")},
            "entitlements": {"links": _link(account, f"{here}/entitlements")},
        },
        "links": {"self": f"{_base(account)}/{here}"},
    }


def machine(row: Machine, subject: Subject) -> Resource:
    """Return a device."""
    account, here = subject.account, f"machines/{row.uuid}"
    return {
        "id": str(row.uuid),
        "type": "machines",
        "attributes": {
            "fingerprint": row.fingerprint,
            "cores": row.cores,
            "memory": row.memory,
            "disk": row.disk,
            "ip": None,
            "hostname": row.hostname or None,
            "platform": row.platform or None,
            "name": row.name or None,
            "requireHeartbeat": False,
            "heartbeatStatus": "ALIVE" if row.heartbeat_at else "NOT_STARTED",
            "heartbeatDuration": HEARTBEAT,
            "maxProcesses": None,
            "lastCheckOut": instant(row.checked_out_at),
            "lastHeartbeat": instant(row.heartbeat_at),
            "nextHeartbeat": None,
            "metadata": row.metadata,
            "created": instant(row.created_at),
            "updated": instant(row.updated_at),
        },
        "relationships": {
            "account": _of_account(account),
            "product": _rel(account, "products", subject.product.uuid, f"{here}/product"),
            "group": {"links": _link(account, f"{here}/group"), "data": None},
            "license": _rel(account, "licenses", subject.uuid, f"{here}/license"),
            "owner": {"links": _link(account, f"{here}/owner"), "data": None},
            "components": {"links": _link(account, f"{here}/components")},
            "processes": {"links": _link(account, f"{here}/processes")},
        },
        "links": {"self": f"{_base(account)}/{here}"},
    }


def entitlement(row: Feature, account: UUID) -> Resource:
    """Return a feature."""
    return {
        "id": str(row.uuid),
        "type": "entitlements",
        "attributes": {
            "name": row.name,
            "code": row.code,
            "metadata": {},
            "created": instant(row.created_at),
            "updated": instant(row.created_at),
        },
        "relationships": {"account": _of_account(account)},
        "links": {"self": f"{_base(account)}/entitlements/{row.uuid}"},
    }


def product(row: ProductFacts, account: UUID) -> Resource:
    """Return the program."""
    return {
        "id": str(row.uuid),
        "type": "products",
        "attributes": {
            "name": row.name,
            "code": row.code,
            "distributionStrategy": "LICENSED",
            "url": None,
            "platforms": [],
            "metadata": {},
            "created": instant(row.created_at),
            "updated": instant(row.created_at),
        },
        "relationships": {"account": _of_account(account)},
        "links": {"self": f"{_base(account)}/products/{row.uuid}"},
    }


def policy(row: PlanFacts, account: UUID) -> Resource:
    """Return the plan."""
    return {
        "id": str(row.uuid),
        "type": "policies",
        "attributes": {
            "name": row.name,
            "duration": row.seconds,
            "strict": True,
            "floating": row.devices is None or row.devices > 1,
            "maxMachines": row.devices,
            "expirationStrategy": "MAINTAIN_ACCESS" if is_maintained(row) else "RESTRICT_ACCESS",
            "metadata": {},
            "created": instant(row.created_at),
            "updated": instant(row.created_at),
        },
        "relationships": {"account": _of_account(account)},
        "links": {"self": f"{_base(account)}/policies/{row.uuid}"},
    }


def included(wanted: Included, subject: Subject, at: datetime) -> list[Resource]:
    """Return what was asked to be carried along; the names are those of either kind of file."""
    rows: list[Resource] = []
    for name in dict.fromkeys(wanted.names):
        match name.removeprefix("license."):
            case "license":
                rows.append(licence(subject, at))
            case "product":
                rows.append(product(subject.product, subject.account))
            case "policy":
                rows.append(policy(subject.plan, subject.account))
            case "entitlements":
                rows += features(wanted.features, subject.account)
    return rows


def features(rows: Iterable[Feature], account: UUID) -> list[Resource]:
    return [entitlement(row, account) for row in rows]


def file_resource(
    *,
    kind: str,
    uuid: UUID,
    text: str,
    algorithm: str,
    names: Sequence[str],
    ttl: int,
    issued: datetime,
    expires: datetime,
    subject: Subject,
    device: UUID | None = None,
) -> Resource:
    """Return a file that was checked out."""
    account = subject.account
    relationships = {
        "account": _of_account(account),
        "license": _rel(account, "licenses", subject.uuid),
    }
    if device is not None:
        relationships["machine"] = _rel(account, "machines", device)
    return {
        "id": str(uuid),
        "type": kind,
        "attributes": {
            "certificate": text,
            "algorithm": algorithm,
            "includes": list(names),
            "ttl": ttl,
            "expiry": instant(expires),
            "issued": instant(issued),
        },
        "relationships": relationships,
    }


def as_version(document: Resource, version: str) -> Resource:
    """Return a document as an older version of the protocol would have written it."""
    minor = minor_of(version)
    if minor <= 1 and isinstance(meta := document.get("meta"), dict) and "code" in meta:
        meta["constant"] = meta["code"]
    if minor <= 5:
        for resource in _resources(document):
            if resource["type"] in {"licenses", "machines"}:
                resource["relationships"]["user"] = resource["relationships"]["owner"]
    return document


def minor_of(version: str) -> int:
    """Return the second number of a version 1.x; what is unreadable is taken for the current one."""
    first, _dot, second = version.partition(".")
    return int(second) if first == "1" and second.isascii() and second.isdigit() and len(second) <= 3 else 7


def _resources(document: Resource) -> Iterable[Resource]:
    data = document.get("data")
    rows = data if isinstance(data, list) else [data]
    return [row for row in rows if isinstance(row, dict)]
