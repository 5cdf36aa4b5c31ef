"""How many renewals a second, held against plain SQL that inserts the same rows in the same run.

    make bench-renewals                 2,000 subscriptions, three runs with one worker, three with two
    make bench-renewals ARGS="--subscriptions 500 --runs 1"

A renewal is everything that comes of it: order, line, term, attempt, charge, payment, product key, invoice, notices of
the next term, letter, feed document and journal, all committed, on the embedded server with fsync. The yardstick is
psycopg with one transaction per renewal and one statement per row, into copies of the same tables with their indexes
and checks, without their foreign keys. Letters are rows here; their transport is measured apart.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = (37, 11)  # days before: the first notice, and the second
TICKS = os.sysconf("SC_CLK_TCK")
FIELDS = ("renewals/s", "yardstick/s", "ratio", "statements", "ms program", "ms server")


def main() -> int:
    parser = argparse.ArgumentParser(description="Renewals per second.")
    parser.add_argument("--subscriptions", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3, help="for each number of workers")
    parser.add_argument("--letters", type=int, default=300, help="to measure the transport of mail")
    parser.add_argument("--profile", action="store_true", help="profile one run in this process instead")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    if options.worker:
        return work()
    with a_place():
        return bench(options)


@contextmanager
def a_place() -> Iterator[None]:
    folder = tempfile.mkdtemp(prefix="abaca-bench-")
    os.environ |= {"ABACA_DATA": folder, "ABACA_REHEARSAL": "1", "ABACA_WORKERS": "0"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from abaca.operations import embedded_postgres

    try:
        embedded_postgres.ensure_running()
        yield
    finally:
        embedded_postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


# --- the worker ------------------------------------------------------------------------------------------------------


def work() -> int:
    """Wait for the word, renew until nothing is due, and tell what it took."""
    import django

    django.setup()
    from django.db import connection

    statements = 0

    def count(execute: Any, *facts: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*facts)

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    with connection.execute_wrapper(count):
        renew()
    print(json.dumps({"statements": statements, "cpu": time.process_time() - before}), flush=True)
    connection.close()
    return 0


def renew() -> None:
    """Do what a worker does when it is woken for renewals and for charges, until nothing is left."""
    from abaca.dispatch.due_work import REGISTER
    from abaca.dispatch.jobs import drain
    from abaca.dispatch.queries import present

    at, names = present(), ("store.renewals", "store.collect")
    while any(REGISTER[name].due(at, 1) for name in names):
        if not sum(drain(name, at=at) for name in names):
            time.sleep(0.002)  # the other worker holds what is left


# --- the bench -------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    workers: int
    figures: dict[str, float]


def bench(options: argparse.Namespace) -> int:
    prepare(options.subscriptions)
    year, runs = 0, []
    if options.profile:
        return profile(options.subscriptions)
    for workers in (1, 2):
        for _run in range(options.runs):
            year += 1
            runs.append(run(workers, options.subscriptions, year))
            if violations():
                return 1
            print(_line(f"{workers} worker{'s' if workers > 1 else ''}", runs[-1].figures), flush=True)
    _conclude(runs, options.subscriptions)
    post(options.letters)
    return 0


def prepare(subscriptions: int) -> None:
    """Let so many people buy, through the real actions."""
    from django.core.management import call_command

    from abaca.dispatch.actions import set_present
    from abaca.operations.filling import open_shop
    from abaca.operations.subscribers import subscribe

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    set_present(BEGIN, frozen=True)
    open_shop(valid_from=BEGIN.date(), at=BEGIN)
    subscribe(subscriptions, at=BEGIN)
    print(f"{subscriptions} subscriptions made in {time.monotonic() - began:.0f} s", flush=True)
    print(_line("", {name: name for name in FIELDS}), flush=True)


def make_due(year: int) -> None:
    """Go to the day of the renewal; what was to be said before it is said."""
    from django.db import connection

    from abaca.dispatch.actions import set_present
    from abaca.dispatch.jobs import drain

    due = BEGIN.replace(year=BEGIN.year + year)
    for days in TOLD:  # a renewal that nobody announced would wait for its customer's word
        set_present(due - timedelta(days=days))
        drain("store.notices", at=due - timedelta(days=days))
    while drain("store.ledger", at=due):  # what was earned month by month is no part of the race
        pass
    set_present(due)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def run(workers: int, subscriptions: int, year: int) -> Run:
    """Renew everything once, then insert the same rows by plain SQL."""
    make_due(year)
    marks = newest()
    processes = [_start() for _worker in range(workers)]
    server = server_seconds()
    began = time.monotonic()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.stdout.readline()) for process in processes]
    seconds = time.monotonic() - began
    for process in processes:
        process.wait()
    time.sleep(0.2)  # until the server has counted its children
    server = server_seconds() - server
    yardstick = measure_yardstick(marks, subscriptions)
    speed = subscriptions / seconds
    figures = (
        speed,
        yardstick,
        speed / yardstick,
        sum(t["statements"] for t in told) / subscriptions,
        sum(t["cpu"] for t in told) / subscriptions * 1000,
        server / subscriptions * 1000,
    )
    return Run(workers, dict(zip(FIELDS, figures, strict=True)))


def _start() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, __file__, "--worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def server_seconds() -> float:
    """Return the processor time of the whole database server, from /proc: its processes, and those that have ended."""
    from abaca.operations import embedded_postgres

    postmaster = int((embedded_postgres.folder() / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == postmaster:
            ticks += sum(map(int, facts[11:15]))
        elif int(facts[1]) == postmaster:
            ticks += sum(map(int, facts[11:13]))
    return ticks / TICKS


# --- the yardstick ---------------------------------------------------------------------------------------------------


def _tables() -> list[tuple[str, str]]:
    """Return every table of the house with the name of its numbered primary key."""
    from django.apps import apps
    from django.db.models import IntegerField

    models = [m for m in apps.get_models() if m.__module__.startswith("abaca.")]
    metas = [model._meta for model in models]  # noqa: SLF001 - Django documents it
    return [(meta.db_table, meta.pk.column) for meta in metas if isinstance(meta.pk, IntegerField)]


def newest() -> dict[str, int]:
    """Return the last number of every table."""
    from django.db import connection

    with connection.cursor() as cursor:
        marks = {}
        for table, pk in _tables():
            cursor.execute(f"SELECT coalesce(max({pk}), 0) FROM {table}")
            marks[table] = cursor.fetchone()[0]
    return marks


def measure_yardstick(marks: dict[str, int], subscriptions: int) -> float:
    """Insert what the run has written since the marks; return transactions a second."""
    import psycopg
    from django.db import connection

    facts = {k: v for k, v in connection.get_connection_params().items() if k in {"host", "user", "dbname"}}
    with closing(psycopg.connect(**facts)) as plain:
        plain.execute("DROP SCHEMA IF EXISTS yardstick CASCADE")
        plain.execute("CREATE SCHEMA yardstick")
        renewals: list[list[tuple[str, tuple[Any, ...]]]] = [[] for _renewal in range(subscriptions)]
        for table, pk in _tables():
            statement, rows = _copied(plain, table, pk, marks[table])
            for n, row in enumerate(rows):
                renewals[n * subscriptions // len(rows)].append((statement, row))
        plain.commit()
        began = time.monotonic()
        for rows_of_one in renewals:
            for statement, row in rows_of_one:
                plain.execute(statement, row)
            plain.commit()
        return subscriptions / (time.monotonic() - began)


def _copied(plain: Any, table: str, pk: str, mark: int) -> tuple[str, list[tuple[Any, ...]]]:
    """Make an empty copy of a table; return the statement that fills it, and the rows that it takes."""
    rows = plain.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    plain.execute(f"CREATE TABLE yardstick.{table} (LIKE {table} INCLUDING ALL)")
    names = ", ".join(f'"{name}"' for name, _kind in rows)
    holes = ", ".join(f"%s::{kind}" for _name, kind in rows)
    texts = ", ".join(f'"{name}"::text' for name, _kind in rows)
    new = plain.execute(f"SELECT {texts} FROM {table} WHERE {pk} > %s ORDER BY {pk}", [mark]).fetchall()
    overriding = "OVERRIDING SYSTEM VALUE"
    return f"INSERT INTO yardstick.{table} ({names}) {overriding} VALUES ({holes})", new


# --- what is printed -------------------------------------------------------------------------------------------------


def _line(name: str, figures: dict[str, Any]) -> str:
    shown = [
        f"{v:.2f}" if isinstance(v, float) and v < 100 else f"{v:.0f}" if isinstance(v, float) else v
        for v in figures.values()
    ]
    return f"{name:<12}" + "".join(f"{value:>13}" for value in shown)


def _conclude(runs: list[Run], subscriptions: int) -> None:
    print()
    for workers in (1, 2):
        of_these = [run.figures for run in runs if run.workers == workers]
        name = f"{workers} worker{'s' if workers > 1 else ''}"
        print(_line(f"{name}", {f: statistics.median(figures[f] for figures in of_these) for f in FIELDS}) + "  median")
        speeds = [figures["renewals/s"] for figures in of_these]
        print(f"{'':<12}from {min(speeds):.0f} to {max(speeds):.0f} renewals a second")
    print(f"\n{subscriptions} renewals a run; {versions()}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


def versions() -> str:
    import django
    import psycopg
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit')"
        )
        postgres, fsync, commit = cursor.fetchone()
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"Python {python}, Django {django.__version__}, psycopg {psycopg.__version__}, PostgreSQL {postgres}"
        f" (fsync {fsync}, synchronous_commit {commit})"
    )


def violations() -> list[str]:
    """Print what is wrong: a run with a violation has no speed."""
    from abaca.dispatch.queries import present
    from abaca.operations.simulation.summary import captures
    from abaca.store.workflows.invariants import check_all

    wrong = check_all(captures(), at=present())
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    return wrong


def post(letters: int) -> None:
    """Measure the transport of mail apart: written, rendered and handed in by SMTP to a catcher in this process."""
    from django.conf import settings
    from django.test.utils import override_settings

    from abaca.dispatch.queries import present
    from abaca.messaging.gateways.catcher import start_catcher
    from abaca.messaging.jobs import send
    from abaca.messaging.queries import due_letters

    catcher = start_catcher(Path(settings.DATA_FOLDER) / "mailbox")
    at = present()
    began = time.monotonic()
    with override_settings(SMTP_HOST="127.0.0.1", SMTP_PORT=catcher.port):
        for _batch in range(letters // 100):
            send(due_letters(at, 100), at=at)
    print(f"mail, apart: {letters / (time.monotonic() - began):.0f} letters a second, rendered and handed in")
    catcher.stop()


def profile(subscriptions: int) -> int:
    """Print where one run in this process spends its time."""
    import cProfile
    import pstats

    make_due(1)
    profiler = cProfile.Profile()
    profiler.runcall(renew)
    for order in ("cumulative", "tottime"):
        pstats.Stats(profiler).sort_stats(order).print_stats(60)
    print(f"{subscriptions} renewals")
    return 0


if __name__ == "__main__":
    sys.exit(main())
