"""`abaca staff`: who comes into the console; the first administrator is let in from here."""

import argparse
from datetime import datetime

from abaca.access.actions import appoint, dismiss, forget_second_step, note
from abaca.access.models import AuditEntry, User
from abaca.access.queries import staff, staff_with_second_step
from abaca.access.roles import Role
from abaca.dispatch.queries import present
from abaca.kernel.emails import is_email
from abaca.kernel.refusals import Refusal
from abaca.operations import embedded_postgres

BY, DONE = "abaca staff", 200  # whoever is at the server; the program knows no name


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", nargs="?", help="whom it is about; without it all are listed")
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument("--role", choices=[str(role) for role in Role], help="let in with this role, or change it")
    deed.add_argument("--leave", action="store_true", help="let go, and end all sessions")
    deed.add_argument("--lost-phone", action="store_true", help="forget the second step, and end all sessions")


def run(options: argparse.Namespace) -> int:
    """Do what is wished, and list the staff."""
    embedded_postgres.ensure_running()
    try:
        if options.email:
            _do(options)
    except Refusal as refusal:
        print(refusal)
        return 1
    _list()
    return 0


def _do(options: argparse.Namespace) -> None:
    known = User.objects.filter(email__iexact=options.email, is_staff=True).first()
    ref, at = known.ref if known else "", present()
    if options.role and is_email(options.email):
        user = appoint(options.email, role=Role(options.role), at=at)
        _note("staff_role", f"{user.ref} {user.role}", at)
    elif options.leave:
        dismiss(ref, at=at)
        _note("staff_leave", ref, at)
    elif options.lost_phone:
        forget_second_step(ref)
        _note("staff_lost_phone", ref, at)
    else:
        print("Nothing was changed: say --role, --leave or --lost-phone, and a complete address.")


def _note(page: str, about: str, at: datetime) -> None:
    """Write into the audit log what was done on the server, under the name of the page that does the same."""
    note(AuditEntry(at=at, by=BY, how=AuditEntry.How.DID, page=f"console:{page}", about=about, status=DONE))


def _list() -> None:
    secured = staff_with_second_step()
    for user in staff():
        step = "second step set up" if user.pk in secured else "second step at the next log-in"
        print(f"{user.email}  {user.role}  {step if user.is_staff else 'no longer of the staff'}")
