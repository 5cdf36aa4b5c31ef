"""When the first of some rows falls due: asked for one kind of work alone, or for all kinds in one statement."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from .prepared import Prepared


def _as_it_is(value: Any) -> datetime:
    instant: datetime = value
    return instant


@dataclass(frozen=True)
class First:
    """The smallest value that some rows have in one field, and what it means as an instant.

    The rows are described once per process: they must not depend on the time or on a setting. `instant` may.
    """

    rows: Callable[[], QuerySet[Any]]
    field: str
    instant: Callable[[Any], datetime] = _as_it_is


class Earliest:
    """The instant at which the first of some rows falls due, or None; of several kinds of rows, the earliest."""

    def __init__(self, *firsts: First) -> None:
        self.firsts = firsts

    def __call__(self) -> datetime | None:
        return ask([self])[0]


def ask(questions: Iterable[Earliest]) -> list[datetime | None]:
    """Return the answers of several questions, in their order; one statement for all."""
    asked = [question.firsts for question in questions]
    if not asked:
        return []
    row = _statement(tuple(first for firsts in asked for first in firsts)).row({})
    values = iter(row or ())
    answers = []
    for firsts in asked:
        found = [first.instant(value) for first in firsts if (value := next(values)) is not None]
        answers.append(min(found, default=None))
    return answers


@lru_cache(maxsize=256)
def _statement(firsts: tuple[First, ...]) -> Prepared:
    columns = ", ".join(f"({_first_value(first)})" for first in firsts)
    return Prepared(f"SELECT {columns}")


def _first_value(first: First) -> str:
    """Return the question in words of SQL, all values written out: only so does a partial index answer it."""
    rows = first.rows().order_by(first.field).values(first.field)[:1]
    words: str = connection.ops.compose_sql(*rows.query.sql_with_params())  # type: ignore[attr-defined]
    return words.replace("%", "%%")
