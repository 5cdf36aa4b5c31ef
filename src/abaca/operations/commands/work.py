"""`abaca work`: a worker, woken by name, which also sweeps once a minute."""

import argparse
import asyncio
import contextlib
import sys

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from abaca.operations import embedded_postgres, master_secret
from abaca.operations.sweep import SECONDS_BETWEEN_SWEEPS, sweep, take_up_stalled_jobs


def run(_options: argparse.Namespace) -> int:
    """Work until told to stop; a job that has begun is finished first."""
    embedded_postgres.ensure_running()
    if wrong := master_secret.what_is_wrong():
        sys.stderr.write(wrong)
        return 1
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("The queue must live in Django's database.")
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work())
    embedded_postgres.stop()
    return 0


async def _work() -> None:
    async with app.open_async():
        sweeper = asyncio.create_task(_sweep_for_ever())
        try:
            await app.run_worker_async(concurrency=2, delete_jobs="successful")
        finally:
            sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeper


async def _sweep_for_ever() -> None:
    while True:
        await take_up_stalled_jobs()
        await sync_to_async(_sweep_on_a_fresh_connection, thread_sensitive=False)()
        await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)


def _sweep_on_a_fresh_connection() -> None:
    """Sweep in a thread that may have slept since the database was restarted."""
    close_old_connections()
    try:
        sweep()
    finally:
        close_old_connections()
