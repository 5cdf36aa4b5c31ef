#!/usr/bin/env python3
"""A program of the vendor, as small as can be: how activation looks from the program's side.

    python samples/sample_program.py start                    what a program does each time it is opened
    python samples/sample_program.py activate RT2GZ-…         redeem a product key and activate this computer
    python samples/sample_program.py activate                 activate without a key, by e-mail alone
    python samples/sample_program.py licence                  plan, dates, devices
    python samples/sample_program.py release                  give this computer's place back

Standard library only. A real program also checks the signature of each answer (header Abaca-Signature, an Ed25519 key
that it pins when it is built) and keeps a signed lease for the days without a network.
"""

import argparse
import hashlib
import hmac
import json
import platform
import secrets
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

PRODUCT = "musa-accounting"


class Refused(Exception):
    """The server said no; `error` has code, message and detail."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.error = error


class Program:
    """Knows the server, this computer, and what it keeps between two starts."""

    def __init__(self, server: str, state: str, device: str) -> None:
        self.server = server.rstrip("/")
        self.file = Path(state).expanduser()
        self.kept = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.device = device or platform.node() or "This computer"
        self.fingerprint = fingerprint(device)

    def keep(self, **facts: str | None) -> None:
        self.kept = {name: value for name, value in {**self.kept, **facts}.items() if value}
        self.file.write_text(json.dumps(self.kept))
        self.file.chmod(0o600)

    def call(self, path: str, *, method: str = "POST", **members: Any) -> dict[str, Any]:
        """Ask the server; who we are is told by the token, else by the product key."""
        url = f"{self.server}/api/licensing/v1/{path}"
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.kept.get("token"):
            headers["Authorization"] = f"Bearer {self.kept['token']}"
        nonce = secrets.token_urlsafe(16)
        body = {"product": PRODUCT, "fingerprint": self.fingerprint, "nonce": nonce, **members}
        sent = json.dumps(body).encode() if method == "POST" else None
        url = url if sent else f"{url}?product={PRODUCT}&nonce={nonce}"
        request = urllib.request.Request(url, sent, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
                answer = json.load(response)
        except urllib.error.HTTPError as refusal:
            raise Refused(_error_in(refusal)) from refusal
        if answer["nonce"] != nonce:
            raise Refused({"code": "replayed", "message": "This answer belongs to another question.", "detail": {}})
        return answer


def _error_in(refusal: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        return json.load(refusal)["error"]
    except (ValueError, KeyError):
        return {"code": "no_answer", "message": f"The server answers with status {refusal.code}.", "detail": {}}


def fingerprint(device: str) -> str:
    """Name this computer so that no two vendors can put their names together."""
    place = Path("/etc/machine-id")
    machine = place.read_text().strip() if place.exists() else str(uuid.getnode())
    return hmac.new(PRODUCT.encode(), f"{machine}{device or ''}".encode(), hashlib.sha256).hexdigest()


# --- what the program does ------------------------------------------------------------------------------------------


def start(program: Program, _args: argparse.Namespace) -> int:
    """Ask whether this computer may run the plan; without a licence there is always Free."""
    if not program.kept:
        return free("Nothing is activated on this computer yet.")
    members = {} if program.kept.get("token") else {"product_key": program.kept["product_key"]}
    try:
        verdict = program.call("validate", **members)
    except Refused as refusal:
        if refusal.error["code"] == "token_invalid":
            program.keep(token=None)
            return free("This computer was signed out.")
        raise
    if not verdict["valid"]:
        return free(REASONS.get(verdict["code"], verdict["code"]))
    licence = verdict["licence"]
    say(f"Musa Accounting {licence['plan']} is open. {until(licence)}")
    if verdict["code"] == "grace":
        say(f"The licence has ended; everything works until {licence['access_until'][:10]}.")
    return 0


def activate(program: Program, args: argparse.Namespace) -> int:
    """Sign in by e-mail, redeem the key if there is one, and take a place among the devices."""
    if args.product_key:
        diagnosis = program.call("product-keys/check", product_key=args.product_key)["diagnosis"]
        if diagnosis["kind"] != "ok":
            return say_what_is_wrong(diagnosis)
    if not program.kept.get("token"):
        sign_in(program, args)
    try:
        done = take_a_place(program, args, replace=args.replace)
    except Refused as refusal:
        if refusal.error["code"] != "device_limit":
            raise
        return say_who_is_in(refusal.error)
    if args.product_key:
        program.keep(product_key=args.product_key)
    say("This computer was active already." if done["already"] else "This computer is active.")
    say(f"Plan: {done['licence']['plan']}. {until(done['licence'])}")
    return 0


def take_a_place(program: Program, args: argparse.Namespace, *, replace: str | None) -> dict[str, Any]:
    members = {"name": program.device, "platform": platform.system()}
    if args.product_key:
        members["product_key"] = args.product_key
    if replace:
        members["replace_device"] = replace
    return program.call("activate", **members)


def sign_in(program: Program, args: argparse.Namespace) -> None:
    """Prove an address by the six digits that come to it."""
    email = args.email or input("E-mail address of the person who uses the program: ")
    started = program.call("sign-in", email=email, device_name=program.device)
    code = args.code or input(f"Code that came to {email}: ")
    done = program.call("sign-in/confirm", challenge=started["challenge"], code=code, activate=False)
    program.keep(token=done["token"])
    say(f"Signed in as {done['account']['email']}.")


def licence(program: Program, _args: argparse.Namespace) -> int:
    """Show what the account has."""
    if not program.kept.get("token"):
        return free("Sign in first: activate")
    for each in program.call("licences", method="GET")["licences"]:
        say(f"{each['product']} {each['plan']}: {each['standing']}. {until(each)}")
        say(f"Devices: {each['devices']['used']} of {each['devices']['limit'] or 'any number'}")
        if each["next"]:
            say(f"Then {each['next']['plan']} from {each['next']['begins']} to {each['next']['ends'] or 'for ever'}.")
    return 0


def release(program: Program, _args: argparse.Namespace) -> int:
    """Give the place back; the token ends with it."""
    members = {} if program.kept.get("token") else {"product_key": program.kept.get("product_key", "")}
    done = program.call("deactivate", **members)
    program.keep(token=None)
    say(f"Released. Devices in use now: {done['licence']['devices']['used']}.")
    return 0


# --- words ----------------------------------------------------------------------------------------------------------

REASONS = {
    "product_key_unknown": "The product key is not known.",
    "product_key_not_redeemed": "Nobody has redeemed the product key yet.",
    "licence_none": "This account has no licence.",
    "device_not_active": "This computer was released.",
    "too_many_devices": "The plan allows fewer devices than are active; release one.",
    "suspended": "The licence is suspended.",
    "expired": "The licence has ended.",
}


def say(sentence: str) -> None:
    print(sentence)


def free(reason: str) -> int:
    say(f"{reason} Musa Accounting runs in its Free plan: you can open, print and export everything.")
    return 0


def until(licence: dict[str, Any]) -> str:
    return f"Until {licence['ends']}." if licence["ends"] else "Without end."


def say_what_is_wrong(diagnosis: dict[str, Any]) -> int:
    say(f"This is not quite a product key ({diagnosis['kind'].replace('_', ' ')}).")
    if "typed" in diagnosis:
        say(f"Character {diagnosis['position']}, in group {diagnosis['group']}: you typed {diagnosis['typed']}.")
    if "suggestion" in diagnosis:
        say(f"Did you mean {diagnosis['suggestion']}?")
    return 1


def say_who_is_in(error: dict[str, Any]) -> int:
    say(error["message"])
    for device in error["detail"]["devices"]:
        say(f"  {device['id']}  {device['name']}, last seen on {device['last_seen_on']}")
    say("Call again with --replace and the id of the one to release.")
    return 1


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Activation from the program's side.")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--state", default="~/.musa-accounting-sample.json", help="what the program keeps")
    parser.add_argument("--device", default="", help="pretend to be another computer of this name")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start").set_defaults(do=start)
    commands.add_parser("licence").set_defaults(do=licence)
    commands.add_parser("release").set_defaults(do=release)
    activating = commands.add_parser("activate")
    activating.add_argument("product_key", nargs="?")
    activating.add_argument("--email")
    activating.add_argument("--code")
    activating.add_argument("--replace", help="id of a device to release in exchange")
    activating.set_defaults(do=activate)
    args = parser.parse_args(argv)
    try:
        return args.do(Program(args.server, args.state, args.device), args)
    except Refused as refusal:
        say(str(refusal))
    except urllib.error.URLError as failure:
        say(f"The server does not answer ({failure.reason}). A program with a lease would go on; this one is Free.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
