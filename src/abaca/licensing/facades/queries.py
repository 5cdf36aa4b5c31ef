"""What other protocols ask: one statement finds a product key with everything that hangs on it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from abaca.dispatch.prepared import Prepared
from abaca.kernel.schedule import local_day, local_instant
from abaca.kernel.terms import add_months
from abaca.licensing.devices.models import Device
from abaca.licensing.devices.queries import hash_of
from abaca.licensing.licences.models import Entitlement, Product
from abaca.licensing.licences.standing import Ground, access_until, standing
from abaca.licensing.licences.states import Standing

from .models import Installation
from .subjects import Feature, Machine, PlanFacts, ProductFacts, Subject

SECONDS_A_MONTH, SECONDS_A_DAY = 2_629_746, 86_400


class Row(NamedTuple):
    """What the statement brings, in its order."""

    account: UUID | None
    kid: str | None
    key_id: int | None
    reserved: UUID | None
    months: int | None
    days: int | None
    key_zone: str | None
    issued_at: datetime | None
    product_id: int
    product_uuid: UUID
    product_code: str
    product_name: str
    product_created: datetime
    keygen: bool
    lemonsqueezy: bool
    require_product_scope: bool
    require_fingerprint_scope: bool
    license_files: bool
    plan_id: int
    plan_uuid: UUID
    plan_code: str
    plan_name: str
    devices: int | None
    entitlements: list[str]
    on_expiry: str
    grace_days: int
    lease_days: int
    plan_created: datetime
    licence_id: int | None
    licence_uuid: UUID | None
    zone: str | None
    licence_created: datetime | None
    validated_at: datetime | None
    suspended: bool
    extra: list[str] | None
    banned: bool
    begins: Any
    ends: Any
    ends_at: datetime | None
    voided: bool | None
    row_end: datetime | None
    used: int
    matched: list[int]
    seen_at: datetime | None
    checked_out_at: datetime | None


OF_KEY = """
    SELECT k.id, k.reserved_licence_uuid, k.months, k.days, k.zone, k.issued_at, k.product_id, k.plan_id, k.licence_id
    FROM licensing_product_keys_productkey k WHERE k.lookup = ANY(%(lookups)s) AND k.state <> 'void' LIMIT 1
"""
OF_LICENCE = """
    SELECT NULL::bigint AS id, NULL::uuid AS reserved_licence_uuid, NULL::int AS months, NULL::int AS days,
           NULL::text AS zone, NULL::timestamptz AS issued_at, o.product_id,
           (SELECT e.plan_id FROM licensing_licences_ledgerentry e WHERE e.licence_id = o.id AND e.plan_id IS NOT NULL
            ORDER BY e.seq DESC LIMIT 1) AS plan_id, o.id AS licence_id
    FROM licensing_licences_licence o WHERE o.id = %(licence)s
"""
SIGNS = """
    SELECT kid FROM licensing_keyring_signingkey
    WHERE state = 'current' OR (state <> 'revoked' AND %(host)s = ANY(hosts))
    ORDER BY (%(host)s = ANY(hosts)) DESC LIMIT 1
"""
STATEMENT = """
SELECT (SELECT account FROM licensing_facades_installation), ({signs}),
       s.id, s.reserved_licence_uuid, s.months, s.days, s.zone, s.issued_at,
       p.id, p.uuid, p.code, p.name, p.created_at, p.keygen_facade, p.lemonsqueezy_facade,
       p.require_product_scope, p.require_fingerprint_scope, p.license_files,
       plan.id, plan.uuid, plan.code, plan.name, plan.devices, plan.entitlements, plan.on_expiry,
       plan.grace_days, plan.lease_days, plan.created_at,
       l.id, l.uuid, l.zone, l.created_at, l.validated_at, l.suspended_at IS NOT NULL, l.extra_entitlements,
       a.banned_at IS NOT NULL, term.begins, term.ends, term.ends_at, term.voided,
       (SELECT min(t.ends_at) FROM licensing_licences_term t WHERE t.licence_id = l.id AND t.ends_at > %(at)s
        AND NOT EXISTS (SELECT 1 FROM licensing_licences_term n WHERE n.licence_id = l.id AND n.begins = t.ends)),
       (SELECT count(*) FROM licensing_devices_device u WHERE u.licence_id = l.id AND u.deactivated_at IS NULL),
       coalesce(m.ids, '{{}}'), m.seen_at,
       (SELECT max(f.issued_at) FROM licensing_devices_lease f WHERE f.licence_id = l.id AND f.device_id IS NULL)
