"""`abaca dkim`: make the keys with which letters are signed, and say what has to stand in the DNS."""

import argparse
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings

from abaca.messaging.envelopes import domain_of
from abaca.messaging.jobs import sender_of
from abaca.messaging.models import Stream
from abaca.messaging.signing import Seal, seals_of

OWNER_ONLY = 0o600
BITS = 2048  # longer ones do not fit into one record of every name server


def describe(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    make = acts.add_parser("make", help="write new private keys into a file, which only its owner can read")
    make.add_argument("file", type=Path)
    make.add_argument("--selector", default="abaca", help="the name of the keys in the DNS; new keys, a new name")
    show = acts.add_parser("show", help="print the records that belong to the private keys of a file")
    show.add_argument("file", type=Path)
    show.add_argument("--selector", default="abaca")
    for act in (make, show):
        act.add_argument("--newsletters", action="store_true", help="keys that sign newsletters only, at their domain")


def run(options: argparse.Namespace) -> int:
    """Make keys or show their records; the exit code is 1 when the file is there already, or holds no key."""
    if options.act == "make":
        if options.file.exists():
            print(f"{options.file} is there already; new keys need a new file and a new selector.")
            return 1
        write_keys(options.file)
    if options.newsletters:
        domain, names = (
            settings.NEWSLETTER_DKIM_DOMAIN or domain_of(sender_of(Stream.NEWSLETTER)),
            "ABACA_NEWSLETTER_DKIM",
        )
    else:
        domain, names = settings.DKIM_DOMAIN or domain_of(settings.MAIL_FROM), "ABACA_DKIM"
    try:
        seals = seals_of(domain, options.selector, options.file.read_bytes())
    except (OSError, ValueError) as reason:
        print(f"Letters cannot be signed with {options.file}: {reason}.")
        return 1
    print("Put this into the DNS:\n")
    for seal in seals:
        print(_line(seal))
    print(f"Then set {names}_SELECTOR={options.selector} and {names}_KEY_FILE={options.file}.")
    return 0


def write_keys(path: Path) -> None:
    """Write new private keys, RSA and Ed25519, into a new file, which only its owner can read."""
    rsa = generate_private_key(public_exponent=65537, key_size=BITS)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    pem += Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(pem)


def _line(seal: Seal) -> str:
    return f'{seal.place}. TXT "{seal.record}"\n'
