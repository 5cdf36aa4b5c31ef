"""Where a simulation lives: a scratch database on the same server, a provider, a bank and a mailbox of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from abaca.messaging.gateways.catcher import start_catcher
from abaca.operations import embedded_postgres
from abaca.operations.translations import compile_catalogues

DATABASE = "abaca_simulation"


@contextmanager
def place() -> Iterator[None]:
    """Stand in an empty shop that vanishes in the end; letters leave by SMTP and are caught here."""
    embedded_postgres.ensure_running()
    compile_catalogues()
    with TemporaryDirectory(prefix="abaca-simulation-") as name, _scratch_database():
        folder = Path(name)
        catcher = start_catcher(folder / "mailbox")
        own = {
            "REHEARSAL_PROVIDER_FILE": folder / "provider.sqlite3",
            "REHEARSAL_MAILBOX": folder / "mailbox",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": catcher.port,
            "SMTP_USER": "",
            "SMTP_TLS": "none",
            "WORKERS": False,
        }
        try:
            with override_settings(**own):
                call_command("migrate", interactive=False, verbosity=0)
                yield
        finally:
            catcher.stop()
    embedded_postgres.stop()


@contextmanager
def _scratch_database() -> Iterator[None]:
    home = connection.settings_dict["NAME"]
    _execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}")
    # nobody misses it after a power cut, so no commit waits for the disk
    _execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
    _stand_in(DATABASE)
    try:
        yield
    finally:
        _stand_in(home)
        _execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _stand_in(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
