#!/usr/bin/env python3
"""A program of the vendor, as small as can be: how activation looks from the program's side.

    python samples/sample_program.py start                    what a program does each time it is opened
    python samples/sample_program.py activate RT2GZ-…         redeem a product key and activate this computer
    python samples/sample_program.py activate                 activate without a key, by e-mail alone
    python samples/sample_program.py licence                  plan, dates, devices
    python samples/sample_program.py release                  give this computer's place back
    python samples/sample_program.py bridge 1234-…            open the plan for a week by a bridge code
    python samples/sample_program.py offline [RT2GZ-…]        the text to carry to a computer with a network
    python samples/sample_program.py accept FILE              take back what the page gave

It stands on abaca_client, which checks signatures, keeps the lease, and asks the server when that is due. A program of
yours needs `pip install cryptography` and the folder clients/python/abaca_client.
"""

import argparse
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients" / "python"))

from abaca_client import (
    Client,
    FileStore,
    NoAnswer,
    NotGenuine,
    Refused,
    Verdict,
    fingerprint_of,
    machine_id,
    read_product_key,
)

PRODUCT = "musa-accounting"
# A program that is shipped has the vendor's public keys written here, in hex: the current one and the next.
PUBLIC_KEYS: list[str] = []


def client_for(args: argparse.Namespace) -> Client:
    state = Path(args.state).expanduser()
    named = fingerprint_of(PRODUCT, f"{machine_id() or ''}{args.device}") if args.device else None
    return Client(
        args.server,
        PRODUCT,
        public_keys=args.public_key or PUBLIC_KEYS or keys_of_a_demo(args.server, state),
        store=FileStore(state),
        device_name=args.device,
        fingerprint=named,
    )


def keys_of_a_demo(server: str, state: Path) -> list[str]:
    """Take the keys of a shop on this very computer, which made them when it was first opened.

    Never do this in a program that is shipped: a key is trusted because it was built in, not because it was fetched.
    """
    place = state.with_name(f"{state.name}.demo-keys")
    if server.startswith(("http://localhost:", "http://127.0.0.1:")):
        try:
            with urllib.request.urlopen(f"{server}/api/licensing/v1/keys.json", timeout=10) as response:  # noqa: S310
                place.write_text(json.dumps([each["public_key"] for each in json.load(response)["keys"]]))
        except OSError:
            pass  # the shop is closed; the keys of last time do
    if not place.exists():
        sys.exit("Which public keys are the vendor's? Say --public-key, or open the demo.")
    keys: list[str] = json.loads(place.read_text())
    return keys


# --- what the program does ------------------------------------------------------------------------------------------


def start(client: Client, _args: argparse.Namespace) -> int:
    """Ask whether this computer may run the plan; without a licence there is always Free."""
    verdict = client.check()
    if not verdict.may_run:
        return free(verdict.reason)
    say(f"Musa Accounting {verdict.plan} is open. {until(verdict)}")
    if verdict.banner:
        say(verdict.banner)
    if verdict.notice:
        say(f"{verdict.notice['sentence']} {verdict.notice['url']}")
    return 0


def activate(client: Client, args: argparse.Namespace) -> int:
    """Sign in by e-mail, redeem the key if there is one, and take a place among the devices."""
    if args.product_key:
        reading = read_product_key(args.product_key)
        if reading["kind"] != "ok":
            return say_what_is_wrong(reading)
    if not client.is_signed_in:
        sign_in(client, args)
    try:
        verdict = client.activate(args.product_key, replace_device=args.replace)
    except Refused as refusal:
        if refusal.code != "device_limit":
            raise
        return say_who_is_in(refusal)
    say("This computer is active.")
    say(f"Plan: {verdict.plan}. {until(verdict)}")
    return 0


def sign_in(client: Client, args: argparse.Namespace) -> None:
    """Prove an address by the six digits that come to it."""
    email = args.email or input("E-mail address of the person who uses the program: ")
    client.sign_in(email)
    client.confirm(args.code or input(f"Code that came to {email}: "), activate=False)
    say(f"Signed in as {email}.")


