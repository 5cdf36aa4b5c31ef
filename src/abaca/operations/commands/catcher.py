"""`abaca catcher`: the mail server of a rehearsal, which keeps every letter and sends none."""

import argparse

from django.conf import settings

from abaca.messaging.gateways.catcher import run_catcher


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=settings.SMTP_PORT)


def run(options: argparse.Namespace) -> int:
    """Catch letters until told to stop."""
    run_catcher("127.0.0.1", options.port, settings.REHEARSAL_MAILBOX)
    return 0
