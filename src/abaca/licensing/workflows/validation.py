"""The hot path: one statement tells whether a program may run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from abaca.licensing.accounts.queries import TOKEN_SLEEPS_AFTER, token_lookup
from abaca.licensing.devices.limits import is_too_many
from abaca.licensing.devices.queries import hash_of
from abaca.licensing.licences.standing import Ground, access_until, standing
from abaca.licensing.licences.states import Standing
from abaca.licensing.product_keys.queries import lookup_of

from .pictures import Next, Picture
from .redemption import reading_of
from .verdict import Case, verdict


class Row(NamedTuple):
    """What the statement brings, in its order."""

    kid: str | None
    product_exists: bool
    found: int | None  # the key or the token
    token_used_at: datetime | None
    fingerprint_fits: bool
    right_product: bool
    licence_id: int | None
    uuid: UUID | None
    product: str | None
    zone: str
    suspended: bool
    extra: list[str] | None
    plan: str | None
    begins: Any
    ends: Any
    ends_at: datetime | None
    voided: bool | None
    grace_days: int
    on_expiry: str
    entitlements: list[str] | None
    limit: int | None
    next_plan: str | None
    next_begins: Any
    next_ends: Any
    device_id: int | None
    last_seen_at: datetime | None
    used: int


@dataclass(frozen=True)
class Validation:
    valid: bool
    code: str
    picture: Picture | None
    licence_id: int | None
    device_id: int | None
    last_seen_at: datetime | None
    kid: str | None  # of the key that signs, so that the answer needs no second look
    product_exists: bool
    token_fits: bool
    token: tuple[int, datetime] | None  # which one, and when it was used last


OF_KEY = """
    SELECT k.licence_id, k.product_id, true AS fingerprint_fits, k.id AS found,
           NULL::timestamptz AS used_at
    FROM licensing_product_keys_productkey k WHERE k.lookup = %(subject)s AND k.state <> 'void'
"""
OF_HOLDER = """
    SELECT l.id AS licence_id, coalesce(l.product_id, (SELECT id FROM asked)) AS product_id,
           t.fingerprint_hash = %(fingerprint)s AS fingerprint_fits, t.id AS found, t.used_at
    FROM licensing_accounts_token t
    JOIN licensing_accounts_account ta ON ta.id = t.account_id AND ta.banned_at IS NULL
    LEFT JOIN licensing_licences_licence l ON l.account_id = t.account_id AND l.product_id = (SELECT id FROM asked)
    WHERE t.lookup = %(subject)s AND t.ended_at IS NULL AND t.used_at > %(awake_since)s
"""
STATEMENT = """
WITH asked AS (SELECT id FROM licensing_licences_product WHERE code = %(product)s), subject AS ({subject})
SELECT (SELECT kid FROM licensing_keyring_signingkey WHERE state = 'current'),
       EXISTS (SELECT 1 FROM asked), s.found, s.used_at, coalesce(s.fingerprint_fits, false),
       coalesce(s.product_id = (SELECT id FROM asked), false),
       l.id, l.uuid, p.code, coalesce(l.zone, 'UTC'),
       l.suspended_at IS NOT NULL OR a.banned_at IS NOT NULL, l.extra_entitlements,
       plan.code, term.begins, term.ends, term.ends_at, term.voided,
       coalesce(plan.grace_days, 0), coalesce(plan.on_expiry, 'restrict'), plan.entitlements, plan.devices,
       following.code, following.begins, following.ends, d.id, d.last_seen_at,
       (SELECT count(*) FROM licensing_devices_device u WHERE u.licence_id = l.id AND u.deactivated_at IS NULL)
FROM (SELECT 1) one
LEFT JOIN subject s ON true
LEFT JOIN licensing_licences_licence l ON l.id = s.licence_id
LEFT JOIN licensing_licences_product p ON p.id = l.product_id
LEFT JOIN licensing_accounts_account a ON a.id = l.account_id
LEFT JOIN LATERAL (SELECT * FROM licensing_licences_term t WHERE t.licence_id = l.id AND t.begins_at <= %(at)s
                   ORDER BY t.begins_at DESC LIMIT 1) term ON true
