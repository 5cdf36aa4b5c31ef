"""The hot path: one statement tells whether a program may run."""

from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from abaca.dispatch.prepared import Prepared
from abaca.licensing.accounts.queries import TOKEN_SLEEPS_AFTER, token_lookups
from abaca.licensing.devices import jobs as presence
from abaca.licensing.devices.limits import is_too_many
from abaca.licensing.devices.queries import hash_of
from abaca.licensing.licences.queries import ProductUnknown
from abaca.licensing.licences.standing import Ground, access_until, standing
from abaca.licensing.licences.states import OnExpiry, Standing

from .pictures import Next, Picture, notice
from .redemption import lookups_of
from .verdict import Case, verdict


class Row(NamedTuple):
    """What the statement brings, in its order: a row for each term, else a single one without."""

    kid: str | None
    found: int | None  # the key or the token
    token_used_at: datetime | None
    fingerprint_fits: bool
    right_product: bool
    licence_id: int | None
    uuid: UUID | None
    validated_at: datetime | None
    zone: str
    suspended: bool
    extra: list[str] | None
    device_id: int | None
    last_seen_at: datetime | None
    used: int
    begins: date | None
    ends: date | None
    begins_at: datetime | None
    ends_at: datetime | None
    voided: bool | None
    plan: str | None
    grace_days: int
    on_expiry: str
    entitlements: list[str] | None
    limit: int | None
    notice_code: str
    notice_url: str


NO_TERM: dict[str, Any] = {
    **dict.fromkeys(("begins", "ends", "begins_at", "ends_at", "voided", "plan", "entitlements", "limit")),
    "grace_days": 0,
    "on_expiry": OnExpiry.RESTRICT,
}


class Validation(NamedTuple):
    valid: bool
    code: str
    picture: Picture | None
    licence_id: int | None
    device_id: int | None
    kid: str | None  # of the key that signs, so that the answer needs no second look
    token_fits: bool
    token: tuple[int, datetime] | None  # which one, and when it was used last


OF_KEY = """
    SELECT k.licence_id, k.product_id, true AS fingerprint_fits, k.id AS found,
           NULL::timestamptz AS used_at
    FROM licensing_product_keys_productkey k WHERE k.lookup = ANY(%(lookups)s) AND k.state <> 'void' LIMIT 1
"""
OF_HOLDER = """
    SELECT l.id AS licence_id, coalesce(l.product_id, asked.id) AS product_id,
           t.fingerprint_hash = %(fingerprint)s AS fingerprint_fits, t.id AS found, t.used_at
    FROM licensing_accounts_token t
    JOIN licensing_accounts_account ta ON ta.id = t.account_id AND ta.banned_at IS NULL
    LEFT JOIN licensing_licences_licence l ON l.account_id = t.account_id AND l.product_id = asked.id
    WHERE t.lookup = ANY(%(lookups)s) AND t.ended_at IS NULL AND t.used_at > %(awake_since)s LIMIT 1
"""
STATEMENT = """
SELECT (SELECT kid FROM licensing_keyring_signingkey WHERE state = 'current'),
       s.found, s.used_at, coalesce(s.fingerprint_fits, false),
       coalesce(s.product_id = asked.id, false), l.id, l.uuid, l.validated_at, coalesce(l.zone, 'UTC'),
       l.suspended_at IS NOT NULL OR a.banned_at IS NOT NULL, l.extra_entitlements, d.id, d.last_seen_at, d.used,
       term.begins, term.ends, term.begins_at, term.ends_at, term.voided,
       plan.code, coalesce(plan.grace_days, 0), coalesce(plan.on_expiry, 'restrict'), plan.entitlements, plan.devices,
       coalesce(l.notice_code, ''), coalesce(l.notice_url, '')
FROM licensing_licences_product asked
LEFT JOIN LATERAL ({subject}) s ON true
LEFT JOIN licensing_licences_licence l ON l.id = s.licence_id
LEFT JOIN licensing_accounts_account a ON a.id = l.account_id
LEFT JOIN LATERAL (SELECT count(*) AS used, max(u.id) FILTER (WHERE u.fingerprint_hash = %(fingerprint)s) AS id,
                          max(u.last_seen_at) FILTER (WHERE u.fingerprint_hash = %(fingerprint)s) AS last_seen_at
                   FROM licensing_devices_device u WHERE u.licence_id = l.id AND u.deactivated_at IS NULL) d ON true
LEFT JOIN licensing_licences_term term ON term.licence_id = l.id
LEFT JOIN licensing_licences_plan plan ON plan.id = term.plan_id
WHERE asked.code = %(product)s
"""
BY_KEY = Prepared(STATEMENT.format(subject=OF_KEY))
BY_TOKEN = Prepared(STATEMENT.format(subject=OF_HOLDER))


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
    facts = {
        "lookups": token_lookups(token or "") if product_key is None else lookups_of(product_key, product=product),
        "product": product,
        "fingerprint": hash_of(fingerprint),
        "at": at,
        "awake_since": at - TOKEN_SLEEPS_AFTER,
    }
    rows = [Row(*row) for row in (BY_KEY if by_key else BY_TOKEN).rows(facts)]
    if not rows:
        raise ProductUnknown(product=product)
    row, following = _now_and_next(rows, at)
    picture = _picture(row, following, product, at)
    valid, code = _verdict(row, picture, entitlements, by_key=by_key)
    token_fits = by_key or (row.found is not None and row.fingerprint_fits)
    if row.right_product and token_fits:
        _notice(row, at=at)
    return Validation(
        valid=valid,
        code=code,
        picture=picture if code != "product_mismatch" else None,
        licence_id=row.licence_id,
        device_id=row.device_id,
        kid=row.kid,
        token_fits=token_fits,
        token=(row.found, row.token_used_at) if row.found and row.token_used_at else None,
    )


