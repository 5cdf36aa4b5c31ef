"""A worker is killed in the middle of everything, ten times: nothing is lost, and nothing happens twice."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from abaca.messaging.gateways.catcher import RunningCatcher, start_catcher

RENEWALS = 200
KILLS = 10
MOST_LIVES = 40
LONGEST_WAIT = 0.25  # seconds between a step forward and the blow
WORKER = Path(__file__).with_name("mortal_worker.py")
# what is written while the run goes on, in the order in which it happens
PROGRESS = """
    SELECT (SELECT count(*) FROM store_orders_order WHERE kind = 'renewal')
         + (SELECT count(*) FROM store_payments_attempt WHERE key LIKE 'renewal:%%' AND state <> 'ready')
         + (SELECT count(*) FROM store_orders_order WHERE kind = 'renewal' AND state = 'paid')
         + (SELECT count(*) FROM messaging_letter WHERE state <> 'queued' AND created_at > '2027-01-01')
         + (SELECT position FROM licensing_feed_import_cursor) - %s
"""
ALL_OF_IT = 5 * RENEWALS


class Worker:
    """The process that forks lives; one word, one answer."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def ask(self, word: str) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.hear()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def database(django_db_setup: None) -> Iterator[dict[str, Any]]:
    """Make a database of this test's own: what is committed there is seen by every process."""
    facts = {k: v for k, v in connection.get_connection_params().items() if k in {"host", "port", "user", "password"}}
    name = f"abaca_kill_{os.getpid()}"
    with psycopg.connect(**facts, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield {**facts, "dbname": name}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[RunningCatcher]:
    catcher = start_catcher(tmp_path / "rehearsal" / "mailbox")
    yield catcher
    catcher.stop()


@pytest.fixture
def worker(database: dict[str, Any], mail: RunningCatcher, tmp_path: Path) -> Iterator[Worker]:
    who = f"{database['user']}:{quote(str(database.get('password', '')))}@"
    where = f"host={quote(str(database.get('host', '')), safe='')}"
    worker = Worker(
        os.environ
        | {
            "DATABASE_URL": f"postgresql://{who}:{database.get('port', '')}/{database['dbname']}?{where}",
            "ABACA_DATA": str(tmp_path),
            "ABACA_SMTP_HOST": "127.0.0.1",
            "ABACA_SMTP_PORT": str(mail.port),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
    )
    yield worker
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.communicate()


def test_a_worker_that_is_killed_ten_times_loses_nothing_and_does_nothing_twice(database, worker, mail):
    worker.ask(f"prepare {RENEWALS}")
    seed = random.randrange(10**6)
    with psycopg.connect(**database, autocommit=True) as watch:
        killed = _kill_and_kill_again(worker, watch, random.Random(seed))
    _let_it_finish(worker)

    told = worker.ask("report")
    assert killed == KILLS, f"seed {seed}"
    assert told["wrong"] == [], f"seed {seed}"
    assert (told["renewed"], told["orders"], told["product_keys"]) == (RENEWALS, RENEWALS, RENEWALS)
    assert told["charged"] == told["orders_paid"]  # one charge for each order, and for no other
    _every_letter_came_once(told["letters"], mail)


def _kill_and_kill_again(worker: Worker, watch: psycopg.Connection, dice: random.Random) -> int:
    """Kill a life at each of ten random points of the whole run, and a little later by chance."""
    begun = watch.execute(PROGRESS, [0]).fetchone()[0]
    points = sorted(dice.randrange(ALL_OF_IT - RENEWALS) for _kill in range(KILLS))
    killed, lives = 0, 0
    while points and lives < MOST_LIVES:
        lives += 1
        pid = worker.ask("live")["pid"]
        _wait_until(lambda: watch.execute(PROGRESS, [begun]).fetchone()[0] >= points[0] or not _lives(pid))  # noqa: B023
        time.sleep(dice.uniform(0, LONGEST_WAIT))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if worker.hear()["killed"]:  # it may have come to where it had to wait for an answer
            points.pop(0)
            killed += 1
        worker.ask("later 6")
    return killed


def _wait_until(something: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not something():
        assert time.monotonic() < until, "nothing goes on"
        time.sleep(0.003)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _let_it_finish(worker: Worker) -> None:
    for _life in range(20):
        worker.ask("live")
        assert worker.hear() == {"killed": False, "code": 0}
        if not worker.ask("report")["open"]:
            return
        worker.ask("later 10")
    pytest.fail("Attempts stay open for ever.")


def _every_letter_came_once(letters: list[list[str]], mail: RunningCatcher) -> None:
    assert Counter(kind for kind, *_rest in letters) == {"order_confirmed": RENEWALS}
    assert len({key for _kind, key, *_rest in letters}) == RENEWALS
    assert {state for *_facts, state in letters} == {"sent"}
    arrived = {line.split()[0] for line in mail.arrivals()}
    assert arrived == {message_id for _kind, _key, message_id, _state in letters}
    assert len(list(mail.catcher.folder.glob("*.eml"))) == RENEWALS  # who came twice came under the same Message-ID
