"""A question that somebody typed on a page of ours, as the mail that he would have sent."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from abaca.kernel.emails import fold

NOBODY = "anonymous@help.invalid"  # a name that is never given out: there is nobody to answer
LONGEST_SUBJECT = 70


def mail_of(question: str, *, email: str, to: str, subject: str, ref: str, language: str, at: datetime) -> bytes:
    """Return the raw mail of a question; without an address it comes from nobody.

    A forged sender is none the better for it: the mail bears no signature, and nothing is done because of it alone.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("", addr_spec=_readable(email))
    mail["To"] = Address("", addr_spec=to)
    mail["Subject"] = _line(f"{subject}: {question}")[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{ref}@help.invalid>"
    mail["Content-Language"] = language
    mail.set_content(question.replace("\r\n", "\n").replace("\r", "\n"), cte="base64")
    return mail.as_bytes()


def is_readable(email: str) -> bool:
    """Tell whether an address can stand in the head of such a mail: its name is of plain letters, its domain any."""
    return email.rpartition("@")[0].isascii()


def _readable(email: str) -> str:
    """Return the address in plain letters, its domain as the network writes it; that of nobody where there is none."""
    name, _at, domain = email.rpartition("@")
    if not name or not is_readable(email):
        return NOBODY
    return email if domain.isascii() else f"{name}@{fold(email).rpartition('@')[2]}"


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
