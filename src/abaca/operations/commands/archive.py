"""`abaca archive`: put a year of papers and books into a folder, for the shelf."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from abaca.kernel.refusals import Refusal
from abaca.operations import embedded_postgres
from abaca.operations.archive import Archived, archive


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=int, required=True, help="the year in which the papers were issued")
    parser.add_argument("--to", type=Path, required=True, help="a new or empty folder")


def run(options: argparse.Namespace) -> int:
    """Archive a year; what is there already stays, and a folder that is not empty is refused."""
    embedded_postgres.ensure_running()
    try:
        title = f"{settings.VENDOR_LEGAL_NAME}, {options.year}"
        done = archive(options.year, options.to, title=title, tell=_tell)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    finally:
        embedded_postgres.stop()
    return report(done, options.to)


def _tell(papers: int) -> None:
    if papers % 500 == 0:
        print(f"{papers} papers written", flush=True)


def report(done: Archived, folder: Path) -> int:
    """Say what was written; papers that are not what they were at their issue are a failure."""
    print(f"{done.papers} papers, {done.electronic} of them with XML, and the books lie in {folder}.")
    print("`sha256sum --check SHA256SUMS` in that folder proves that nothing has changed since.")
    for number in done.changed:
        sys.stderr.write(f"{number} is not what was issued: its document does not have the digest kept with it.\n")
    return 1 if done.changed else 0
