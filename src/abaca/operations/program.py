"""The program `abaca`: finds the command, wakes Django, runs it."""

import argparse
import importlib
import os
import signal
import sys
import threading
import traceback
from types import FrameType
from typing import NoReturn

import django

from .demo import environment
from .embedded_postgres import CannotStartServer

COMMANDS = {
    "demo": "run a whole rehearsal shop on this machine: web, worker, mailbox, database",
    "serve": "answer web requests",
    "work": "do what falls due: charges, letters, keys",
    "mail-in": "take the mail that the world sends, at a port of our own",
    "mail-pipe": "take one mail from standard input, as mail servers hand it to programs",
    "tick": "do once whatever is due now, then end",
    "migrate": "bring the database up to date",
    "product": "say in which ways the programs of a product may ask",
    "dkim": "make the keys with which letters are signed, and say what has to stand in the DNS",
    "doctor": "check configuration, database, mail, keys and clock, and say what to fix",
    "keyring": "make, list, rotate, revoke, bind, bring and take away the keys that sign",
    "ledger": "write a year of the books for other programs, or check whether they are in order",
    "rekey": "seal everything that licensing keeps with its new master secret, while the shop is open",
    "archive": "put a year of invoices, XML and books into a folder, with checksums",
    "staff": "list the staff, let somebody in with a role, or let somebody go",
    "sell": "sell once without a browser, and print order and product key as JSON",
    "simulate": "live some years with a crowd of customers, and check what must always hold",
    "catcher": "catch the letters of a rehearsal shop instead of sending them",
}
REHEARSALS = {"demo", "catcher", "sell", "simulate"}  # commands that are never in earnest
IN_EARNEST = {
    "serve",
    "work",
    "tick",
    "keyring",
    "rekey",
}  # these seal and sign: never with a secret that is missing or weak
PIPED = "mail-pipe"
HELP = {"-h", "--help"}
SECONDS_BETWEEN_LOOKS = 1.0


def main(words: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    words = sys.argv[1:] if words is None else words
    return _taken(words) if words[:1] == [PIPED] else _run(words)


def _taken(words: list[str]) -> int:
    """Take a mail from a mail server, and end with a code that it knows: taken, never, or come again.

    Whatever is wrong with us, the server still has the mail. Any other code would send it back to who wrote it.
    """
    code = os.EX_TEMPFAIL
    try:
        code = _run(_joined(words))
    except SystemExit:  # words that it does not understand, or a signal in the middle
        if HELP & {*words}:
            raise
    except BaseException:  # noqa: BLE001 - whatever it is
        traceback.print_exc()
    return code if code in {os.EX_OK, os.EX_DATAERR} else os.EX_TEMPFAIL


def _joined(words: list[str]) -> list[str]:
    """Return the words with an option and its value in one, since an address may begin like an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in {"--sender", "--recipient"}:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _run(words: list[str]) -> int:
    name = _parser().parse_args(words[:1]).command
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    if name in REHEARSALS:
        environment.prepare()
    signal.signal(signal.SIGTERM, _leave)
    _end_with_the_parent()
    django.setup()
    if name in IN_EARNEST and (missing := _missing_secrets()):
        sys.stderr.write(missing)
        return 1
    # a command is loaded by its name, after Django woke: its imports need the models
    command = importlib.import_module(f"abaca.operations.commands.{name.replace('-', '_')}")
    options = argparse.ArgumentParser(prog=f"abaca {name}", description=COMMANDS[name])
    getattr(command, "describe", _no_options)(options)
    try:
        return int(command.run(options.parse_args(words[1:])))
    except CannotStartServer as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _missing_secrets() -> str:
    """Return what is wrong with the secrets, with the way to mend it, or nothing."""
    findings = importlib.import_module("abaca.operations.findings").secrets()
    return "".join(f"{found.sentence} {found.advice}\n" for found in findings if found.well is False)


def _parser() -> argparse.ArgumentParser:
    lines = [f"  {name:<9} {sentence}" for name, sentence in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="abaca",
        usage="abaca COMMAND [options]",
        description="Abaca, the shop and licence platform of a software vendor.",
        epilog="commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    return parser


def _no_options(options: argparse.ArgumentParser) -> None:
    """Leave a command without options as it is."""


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as if the program had come to its end by itself, so that everything is put away."""
    raise SystemExit(0)


def _end_with_the_parent() -> None:
    """Watch, if this is a child of the demo, whether the parent was killed, and end then too."""
    parent = os.environ.get("ABACA_PARENT")
    if parent and parent == str(os.getppid()):
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