LEFT JOIN licensing_licences_plan plan ON plan.id = term.plan_id
LEFT JOIN LATERAL (SELECT n.begins, n.ends, np.code FROM licensing_licences_term n
                   JOIN licensing_licences_plan np ON np.id = n.plan_id
                   WHERE n.licence_id = l.id AND n.begins_at > %(at)s
                   ORDER BY n.begins_at LIMIT 1) following ON true
LEFT JOIN licensing_devices_device d ON d.licence_id = l.id AND d.fingerprint_hash = %(fingerprint)s
     AND d.deactivated_at IS NULL
"""
KEY_STATEMENT = STATEMENT.format(subject=OF_KEY)
TOKEN_STATEMENT = STATEMENT.format(subject=OF_HOLDER)


def validate(
    *,
    product: str,
    product_key: str | None,
    token: str | None,
    fingerprint: str,
    entitlements: list[str],
    at: datetime,
) -> Validation:
    """Tell whether the licence behind a key or a token holds on this device."""
    by_key = product_key is not None
    subject = lookup_of(reading_of(product_key).symbols or "") if product_key is not None else token_lookup(token or "")
    row = _ask(by_key=by_key, subject=subject, product=product, fingerprint=hash_of(fingerprint), at=at)
    picture = _picture(row, at)
    found = row.found is not None if by_key else row.licence_id is not None
    valid, code = verdict(
        Case(
            found=found,
            by_key=by_key,
            right_product=row.right_product,
            redeemed=row.licence_id is not None,
            standing=Standing(picture.standing) if picture else Standing.EXPIRED,
            device_in_use=row.device_id is not None,
            too_many_devices=is_too_many(row.used, row.limit),
            missing_entitlements=set(entitlements) - set(picture.entitlements if picture else ()),
        )
    )
    return Validation(
        valid=valid,
        code=code,
        picture=picture if code != "product_mismatch" else None,
        licence_id=row.licence_id,
        device_id=row.device_id,
        last_seen_at=row.last_seen_at,
        kid=row.kid,
        product_exists=row.product_exists,
        token_fits=by_key or (row.found is not None and row.fingerprint_fits),
        token=(row.found, row.token_used_at) if row.found and row.token_used_at else None,
    )


def _ask(*, by_key: bool, subject: bytes, product: str, fingerprint: bytes, at: datetime) -> Row:
    with connection.cursor() as cursor:
        cursor.execute(
            KEY_STATEMENT if by_key else TOKEN_STATEMENT,
            {
                "subject": subject,
                "product": product,
                "fingerprint": fingerprint,
                "at": at,
                "awake_since": at - TOKEN_SLEEPS_AFTER,
            },
        )
        return Row(*cursor.fetchone())


def _picture(row: Row, at: datetime) -> Picture | None:
    if row.uuid is None:
        return None
    ground = Ground(
        suspended=row.suspended,
        zone=row.zone,
        ends=row.ends,
        ends_at=row.ends_at,
        voided=bool(row.voided),
        grace_days=row.grace_days,
        on_expiry=row.on_expiry,
    )
    bare = Standing.SUSPENDED if row.suspended else Standing.EXPIRED
    return Picture(
        uuid=row.uuid,
        product=row.product or "",
        plan=row.plan,
        standing=standing(ground, at) if row.plan else bare,
        begins=row.begins,
        ends=row.ends,
        access_until=access_until(ground) if row.plan else None,
        entitlements=sorted({*(row.entitlements or ()), *(row.extra or ())}),
        devices_used=row.used,
        devices_limit=row.limit,
        next=Next(row.next_plan, row.next_begins, row.next_ends) if row.next_plan else None,
    )
