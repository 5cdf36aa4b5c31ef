"""Everything that must be ready before the demo opens its door."""

import logging
import os
import shutil
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from abaca.dispatch.actions import set_present
from abaca.dispatch.models import Present
from abaca.dispatch.queries import present
from abaca.kernel.clock import system_now
from abaca.operations import embedded_postgres, filling
from abaca.operations.translations import compile_catalogues

from .alone import Refused

PERISHABLE = ("postgres", "rehearsal", "static", "log")


def check_port() -> None:
    """Refuse to begin if another program has our port."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.WEB_ADDRESS, settings.WEB_PORT))
        except OSError:
            raise Refused(
                f"Port {settings.WEB_PORT} is taken by another program. Choose another: make demo PORT=8001"
            ) from None


def forget() -> None:
    """Throw away all that earlier demos left."""
    if not embedded_postgres.is_wanted():
        raise Refused("FRESH=1 does not empty the server that DATABASE_URL names: do that yourself, or unset it.")
    if embedded_postgres.is_running():
        embedded_postgres.ensure_running()
        embedded_postgres.stop()
    if embedded_postgres.is_running():
        raise Refused("Another process of Abaca still uses this database. End it first, then begin anew.")
    for name in PERISHABLE:
        shutil.rmtree(Path(settings.DATA_FOLDER) / name, ignore_errors=True)
    _half_full().unlink(missing_ok=True)


def start_database() -> str:
    adopted = embedded_postgres.is_wanted() and embedded_postgres.is_running()
    embedded_postgres.ensure_running()
    if not embedded_postgres.is_wanted():
        return "the server of DATABASE_URL"
    return "embedded PostgreSQL, already running" if adopted else "embedded PostgreSQL"


def migrate() -> str:
    call_command("migrate", interactive=False, verbosity=0)
    return "up to date"


def translate() -> str:
    return f"{compile_catalogues()} catalogues compiled"


def collect_pages() -> str:
    call_command("collectstatic", interactive=False, verbosity=0)
    return "styles, scripts and icons collected"


def start_clock() -> str:
    """Let the shop's present run from today, unless it already runs."""
    if not Present.objects.exists():
        set_present(system_now(), frozen=False)
    return f"the shop's date is {present():%d %B %Y}"


def fill_shop() -> str:
    if not filling.is_empty():
        return "found as you left it"
    # whoever interrupts the filling finds no half a shop the next time
    _half_full().touch()
    filling.fill(system_now())
    _half_full().unlink()
    return "filled"


def _half_full() -> Path:
    return Path(settings.DATA_FOLDER) / "half-full"


def write_log_to_file() -> None:
    """Keep the log out of the terminal, which belongs to the progress."""
    folder = Path(settings.DATA_FOLDER) / "log"
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "demo.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().handlers = [handler]


STEPS: list[tuple[str, Callable[[], str]]] = [
    ("Database", start_database),
    ("Migrations", migrate),
    ("Translations", translate),
    ("Pages", collect_pages),
    ("Shop", fill_shop),
    ("Clock", start_clock),
]


def prepare(tell: Callable[[str, Callable[[], str]], None]) -> None:
    """Take every step, telling each; begin anew if FRESH is set."""
    check_port()
    if os.environ.get("FRESH", "") not in {"", "0"} or _half_full().exists():
        forget()
    write_log_to_file()
    for name, step in STEPS:
        tell(name, step)
    connection.close()
