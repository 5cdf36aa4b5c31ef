"""`abaca dkim`: make the key with which letters are signed, and say what has to stand in the DNS."""

import argparse
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings

from abaca.messaging.envelopes import domain_of
from abaca.messaging.signing import public_record

OWNER_ONLY = 0o600
BITS = 2048  # longer ones do not fit into one record of every name server


def describe(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    make = acts.add_parser("make", help="write a new private key into a file, which only its owner can read")
    make.add_argument("file", type=Path)
    make.add_argument("--selector", default="abaca", help="the name of the key in the DNS; a new key, a new name")
    show = acts.add_parser("show", help="print the record that belongs to a private key")
    show.add_argument("file", type=Path)
    show.add_argument("--selector", default="abaca")


def run(options: argparse.Namespace) -> int:
    """Make a key or show its record; the exit code is 1 when the file is there already, or no key."""
    if options.act == "make":
        if options.file.exists():
            print(f"{options.file} is there already; a new key needs a new file and a new selector.")
            return 1
        write_key(options.file)
    try:
        record = public_record(options.file.read_bytes())
    except (OSError, ValueError, TypeError) as reason:
        print(f"{options.file} holds no private key: {reason}")
        return 1
    domain = settings.DKIM_DOMAIN or domain_of(settings.MAIL_FROM)
    print(f'Put this into the DNS:\n\n{options.selector}._domainkey.{domain}. TXT "{record}"\n')
    print(f"Then set ABACA_DKIM_SELECTOR={options.selector} and ABACA_DKIM_KEY_FILE={options.file}.")
    return 0


def write_key(path: Path) -> None:
    """Write a new private key into a new file, which only its owner can read."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(pem)
