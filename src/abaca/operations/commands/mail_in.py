"""`abaca mail-in`: the port to which the world sends mail."""

import argparse

from django.conf import settings

from abaca.inbox.gateways.smtp_in import serve
from abaca.inbox.jobs import door, keep_from
from abaca.inbox.models import Source
from abaca.operations import embedded_postgres


def run(_options: argparse.Namespace) -> int:
    """Take mail until told to stop; what was said yes to is kept."""
    embedded_postgres.ensure_running()
    print(f"Mail is taken at {settings.MAIL_IN_ADDRESS}, port {settings.MAIL_IN_PORT}.", flush=True)
    serve(door(), keep_from(Source.SMTP))
    embedded_postgres.stop()
    return 0