def _verdict(row: Row, picture: Picture | None, entitlements: list[str], *, by_key: bool) -> tuple[bool, str]:
    return verdict(
        Case(
            found=row.found is not None if by_key else row.licence_id is not None,
            by_key=by_key,
            right_product=row.right_product,
            redeemed=row.licence_id is not None,
            standing=Standing(picture.standing) if picture else Standing.EXPIRED,
            device_in_use=row.device_id is not None,
            too_many_devices=is_too_many(row.used, row.limit),
            missing_entitlements=set(entitlements) - set(picture.entitlements if picture else ()),
        )
    )


def _notice(row: Row, *, at: datetime) -> None:
    """Let it be written down later, and by somebody else, what this question tells about the holder."""
    if row.licence_id is not None:
        presence.validated(row.licence_id, row.validated_at, at=at)
    if row.device_id is not None and row.last_seen_at is not None:
        presence.seen(row.device_id, row.last_seen_at, at=at)


def _now_and_next(rows: list[Row], at: datetime) -> tuple[Row, Row | None]:
    """Choose the term that has begun last, or a row without any, and the term that begins next."""
    begun = [row for row in rows if row.begins_at is not None and row.begins_at <= at]
    coming = [row for row in rows if row.begins_at is not None and row.begins_at > at]
    now = max(begun, key=attrgetter("begins_at")) if begun else rows[0]._replace(**NO_TERM)
    return now, min(coming, key=attrgetter("begins_at")) if coming else None


def _picture(row: Row, following: Row | None, product: str, at: datetime) -> Picture | None:
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
        product=product,
        plan=row.plan,
        standing=standing(ground, at) if row.plan else bare,
        begins=row.begins,
        ends=row.ends,
        access_until=access_until(ground) if row.plan else None,
        entitlements=sorted({*(row.entitlements or ()), *(row.extra or ())}),
        devices_used=row.used,
        devices_limit=row.limit,
        next=Next(following.plan or "", following.begins, following.ends) if following and following.begins else None,
        notice=notice(row.notice_code, row.notice_url),
    )