FROM ({subject}) s
JOIN licensing_licences_product p ON p.id = s.product_id
LEFT JOIN licensing_licences_licence l ON l.id = s.licence_id
LEFT JOIN licensing_accounts_account a ON a.id = l.account_id
LEFT JOIN LATERAL (SELECT * FROM licensing_licences_term t WHERE t.licence_id = l.id AND t.begins_at <= %(at)s
                   ORDER BY t.begins_at DESC LIMIT 1) term ON true
JOIN licensing_licences_plan plan ON plan.id = coalesce(term.plan_id, s.plan_id)
LEFT JOIN LATERAL (SELECT array_agg(d.id) AS ids, min(d.last_seen_at) AS seen_at FROM licensing_devices_device d
                   WHERE d.licence_id = l.id AND d.deactivated_at IS NULL
                   AND d.fingerprint_hash = ANY(%(fingerprints)s)) m ON true
"""
OF_ONE_KEY = Prepared(STATEMENT.format(subject=OF_KEY, signs=SIGNS))
OF_ONE_LICENCE = Prepared(STATEMENT.format(subject=OF_LICENCE, signs=SIGNS))


def subject_of_key(
    lookups: Sequence[bytes], *, presented: str, fingerprints: Iterable[str] = (), host: str = "", at: datetime
) -> Subject | None:
    """Return what a product key leads to; a void one leads nowhere."""
    row = _ask(OF_ONE_KEY, {"lookups": list(lookups)}, fingerprints, host, at)
    return _subject(row, presented, at) if row else None


def subject_of_licence(licence_id: int, *, presented: str, host: str = "", at: datetime) -> Subject:
    """Return a licence as the same protocols would show it; `presented` stands where the product key would."""
    row = _ask(OF_ONE_LICENCE, {"licence": licence_id}, (), host, at)
    if row is None:
        raise LookupError(f"licence {licence_id} has no plan")
    return _subject(row, presented, at)


def _ask(
    statement: Prepared, values: dict[str, Any], fingerprints: Iterable[str], host: str, at: datetime
) -> Row | None:
    hashes = [hash_of(fingerprint) for fingerprint in fingerprints]
    row = statement.row({**values, "fingerprints": hashes, "host": host, "at": at})
    return Row(*row) if row else None


def _subject(row: Row, presented: str, at: datetime) -> Subject:
    expires_at, until, stands = _dates(row, at)
    made = row.licence_created or row.issued_at or at
    return Subject(
        product=ProductFacts(*row[8:18]),
        plan=PlanFacts(
            id=row.plan_id,
            uuid=row.plan_uuid,
            code=row.plan_code,
            name=row.plan_name,
            devices=row.devices,
            on_expiry=row.on_expiry,
            lease_days=row.lease_days,
            created_at=row.plan_created,
            seconds=_seconds(row),
        ),
        presented=presented,
        key_id=row.key_id,
        licence_id=row.licence_id,
        uuid=row.licence_uuid or row.reserved or UUID(int=0),
        aliases=frozenset({presented, str(row.reserved)}),
        created_at=made,
        banned=row.banned,
        suspended=row.suspended,
        standing=stands,
        expires_at=expires_at,
        access_until=until,
        entitlements=sorted({*row.entitlements, *(row.extra or ())}),
        devices_used=row.used,
        matched=row.matched,
        seen_at=row.seen_at,
        validated_at=row.validated_at,
        checked_out_at=row.checked_out_at,
        account=row.account or UUID(int=0),
        kid=row.kid,
    )


def _seconds(row: Row) -> int | None:
    if row.months is not None:
        return row.months * SECONDS_A_MONTH
    return row.days * SECONDS_A_DAY if row.days is not None else None


def _dates(row: Row, at: datetime) -> tuple[datetime | None, datetime | None, Standing]:
    """Return the true end of the unbroken row of terms, the end of all access, and how the licence stands."""
    if row.licence_id is None:
        ends = _as_if_redeemed(row, at)
        return ends, ends, Standing.ACTIVE
    if row.begins is None:
        return row.row_end, at, Standing.SUSPENDED if row.suspended or row.banned else Standing.EXPIRED
    ground = Ground(
        suspended=row.suspended or row.banned,
        zone=row.zone or "UTC",
        ends=row.ends,
        ends_at=row.ends_at,
        voided=bool(row.voided),
        grace_days=row.grace_days,
        on_expiry=row.on_expiry,
    )
    over = row.ends_at is not None and row.ends_at <= at
    return row.ends_at if over else row.row_end, access_until(ground), standing(ground, at)


def _as_if_redeemed(row: Row, at: datetime) -> datetime | None:
    zone = row.key_zone or "UTC"
    begins = local_day(at, zone)
    if row.months is not None:
        return local_instant(add_months(begins, row.months), 0, zone)
    return local_instant(begins + timedelta(days=row.days), 0, zone) if row.days is not None else None


def installation() -> Installation | None:
    return Installation.objects.filter(pk=1).first()


def features_of(subject: Subject) -> list[Feature]:
    """Return the features of a licence, by code."""
    rows = Entitlement.objects.filter(product_id=subject.product.id, code__in=list(subject.entitlements))
    return [Feature(row.uuid, row.code, row.name, row.created_at) for row in rows.order_by("code")]


def machines_of(subject: Subject, *, most: int) -> list[Machine]:
    """Return the devices in use of a licence, the oldest first."""
    return [_machine(row) for row in _devices(subject)[:most]]


def machine_of(subject: Subject, word: str) -> Machine | None:
    """Return the device in use that a client calls by its id or its fingerprint."""
    rows = _devices(subject)
    by_fingerprint = rows.filter(fingerprint_hash=hash_of(word)).first()
    if by_fingerprint is None and (uuid := _uuid(word)) is not None:
        by_fingerprint = rows.filter(uuid=uuid).first()
    return _machine(by_fingerprint) if by_fingerprint else None


def _devices(subject: Subject) -> QuerySet[Device]:
    rows = Device.objects.filter(licence_id=subject.licence_id or 0, deactivated_at=None)
    return rows.annotate(checked_out_at=Max("leases__issued_at"))


def _machine(row: Device) -> Machine:
    return Machine(
        uuid=row.uuid,
        fingerprint=row.fingerprint,
        name=row.name,
        platform=row.platform,
        hostname=row.hostname,
        cores=row.cores,
        memory=row.memory,
        disk=row.disk,
        metadata=row.metadata,
        heartbeat_at=row.heartbeat_at,
        checked_out_at=getattr(row, "checked_out_at", None),
        created_at=row.activated_at,
        updated_at=max(row.activated_at, row.last_seen_at),
    )


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def product_code_for(named: str, *, host: str) -> str | None:
    """Return the product of LemonSqueezy's door: the one that is named, bound to the host, or the only one there is."""
    rows = list(Product.objects.filter(lemonsqueezy_facade=True).values_list("code", "hosts"))
    if named:
        return named if named in {code for code, _hosts in rows} else None
    bound = [code for code, hosts in rows if host in hosts]
    if len(bound) == 1:
        return bound[0]
    return rows[0][0] if len(rows) == 1 else None
