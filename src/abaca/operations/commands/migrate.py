"""`abaca migrate`: the database, brought up to date."""

import argparse

from django.core.management import call_command

from abaca.operations import embedded_postgres


def run(_options: argparse.Namespace) -> int:
    """Apply every migration that is missing."""
    embedded_postgres.ensure_running()
    call_command("migrate", interactive=False, verbosity=1)
    return 0
