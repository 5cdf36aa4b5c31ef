"""`abaca keyring`: the keys that sign answers and leases, made, listed, moved and taken out of use."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError

from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.licensing.keyring import actions
from abaca.licensing.keyring.pairs import as_hex, as_pem, read_private
from abaca.licensing.keyring.queries import every_key, published
from abaca.licensing.workflows.rotation import rotate
from abaca.operations import embedded_postgres, master_secret

FORMS: dict[str, Callable[[Ed25519PrivateKey], str]] = {"pem": as_pem, "hex": as_hex}
OWNER_ONLY = 0o600


def describe(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("make", help="make the next key: it is published, and signs after a rotation")
    acts.add_parser("list", help="show all keys, with state, public half and the hosts bound to them")
    _describe_export(acts.add_parser("export", help="write a private key into a file, or the public ones for pinning"))
    bring = acts.add_parser("import", help="take in a private Ed25519 key: PKCS8 PEM, or 32 or 64 bytes in hexadecimal")
    bring.add_argument("file", type=Path)
    bring.add_argument("--current", action="store_true", help="it signs from now on")
    bring.add_argument("--host", action="append", default=[], help="it signs what is asked under this name")
    turn = acts.add_parser("rotate", help="let the next key sign; the present one stays published")
    turn.add_argument("kid", nargs="?", help="which one, where several wait")
    turn.add_argument(
        "--now", action="store_true", help="though programs had less time than the longest lease to learn"
    )
    drop = acts.add_parser("revoke", help="take a key out of use for ever, for instance a stolen one")
    drop.add_argument("kid")
    tie = acts.add_parser("bind", help="let a key sign what is asked under names of hosts; without --host, under none")
    tie.add_argument("kid")
    tie.add_argument("--host", action="append", default=[])


def _describe_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kid", nargs="?", help="which key; may be left out with --public")
    parser.add_argument("--public", action="store_true", help="print public keys in hexadecimal: all, or this one")
    parser.add_argument("--form", choices=FORMS, default="pem")
    parser.add_argument("--file", type=Path, help="a new file, which only its owner can read; default: KID.pem or .hex")
    parser.add_argument("--show", action="store_true", help="print the private key on the terminal instead")


def run(options: argparse.Namespace) -> int:
    """Do one act; the exit code is 1 where it was refused."""
    embedded_postgres.ensure_running()
    try:
        if wrong := master_secret.what_is_wrong():
            sys.stderr.write(wrong)
            return 1
        return ACTS[options.act](options, present(), master_secret.operator())
    except (Refusal, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except DatabaseError:
        sys.stderr.write(master_secret.NO_DATABASE)
        return 1
    finally:
        embedded_postgres.stop()


def _make(_options: argparse.Namespace, at: datetime, by: str) -> int:
    kid = actions.make(at=at, by=by)
    print(f"Made {kid}. Pin its public half in the next release: abaca keyring export {kid} --public")
    return 0


def _list(_options: argparse.Namespace, _at: datetime, _by: str) -> int:
    for key in every_key():
        hosts = f"  {', '.join(key.hosts)}" if key.hosts else ""
        print(f"{key.kid}  {key.state:<8} {key.since:%Y-%m-%d %H:%M}  {bytes(key.public_key).hex()}{hosts}")
    return 0


def _export(options: argparse.Namespace, at: datetime, by: str) -> int:
    if options.public:
        keys = [key for key in published() if options.kid in {None, key.kid}]
        print("\n".join(bytes(key.public_key).hex() for key in keys))
        return 0 if keys else 1
    if options.kid is None:
        sys.stderr.write("Which key? abaca keyring list shows them all.\n")
        return 2
    if options.show:
        sys.stdout.write(FORMS[options.form](actions.hand_out(options.kid, at=at, by=by)))
        return 0
    path = options.file or Path(f"{options.kid}.{options.form}")
    # opened first, and only if it is new: a key that cannot be put away is not handed out
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii") as file:
        try:
            file.write(FORMS[options.form](actions.hand_out(options.kid, at=at, by=by)))
        except Refusal:
            path.unlink()
            raise
    print(f"The private key is in {path}; only its owner can read it.")
    return 0


def _import(options: argparse.Namespace, at: datetime, by: str) -> int:
    private = read_private(options.file.read_bytes().decode("ascii", "replace"))
    kid = actions.take_in(private, current=options.current, hosts=options.host, at=at, by=by)
    signs = "It signs now." if options.current else "It waits as next; abaca keyring rotate lets it sign."
    print(f"Taken in: {kid}. {'It signs for: ' + ', '.join(options.host) if options.host else signs}")
    return 0


def _rotate(options: argparse.Namespace, at: datetime, by: str) -> int:
    kid = rotate(options.kid, hurry=options.now, at=at, by=by)
    print(f"{kid} signs now. The one before stays published, and what it signed stays valid.")
    return 0


def _revoke(options: argparse.Namespace, at: datetime, by: str) -> int:
    signs = actions.revoke(options.kid, at=at, by=by)
    print(f"{options.kid} is revoked: it signs nothing more. {signs} signs now; programs must pin it, and no longer")
    print("the revoked one: ship a release that does, since a lease that a thief signs cannot be told from ours.")
    return 0


def _bind(options: argparse.Namespace, at: datetime, by: str) -> int:
    names = actions.bind(options.kid, options.host, at=at, by=by)
    print(f"{options.kid} signs for: {', '.join(names)}" if names else f"{options.kid} is bound to no host.")
    return 0


ACTS: dict[str, Callable[[argparse.Namespace, datetime, str], int]] = {
    "make": _make,
    "list": _list,
    "export": _export,
    "import": _import,
    "rotate": _rotate,
    "revoke": _revoke,
    "bind": _bind,
}
