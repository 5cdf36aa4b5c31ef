"""The rehearsed world of mail: domains with keys of their own, their DNS, and people who write mails.

A person's provider signs what it sends with the key of the person's domain; the key is made when it is first needed and
lies in the rehearsal's folder, where the rehearsed DNS reads its public half.
"""

import os
import secrets
import smtplib
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from abaca.inbox.organisations import folded_domain

SELECTOR = "rehearsal"
POLICY = "v=DMARC1; p=reject"
BITS = 2048
PATIENCE = 10  # seconds
COVERED = (b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type")


class Undelivered(Exception):
    """Tell, in the words of the other side, that a mail was not taken."""


class World:
    """The domains of the rehearsal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def texts(self, name: str) -> list[str]:
        """Answer as the DNS would: a key and a policy for every domain that has signed something."""
        for prefix in (f"{SELECTOR}._domainkey.", "_dmarc."):
            if name.startswith(prefix):
                path = self._path(name.removeprefix(prefix))
                if not path.exists():
                    return []
                return [POLICY] if prefix == "_dmarc." else [_published(path, path.stat().st_mtime_ns)]
        return []

    def signed(self, raw: bytes, domain: str, covered: tuple[bytes, ...] = COVERED) -> bytes:
        """Return the mail with the signature of a domain above it, which covers those of some fields that it has."""
        field = dkim.DKIM(raw).sign(
            SELECTOR.encode(),
            folded_domain(domain).encode(),
            self._key(domain),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in covered if name + b":" in raw.lower()] + [b"from"],
        )
        return bytes(field) + raw

    def _key(self, domain: str) -> bytes:
        path = self._path(domain)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{secrets.token_hex(6)}")
            key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
            draft.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
            with suppress(FileExistsError):  # who came first has published his
                os.link(draft, path)
            draft.unlink()
        return path.read_bytes()

    def _path(self, domain: str) -> Path:
        plain = "".join(c if c.isalnum() or c in "-." else "_" for c in folded_domain(domain))
        return self.folder / f"{plain}.pem"


@lru_cache(maxsize=256)
def _published(path: Path, _written: int) -> str:
    key = load_pem_private_key(path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True)  # our own
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


@dataclass(frozen=True)
class Written:
    """A mail as a person of the rehearsal writes it."""

    from_address: str
    to_address: str
    subject: str
    text: str
    from_name: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def composed(written: Written, at: datetime) -> bytes:
    """Return the bytes, as a mail program would make them."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{written.from_name}" <{written.from_address}>' if written.from_name else written.from_address
    message["To"] = written.to_address
    message["Subject"] = " ".join(written.subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{secrets.token_hex(12)}@{folded_domain(written.from_address.rpartition('@')[2])}>"
    if written.in_reply_to:
        message["In-Reply-To"] = written.in_reply_to
        message["References"] = " ".join((*written.references, written.in_reply_to))
    message.set_content(written.text)
    return message.as_bytes()


def deliver(raw: bytes, *, sender: str, recipient: str, host: str, port: int) -> None:
    """Hand a mail in as the sender's mail server would."""
    try:
        with smtplib.SMTP(host, port, timeout=PATIENCE, local_hostname="mail.rehearsal") as server:
            server.sendmail(sender, [recipient], raw, ["SMTPUTF8"] if not (sender + recipient).isascii() else ())
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        raise Undelivered(f"{code} {words.decode(errors='replace')}") from refusal
    except (smtplib.SMTPException, OSError) as reason:
        raise Undelivered(str(reason)) from reason
