"""Things done at the same time, each in a thread and a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def waits_for_nobody(act: Callable[[], Any]) -> Any:
    """Do something in a thread of its own and return its result; fail if it has to wait for a lock.

    The database itself tells of the waiting, since a slow machine takes its time without any.
    """

    def run() -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(run).result()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Start everything together; return the results in the order given, an exception where there was one."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(timeout=120)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
