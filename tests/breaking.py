"""Breaking rows, to see that an invariant notices."""

import re

from django.db import connection


def without_the_guards(statement: str) -> None:
    """Break a row as only a bug beneath the constraints could; the test's transaction brings them back."""
    [table, *_others] = re.findall(r"(?:UPDATE|FROM|INTO) (\w+)", statement)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # foreign keys look away
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x', 'u') AND conrelid = %s::regclass", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index"
            " WHERE indisunique AND NOT indisprimary AND indrelid = %s::regclass",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(statement)
