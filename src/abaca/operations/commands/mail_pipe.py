"""`abaca mail-pipe`: one mail from standard input, for mail servers that hand mail to programs.

The exit codes are those of sysexits.h, which such servers read: 0 the mail is kept, 65 it never will be, 75 come again.
"""

import argparse
import logging
import os
import sys

from django.conf import settings

from abaca.inbox.jobs import take_in
from abaca.operations import embedded_postgres

KEPT, NEVER, LATER = 0, 65, 75

log = logging.getLogger(__name__)


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sender", default=os.environ.get("SENDER", ""), help="of the envelope; <> for none")
    parser.add_argument("--recipient", default=os.environ.get("RECIPIENT", ""), help="of the envelope")


def run(options: argparse.Namespace) -> int:
    """Keep the mail and say so with the exit code."""
    raw = sys.stdin.buffer.read(settings.MAIL_IN_LARGEST + 1)
    if not raw.strip() or len(raw) > settings.MAIL_IN_LARGEST:
        sys.stderr.write("5.3.4 The mail is too large.\n" if raw.strip() else "5.6.0 There is no mail.\n")
        return NEVER
    try:
        embedded_postgres.ensure_running()
        take_in(raw, sender=options.sender, recipient=options.recipient)
    except Exception:  # whatever it is, the mail server still has the mail
        log.exception("The mail could not be kept.")
        sys.stderr.write("4.3.0 The mail cannot be kept just now.\n")
        return LATER
    return KEPT
