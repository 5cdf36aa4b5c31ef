"""`abaca tick`: one sweep, for installations whose scheduler is a crontab."""

import argparse
import sys

from asgiref.sync import async_to_sync

from abaca.operations import embedded_postgres, master_secret
from abaca.operations.sweep import Swept, sweep, take_up_stalled_jobs


def run(_options: argparse.Namespace) -> int:
    """Do once whatever is due."""
    embedded_postgres.ensure_running()
    if wrong := master_secret.what_is_wrong():
        sys.stderr.write(wrong)
        return 1
    async_to_sync(take_up_stalled_jobs)()
    swept = sweep()
    for name, number in swept.done.items():
        print(f"{name}: {number}")
    for name in swept.failed:
        print(f"{name}: not finished, see the log")
    if swept == Swept():
        print("Nothing was due.")
    return 1 if swept.failed else 0
