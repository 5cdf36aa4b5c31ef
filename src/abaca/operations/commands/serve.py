"""`abaca serve`: the web server."""

import argparse
import sys

from django.conf import settings
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from abaca.operations import embedded_postgres, master_secret


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default=settings.WEB_ADDRESS)
    parser.add_argument("--port", type=int, default=settings.WEB_PORT)
    parser.add_argument("--processes", type=int, default=settings.WEB_PROCESSES)


def run(options: argparse.Namespace) -> int:
    """Answer web requests until told to stop."""
    embedded_postgres.ensure_running()
    if wrong := master_secret.what_is_wrong():
        sys.stderr.write(wrong)
        return 1
    Server(
        "abaca.config.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.processes,
        blocking_threads=settings.WEB_THREADS,
        loop=Loops.asyncio,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
    embedded_postgres.stop()
    return 0
