"""Rows that are to become alike, put together, so that one statement serves each kind."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

R = TypeVar("R")
F = TypeVar("F", bound=Hashable)


def alike(rows: Iterable[R], facts: Callable[[R], F]) -> dict[F, list[R]]:
    """Return the rows by their facts, in the order in which they came."""
    groups: dict[F, list[R]] = defaultdict(list)
    for row in rows:
        groups[facts(row)].append(row)
    return dict(groups)
