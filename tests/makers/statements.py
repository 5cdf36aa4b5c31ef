"""Counting statements."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements_of(act: Callable[[], Any]) -> int:
    """Return how many statements something takes, without the savepoints of the test's own transaction."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])