def licence(client: Client, _args: argparse.Namespace) -> int:
    """Show what the account has."""
    if not client.is_signed_in:
        return free("Sign in first: activate")
    for each in client.licences():
        say(f"{each['product']} {each['plan']}: {each['standing']}. {until_day(each['ends'])}")
        say(f"Devices: {each['devices']['used']} of {each['devices']['limit'] or 'any number'}")
        if each["notice"]:
            say(f"{each['notice']['sentence']} {each['notice']['url']}")
        if each["next"]:
            say(f"Then {each['next']['plan']} from {each['next']['begins']} to {each['next']['ends'] or 'for ever'}.")
    return 0


def release(client: Client, _args: argparse.Namespace) -> int:
    """Give the place back; the program forgets its token and its lease."""
    say(f"Released. Devices in use now: {client.release()['devices']['used']}.")
    return 0


def bridge(client: Client, args: argparse.Namespace) -> int:
    """Go on for a week, though something is not yet in order."""
    say(client.use_bridge_code(args.bridge_code).reason)
    return 0


def offline(client: Client, args: argparse.Namespace) -> int:
    """Write what a phone or another computer must bring to the page /activate."""
    say(client.offline_request(args.product_key))
    return 0


def accept(client: Client, args: argparse.Namespace) -> int:
    """Take a machine file, or a compact lease that was saved as text."""
    say(client.accept_offline(Path(args.file).read_text(encoding="utf-8")).reason)
    return 0


# --- words ----------------------------------------------------------------------------------------------------------


def say(sentence: str) -> None:
    print(sentence)


def free(reason: str) -> int:
    say(f"{reason} Musa Accounting runs in its Free plan: you can open, print and export everything.")
    return 0


def until(verdict: Verdict) -> str:
    """Say the last day of the licence; where only the lease is known, that of the lease."""
    return until_day(verdict.ends or (verdict.until.date().isoformat() if verdict.until else None))


def until_day(ends: str | None) -> str:
    return f"Until {ends}." if ends else "Without end."


def say_what_is_wrong(reading: dict[str, Any]) -> int:
    say(f"This is not quite a product key ({reading['kind'].replace('_', ' ')}).")
    if "typed" in reading:
        say(f"Character {reading['position']}, in group {reading['group']}: you typed {reading['typed']}.")
    if "suggestion" in reading:
        say(f"Did you mean {reading['suggestion']}?")
    return 1


def say_who_is_in(refusal: Refused) -> int:
    say(refusal.message)
    for device in refusal.detail["devices"]:
        say(f"  {device['id']}  {device['name']}, last seen on {device['last_seen_on']}")
    say("Call again with --replace and the id of the one to release.")
    return 1


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Activation from the program's side.")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--state", default="~/.musa-accounting-sample.json", help="what the program keeps")
    parser.add_argument("--device", default="", help="pretend to be another computer of this name")
    parser.add_argument("--public-key", action="append", help="a pinned key in hex, in place of those built in")
    commands = parser.add_subparsers(dest="command", required=True)
    for verb in (start, licence, release):
        commands.add_parser(verb.__name__, help=verb.__doc__).set_defaults(do=verb)
    activating = commands.add_parser("activate", help=activate.__doc__)
    activating.add_argument("product_key", nargs="?")
    activating.add_argument("--email")
    activating.add_argument("--code")
    activating.add_argument("--replace", help="id of a device to release in exchange")
    activating.set_defaults(do=activate)
    for verb, name, wanted in ((bridge, "bridge_code", None), (offline, "product_key", "?"), (accept, "file", None)):
        command = commands.add_parser(verb.__name__, help=verb.__doc__)
        command.add_argument(name, nargs=wanted)
        command.set_defaults(do=verb)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = arguments(argv)
    try:
        done: int = args.do(client_for(args), args)
    except (Refused, NotGenuine) as refusal:
        say(str(refusal))
    except NoAnswer as silence:
        say(f"{silence} What is activated already goes on to the end of its lease.")
    else:
        return done
    return 1


if __name__ == "__main__":
    sys.exit(main())
