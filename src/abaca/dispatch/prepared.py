"""A question that programs ask all day long: planned once per connection, and asked without any wrapper."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import count, repeat
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]
HOLE = re.compile(r"%\((\w+)\)s")
NUMBERS = count(1)
PLAN_ONCE = b"SET plan_cache_mode = force_generic_plan"  # else the server goes on planning for each single question
FORGOTTEN = {"26000", "0A000"}  # the statement is gone, or a migration has changed what it brings
ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}]+)')


class Prepared:
    """A statement that only reads.

    It takes the connection that Django keeps for this thread, but none of Django's ways: no `SELECT 1` to see whether
    the connection is alive (if it was not, the question is asked once more on a new one), no cursor, no model. What
    the server brings is the same as through Django, where somebody watches or counts statements.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.names = list(dict.fromkeys(HOLE.findall(sql)))
        self._numbered = HOLE.sub(lambda hole: f"${self.names.index(hole[1]) + 1}", sql).replace("%%", "%").encode()
        self._known: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()  # under which name, on which connection
        self._readers: list[Callable[[bytes], Any]] = []

    def row(self, facts: Mapping[str, Any]) -> Row | None:
        """Return the first row of the answer."""
        return next(iter(self.rows(facts)), None)

    def rows(self, facts: Mapping[str, Any]) -> list[Row]:
        """Return the answer."""
        ours = connections[DEFAULT_DB_ALIAS]  # once: each look through Django's proxy costs as much as a reader below
        if ours.queries_logged or ours.execute_wrappers:
            with ours.cursor() as cursor:
                cursor.execute(self.sql, facts)
                return list(cursor.fetchall())
        with ours.wrap_database_errors:
            return self._on_any_connection(ours, [_written(facts[name]) for name in self.names])

    def _on_any_connection(self, ours: BaseDatabaseWrapper, values: list[bytes | None]) -> list[Row]:
        kept = ours.connection
        try:
            return self._on(kept or _opened(ours), values)
        except psycopg.Error as refused:
            if kept is None or ours.in_atomic_block:
                raise
            if kept.pgconn.status == ConnStatus.OK and refused.sqlstate not in FORGOTTEN:
                raise
            self._known.pop(kept, None)
        if kept.pgconn.status != ConnStatus.OK:
            ours.close()
            kept = _opened(ours)
        return self._on(kept, values)

    def _on(self, raw: Any, values: list[bytes | None]) -> list[Row]:
        name = self._known.get(raw) or self._prepare(raw)
        formats = [int(type(value) is _Binary) for value in values]
        result = raw.pgconn.exec_prepared(name, values, formats)
        if result.status != ExecStatus.TUPLES_OK:
            raise _error(raw, result)
        if len(self._readers) != result.nfields:
            self._readers = [READERS[result.ftype(field)] for field in range(result.nfields)]
        return [self._read(result, number) for number in range(result.ntuples)]

    def _read(self, result: PGresult, number: int) -> Row:
        texts = map(result.get_value, repeat(number), range(result.nfields))
        return tuple([None if t is None else read(t) for t, read in zip(texts, self._readers, strict=True)])

    def _prepare(self, raw: Any) -> bytes:
        name = b"abaca_%d" % next(NUMBERS)
        for result in (raw.pgconn.exec_(PLAN_ONCE), raw.pgconn.prepare(name, self._numbered)):
            if result.status != ExecStatus.COMMAND_OK:
                raise _error(raw, result)
        self._known[raw] = name
        return name


def _error(raw: Any, result: PGresult) -> psycopg.Error:
    if raw.pgconn.status != ConnStatus.OK:
        return psycopg.OperationalError(raw.pgconn.get_error_message())
    return psycopg.errors.error_from_result(result)


def _opened(ours: BaseDatabaseWrapper) -> Any:
    ours.ensure_connection()
    return ours.connection


# --- as the server writes ---------------------------------------------------------------------------------------------


class _Binary(bytes):
    """Bytes that travel as they are."""

    __slots__ = ()


def _written(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return _Binary(value)
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat().encode()
    if isinstance(value, list):
        return ("{" + ",".join(map(_item, value)) + "}").encode()
    return str(value).encode()


def _item(value: Any) -> str:
    text = f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _texts(value: bytes) -> list[str]:
    text = value.decode()
    if '"' not in text:
        return text[1:-1].split(",") if len(text) > 2 else []
    return [plain or re.sub(r"\\(.)", r"\1", quoted) for quoted, plain in ITEM.findall(text)]


READERS: dict[int, Callable[[bytes], Any]] = {
    16: b"t".__eq__,
    20: int,
    21: int,
    23: int,
    25: bytes.decode,
    1009: _texts,
    1016: lambda value: [int(each) for each in _texts(value)],
    1015: _texts,
    1043: bytes.decode,
    1082: lambda value: date.fromisoformat(value.decode()),
    1184: lambda value: datetime.fromisoformat(value.decode()),  # the session's zone is UTC, Django sees to it
    2950: lambda value: UUID(value.decode()),
}
