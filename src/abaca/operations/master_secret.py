"""Whether the master secret of licensing is the one with which this installation was sealed."""

import getpass
import os

from django.db import DatabaseError, connection

from abaca.dispatch.queries import present
from abaca.licensing.secrets.actions import WrongMasterSecret
from abaca.licensing.workflows.rekeying import enter_secret

NO_DATABASE = "The database does not answer, or migrations are missing: abaca doctor says which.\n"


def operator() -> str:
    """Return who sits at the terminal, as the journal shall name him."""
    try:
        return f"the operator {getpass.getuser()}"
    except (KeyError, OSError):
        return f"the operator {os.geteuid()}"


def what_is_wrong() -> str:
    """Return why this secret must not be used here, or nothing; one that takes over is entered."""
    try:
        enter_secret(at=present(), by=operator())
    except WrongMasterSecret as refusal:
        return f"{refusal}\n"
    except DatabaseError:
        return ""  # nothing is kept yet: `abaca doctor` says which migrations are missing
    finally:
        connection.close()  # web processes are split off from this one, and share no connection
    return ""
