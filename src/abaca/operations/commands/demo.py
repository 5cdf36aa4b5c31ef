"""`abaca demo`: a whole rehearsal shop, from an empty folder to the first page."""

import argparse
import sys
import time
from collections.abc import Callable

from django.conf import settings

from abaca.operations import embedded_postgres
from abaca.operations.demo.alone import Refused, alone
from abaca.operations.demo.household import Died, Household, when_asked_to_leave
from abaca.operations.demo.preparation import prepare
from abaca.operations.filling import LOG_INS

PLACES = [
    ("Shop", "/"),
    ("Portal", "/account/"),
    ("Licence", "/activate/"),
    ("Console", "/console/"),
    ("Mailbox", "/rehearsal/mailbox/"),
]


def run(_options: argparse.Namespace) -> int:
    """Prepare, open, wait for Ctrl-C, put everything away."""
    try:
        with alone():
            return _live()
    except (Refused, Died) as reason:
        sys.stderr.write(f"\n{reason}\n")
        return 1
    finally:
        embedded_postgres.stop()


def _live() -> int:
    began = time.monotonic()
    print(f"Abaca, a rehearsal. Its data lie in {settings.DATA_FOLDER}\n", flush=True)
    prepare(_tell)
    leave = when_asked_to_leave()
    with Household() as household:
        address = f"http://localhost:{settings.WEB_PORT}"
        _tell("Doors", household.wait_until_open)
        _print_addresses(address, household.mail_port, time.monotonic() - began)
        household.watch(leave)
        print("\nClosing …", flush=True)
    print("Closed. The data stay; `make demo` finds them again, `make demo FRESH=1` begins anew.", flush=True)
    return 0


def _tell(name: str, step: Callable[[], str]) -> None:
    print(f"  {name:<13}", end="", flush=True)
    began = time.monotonic()
    result = step()
    print(f"{result} ({time.monotonic() - began:.1f} s)", flush=True)


def _print_addresses(address: str, mail_port: int, seconds: float) -> None:
    print(f"\nOpen after {seconds:.0f} seconds:\n")
    for name, path in PLACES:
        print(f"  {name:<13}{address}{path}")
    print(f"  {'Mail':<13}to {settings.VENDOR_SUPPORT_EMAIL}, at 127.0.0.1 port {mail_port} (SMTP)")
    if LOG_INS:
        print("\nLog-ins:\n")
    for log_in in LOG_INS:
        print(f"  {log_in.who:<20}{log_in.email}  {log_in.password}  at {address}{log_in.address}")
    print("\nStaff are asked for a code from their phone; the page fills it in, as nobody here has that phone.")
    print("\nCtrl-C closes everything.", flush=True)
