"""What lies in the tables: to show that a refusal left no trace, and that a secret left none either."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from abaca.kernel.refusals import Refusal

TEXTS = ("character varying", "text", "jsonb", "json", "bytea")


def tables() -> list[str]:
    """Return the tables of the store and of the letters and log-ins that it hands in."""
    wanted = [m._meta.db_table for m in apps.get_models() if m._meta.app_label.startswith(("store_", "messaging"))]
    return sorted([*wanted, "access_user", "account_emailaddress"])


def picture() -> dict[str, str]:
    """Return a digest of every table, by its name."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def refuses_without_a_trace(refusal: type[Refusal], act: Callable[[], Any]) -> Refusal:
    """Do something that is refused; return the refusal when no table has changed."""
    before = picture()
    with pytest.raises(refusal) as caught:
        act()
    now = picture()
    assert {table for table in before if before[table] != now[table]} == set()
    return caught.value


def places_of(*secrets: str) -> list[str]:
    """Return the columns, as "table.column", in which one of some texts lies readable, in capitals or not."""
    found, pattern = [], "|".join(re.escape(secret) for secret in secrets)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = ANY (%s) AND data_type = ANY (%s)",
            [tables(), list(TEXTS)],
        )
        for table, column, kind in cursor.fetchall():
            value = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {value} ~* %s", [pattern])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found
