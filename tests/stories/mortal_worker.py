"""A worker that can be killed at any moment: a process of its own, on a database that outlives it.

Its parent wakes Django once and forks a life whenever it is told to; the test kills the lives with SIGKILL. It reads
words from the test, line by line, and answers each with a line.
"""

# ruff: noqa: PLC0415 - Django wakes before everything that has a table is imported

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RENEWAL = NOON.replace(year=2027)


def prepare(many: int) -> dict[str, Any]:
    """Let many people buy a year, and go to the noon of the day on which all of them renew."""
    from django.core.management import call_command

    from abaca.dispatch.actions import set_present
    from abaca.dispatch.jobs import drain
    from abaca.operations.filling import open_shop
    from abaca.operations.subscribers import subscribe

    call_command("migrate", verbosity=0)
    set_present(NOON, frozen=True)
    open_shop(valid_from=NOON.date(), at=NOON)
    subscribe(many, at=NOON)
    set_present(RENEWAL)
    drain("licensing.feed", at=RENEWAL)
    _forget_the_letters_of_the_first_year()
    return {"ready": many}


def _forget_the_letters_of_the_first_year() -> None:
    from abaca.messaging.models import Letter
    from abaca.messaging.states import LetterState
    from abaca.store.notices.models import Notice

    Letter.objects.update(state=LetterState.SENT, sent_at=NOON)
    Notice.objects.update(said_at=NOON)


def live() -> dict[str, Any]:
    """Fork a worker that sweeps until nothing is due; say its name, and later what became of it."""
    from django.db import connection

    connection.close()  # a child must not inherit a conversation with the database
    child = os.fork()
    if child == 0:
        os._exit(_sweep())
    _answer({"pid": child})
    _pid, status = os.waitpid(child, 0)
    return {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status)}


def _sweep() -> int:
    from abaca.operations.sweep import sweep

    while True:
        swept = sweep()
        if swept.failed:
            return 3
        if not swept.done:
            return 0


def later(minutes: int) -> dict[str, Any]:
    """Move the shop's clock on, so that what a dead worker held in hand falls due again."""
    from abaca.dispatch.actions import set_present
    from abaca.dispatch.queries import present

    return {"now": str(set_present(present() + timedelta(minutes=minutes)))}


def report() -> dict[str, Any]:
    """Tell what came of it all."""
    from abaca.dispatch.queries import present
    from abaca.licensing.workflows import invariants as of_licensing
    from abaca.messaging.models import Letter
    from abaca.operations.simulation.summary import captures, feed
    from abaca.store.orders.models import Order
    from abaca.store.payments.models import Attempt
    from abaca.store.payments.states import OPEN
    from abaca.store.product_keys.models import ProductKey
    from abaca.store.workflows import invariants as of_store

    money = captures()
    renewals = Order.objects.filter(kind="renewal")
    letters = Letter.objects.filter(about__in=renewals.values("ref"))
    return {
        "renewed": renewals.filter(state="paid").count(),
        "orders": renewals.count(),
        "charged": sorted(c.reference for c in money),
        "orders_paid": sorted(Order.objects.filter(state="paid").values_list("ref", flat=True)),
        "product_keys": ProductKey.objects.filter(line__order__in=renewals).count(),
        "letters": sorted(letters.values_list("kind", "key", "message_id", "state")),
        "open": Attempt.objects.filter(state__in=OPEN).count(),
        "attempts": Attempt.objects.filter(order__in=renewals).count(),
        "wrong": of_store.check_all(money, at=present()) + of_licensing.check_all(feed()),
    }


def _answer(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


def main() -> None:
    django.setup()
    words = {"prepare": prepare, "live": live, "later": later, "report": report}
    for line in sys.stdin:
        name, *numbers = line.split()
        _answer(words[name](*map(int, numbers)))


if __name__ == "__main__":
    main()
