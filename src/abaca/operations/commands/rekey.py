"""`abaca rekey`: seal everything that licensing keeps with its new master secret, while the shop is open."""

import argparse
import sys

from django.db import DatabaseError

from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.licensing.workflows.rekeying import BATCH, Left, Rekeyed, left, rekey
from abaca.operations import embedded_postgres
from abaca.operations.master_secret import NO_DATABASE, operator


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")
    parser.add_argument("--left", action="store_true", help="only say what the former secret is needed for")


def run(options: argparse.Namespace) -> int:
    """Seal afresh; it may be killed and begun again at any moment."""
    embedded_postgres.ensure_running()
    try:
        if options.left:
            _print_left(left(at=present()))
            return 0
        done = rekey(tell=_Progress(), batch=max(1, options.batch), at=present(), by=operator())
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except DatabaseError:
        sys.stderr.write(NO_DATABASE)
        return 1
    finally:
        embedded_postgres.stop()
    return _report(done)


class _Progress:
    """Prints how far the work is."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        print(f"{self.rows} product keys sealed afresh", flush=True)


def _report(done: Rekeyed) -> int:
    print(
        f"Sealed afresh: {done.product_keys} product keys, {done.signing_keys} signing keys,"
        f" {done.documents} documents of the feed that wait."
    )
    for name in done.shut:
        print(f"{name} opens with none of our secrets and stays as it is.")
    _print_left(done.left)
    return 1 if done.shut or done.left.sealed else 0


def _print_left(rest: Left) -> None:
    if rest == Left():
        print("Nothing needs the former secret any more: unset ABACA_LICENSING_OLD_MASTER_KEY_FILE and restart.")
        return
    print("The former secret is still needed for:")
    if rest.sealed:
        print(f"  {rest.product_keys} product keys and {rest.signing_keys} signing keys: run abaca rekey (again)")
    if rest.tokens:
        print(f"  {rest.tokens} signed-in programs: renewed when they next call; without it they must sign in again")
    if rest.answers:
        print(f"  {rest.answers} answers kept for repeated calls: gone within 24 hours")
