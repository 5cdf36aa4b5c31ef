"""`abaca ledger`: a year of the books as a file for another program, or whether the books are in order."""

import argparse
import sys
from pathlib import Path

from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.operations import embedded_postgres
from abaca.store.workflows.books_export import FORMS, export
from abaca.store.workflows.invariants import OF_THE_BOOKS
from abaca.store.workflows.jobs import PROVIDER
from abaca.store.workflows.reconciliation import differences


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="hold the books against papers, money, provider and bank")
    parser.add_argument("--year", type=int, help="the calendar year; without it that of today")
    parser.add_argument("--as", choices=FORMS, default="beancount", dest="form")
    parser.add_argument("--currency", default="", help="only the bookings in this currency")
    parser.add_argument(
        "--to", type=Path, help="a folder to write the file to; without it the file goes to the terminal"
    )


def run(options: argparse.Namespace) -> int:
    """Write the books; the exit code is 1 where the form cannot hold them."""
    embedded_postgres.ensure_running()
    at = present()
    if options.check:
        return _check()
    try:
        written = export(options.form, year=options.year or at.year, currency=options.currency.upper(), at=at)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    finally:
        embedded_postgres.stop()
    if options.to is None:
        sys.stdout.buffer.write(written.content)
        return 0
    options.to.mkdir(parents=True, exist_ok=True)
    path = options.to / written.name
    path.write_bytes(written.content)
    print(path)
    return 0


def _check() -> int:
    """Say what is wrong with the books; the exit code is 1 if anything is."""
    wrong = [sentence for invariant in OF_THE_BOOKS for sentence in invariant()] + differences(PROVIDER)
    print("\n".join(wrong) if wrong else "The books agree with papers, payments, terms, provider and bank.")
    embedded_postgres.stop()
    return 1 if wrong else 0
