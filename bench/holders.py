"""So many licences with two devices each, filled set by set, with real digests and real seals."""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

PRODUCT, PLAN, OPEN_PLAN = "musa-accounting", "professional", "open"
OPEN = 2000  # licences of a plan without limits, behind the others: on them devices are activated
DEVICES = 2
AGES_AGO = timedelta(days=30)
CHANCE = random.Random(20260302)  # who runs the bench twice asks the same

PEOPLE = """
INSERT INTO licensing_accounts_account (id, ref, uuid, email, folded_email, language, created_at, banned_at)
OVERRIDING SYSTEM VALUE
SELECT n, 'acc_' || n, gen_random_uuid(), NULL, NULL, 'en', %(at)s, NULL FROM drawn
"""
LICENCES = """
INSERT INTO licensing_licences_licence (id, ref, uuid, account_id, product_id, zone, extra_entitlements, created_at,
                                        validated_at, ends_on, ends_at) OVERRIDING SYSTEM VALUE
SELECT n, 'lic_' || n, gen_random_uuid(), n, %(product)s, 'Europe/Zurich', '{}', %(at)s, %(seen)s, %(ends)s,
       %(ends)s::timestamp AT TIME ZONE 'Europe/Zurich' FROM drawn
"""
LEDGER = """
INSERT INTO licensing_licences_ledgerentry (licence_id, seq, kind, number, plan_id, months, "on", cause, at, by, rank)
SELECT n, 1, 'grant', 1, %(plan)s, 12, %(begins)s, 'pk_' || n, %(at)s, 'the bench', 0 FROM drawn
"""
TERMS = """
INSERT INTO licensing_licences_term (licence_id, number, plan_id, begins, ends, begins_at, ends_at, anchor, voided,
                                     cause)
SELECT n, 1, %(plan)s, %(begins)s, %(ends)s, %(begins)s::timestamp AT TIME ZONE 'Europe/Zurich',
       %(ends)s::timestamp AT TIME ZONE 'Europe/Zurich', %(begins)s, false, 'pk_' || n FROM drawn
"""
KEYS = """
INSERT INTO licensing_product_keys_productkey (id, ref, uuid, lookup, cipher, hint, secret_number, product_id, plan_id,
    months, "foreign", zone, state, licence_id, reserved_licence_uuid, order_ref, seat, follows_ref, replaces_ref,
    automatic, holder_email, issued_at, redeemed_at, told_position) OVERRIDING SYSTEM VALUE
SELECT n, 'pk_' || n, uuid, lookup, cipher, hint, 1, %(product)s, %(plan)s, 12, false, 'Europe/Zurich', 'redeemed', n,
       gen_random_uuid(), 'ord_' || n, 1, '', '', false, '', %(at)s, %(at)s, 0 FROM drawn
"""
COMPUTERS = """
INSERT INTO licensing_devices_device (id, uuid, licence_id, fingerprint, fingerprint_hash, name, platform, hostname,
    metadata, activated_at, last_seen_at, counts_as_release) OVERRIDING SYSTEM VALUE
SELECT (n - 1) * 2 + d, gen_random_uuid(), n, f, sha256(f::bytea), 'Computer ' || d, 'Debian 12', '', '{}', %(at)s,
       %(seen)s, true
FROM (SELECT n, d, encode(sha256(('computer/' || n || '/' || d)::bytea), 'hex') AS f
      FROM drawn, generate_series(1, 2) d) made
"""
TABLES = (
    "licensing_accounts_account licensing_licences_licence licensing_product_keys_productkey licensing_devices_device"
)


def fingerprint(licence: int, device: int) -> str:
    """Return what the program on such a computer says of it."""
    return hashlib.sha256(f"computer/{licence}/{device}".encode()).hexdigest()


def fill(licences: int, *, at: datetime) -> list[str]:
    """Fill an empty database; return the product keys of the licences, those without limits last."""
    from abaca.licensing.keyring.actions import make_first

    make_first(at=at, by="the bench")
    product, plan, open_plan = _plans(at)
    keys = _fill(1, licences, product, plan, at)
    keys += _fill(licences + 1, licences + OPEN, product, open_plan, at)
    _settle()
    return keys


def _plans(at: datetime) -> tuple[int, int, int]:
    from abaca.licensing.licences.models import Plan, Product

    product = Product.objects.create(code=PRODUCT, name="Musa Accounting", keygen_facade=True, created_at=at)
    codes = ["EXPORT", "MULTI_CURRENCY"]
    plan = Plan.objects.create(product=product, code=PLAN, name="Professional", entitlements=codes, created_at=at)
    free = {"devices": None, "activations_per_day": None, "releases_per_30_days": None}
    open_plan = Plan.objects.create(product=product, code=OPEN_PLAN, name="Open", created_at=at, **free)
    return product.pk, plan.pk, open_plan.pk


def _fill(first: int, last: int, product: int, plan: int, at: datetime) -> list[str]:
    from django.db import connection, transaction

    begins = at.date() - AGES_AGO
    facts = {
        "product": product,
        "plan": plan,
        "at": at - AGES_AGO,
        "seen": at - timedelta(days=1),  # so that every first validation of a device is to be noted
        "begins": begins,
        "ends": begins + timedelta(days=365),
    }
    keys: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE drawn (n bigint, uuid uuid, lookup bytea, cipher bytea, hint text) ON COMMIT DROP"
        )
        with cursor.copy("COPY drawn FROM STDIN") as copy:
            for number, (printed, *row) in enumerate(_drawn(last - first + 1), start=first):
                keys.append(printed)
                copy.write_row((number, *row))
        for statement in (PEOPLE, LICENCES, LEDGER, TERMS, KEYS, COMPUTERS):
            cursor.execute(statement, facts)
    return keys


def _drawn(many: int) -> Iterator[tuple[Any, ...]]:
    """Draw product keys as they lie in the database, from a fixed chance: nothing here is worth a secret."""
    from abaca.kernel.check_code import ALPHABET
    from abaca.kernel.product_keys import check_symbols, hint, printed
    from abaca.licensing.product_keys import lookup
    from abaca.licensing.secrets.queries import secret

    by, seal = secret("product-key/lookup"), secret("product-key/cipher")
    for _key in range(many):
        data = "A" + "".join(CHANCE.choices(ALPHABET, k=21))
        symbols = data + check_symbols(data)
        row, text = UUID(int=CHANCE.getrandbits(128), version=4), printed(symbols)
        yield text, row, lookup.lookup_of(by, symbols), lookup.sealed(seal, text, row), hint(symbols)


def _settle() -> None:
    """Let the numbers go on behind ours, and the planner know what is there."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in TABLES.split():
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
