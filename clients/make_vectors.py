"""Write vectors.json, which the tests of both clients read: what was signed with the test seed, and what it must mean.

python -m clients.make_vectors
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from clients.signing_by_hand import (
    DAY,
    EXPIRES,
    FINGERPRINT,
    ISSUED,
    LICENCE,
    NONCE,
    OURS,
    PRODUCT,
    PRODUCT_KEY,
    STRANGER,
    around,
    bare,
    changed,
    compact,
    dense,
    document,
    enc_of,
    file,
    header,
    kid_of,
    licence,
    public,
    standard,
)

FILE = Path(__file__).with_name("vectors.json")

Row = tuple[str, str, Any, dict[str, Any]]  # name, text, what it says or why it is refused, what the reader has besides
GOOD = {
    "licence": LICENCE,
    "plan": "professional",
    "issued": ISSUED,
    "expires": EXPIRES,
    "nonce": NONCE,
    "entitlements": ["EXPORT", "MULTI_CURRENCY"],
}
FILED = {**GOOD, "expires": 1_801_310_400, "nonce": None, "entitlements": ["EXPORT"]}
SECRET = PRODUCT_KEY + FINGERPRINT


def leases() -> list[dict[str, Any]]:
    """Return compact leases and machine files, each with what a program must make of it on 2 January 2027."""
    return [
        {
            "name": name,
            "text": text,
            "at": ISSUED + DAY,
            **more,
            **({"refused": says} if isinstance(says, str) else {"lease": says}),
        }
        for name, text, says, more in [*compact_leases(), *machine_files(), *tampered()]
    ]


def compact_leases() -> list[Row]:
    text = compact()
    return [
        ("worked example of the specification", text, GOOD, {}),
        ("blanks and a line feed around it", f"  {text}\n", GOOD, {}),
        ("of a bridge code", compact(l="", e=[]), {**GOOD, "licence": "", "entitlements": []}, {}),
        ("signed by a stranger", compact(by=STRANGER), "signature", {}),
        ("one character of the payload changed", changed(text, 60), "signature", {}),
        ("one character of the signature changed", changed(text, len(text) - 30), "signature", {}),
        ("another spelling of the same signature", text[:-3] + chr(ord(text[-3]) + 1) + text[-2:], "signature", {}),
        ("signed as a licence file", compact(prefix="license/"), "malformed", {}),
        ("no signature", text.partition(".")[0], "malformed", {}),
        ("a signed text that is no lease", compact(b'{"license":{"id":"x"}}'), "malformed", {}),
        ("a signed text that is no JSON", compact(b"lease"), "malformed", {}),
        ("of a later version", compact(v=2), "malformed", {}),
        ("an end that is no number", compact(x="2027-01-31"), "malformed", {}),
        ("for another product", compact(p="musa-drawing"), "product", {}),
        ("for another computer", compact(f=bare(bytes(16))), "fingerprint", {}),
        ("five minutes from the future", compact(i=ISSUED + DAY + 300), {**GOOD, "issued": ISSUED + DAY + 300}, {}),
        ("more than five minutes from the future", compact(i=ISSUED + DAY + 301), "from_the_future", {}),
    ]


def machine_files() -> list[Row]:
    """Return machine files, and what is none."""
    sealed, elsewhere = file(document(), secret=SECRET), {"type": "machines", "attributes": {}}
    other_product = document()
    other_product["included"][0]["attributes"]["code"] = "musa-drawing"
    lower = PRODUCT_KEY.lower().replace("-", "")
    rows: list[Row] = [
        ("machine file, plain", file(document()), FILED, {}),
        ("machine file, encrypted", sealed, FILED, {"product_key": PRODUCT_KEY}),
        ("machine file with Windows line ends", sealed.replace("\n", "\r\n"), FILED, {"product_key": PRODUCT_KEY}),
        (
            "machine file for a key that was presented without hyphens",
            file(document(), secret=PRODUCT_KEY.replace("-", "") + FINGERPRINT),
            FILED,
            {"product_key": PRODUCT_KEY},
        ),
        (
            "machine file for a key that was presented in lower case",
            file(document(), secret=lower + FINGERPRINT),
            FILED,
            {"product_key": lower},
        ),
        ("machine file that never ends", file(document(expiry=None, ttl=None)), {**FILED, "expires": None}, {}),
        ("machine file with the product key of somebody else", sealed, "secret", {"product_key": "A0000-00000"}),
        ("machine file without a product key", sealed, "secret", {}),
        ("machine file of another computer", file({**document(), "data": elsewhere}), "fingerprint", {}),
        ("machine file of another product", file(other_product), "product", {}),
        ("machine file from the future", file(document(issued="2027-01-02T00:05:01.000Z")), "from_the_future", {}),
        ("machine file signed by a stranger", file(document(), by=STRANGER), "signature", {}),
        ("machine file signed as a licence file", file(document(), signed_as="license"), "signature", {}),
        ("licence file", file(document(), kind="license"), "kind", {}),
        (
            "licence file in the dress of a machine file",
            file(document(), kind="license", label="machine"),
            "signature",
            {},
        ),
        ("a licence inside a machine file", file({**document(), "data": {"type": "licenses"}}), "kind", {}),
        ("machine file with an instant without a zone", file(document(issued="2027-01-01T00:00:00")), "malformed", {}),
        ("nothing", "", "malformed", {}),
        ("some words", "Please find the file attached.", "malformed", {}),
    ]
    algorithms = ("none", "rsa-sha256", "base64+rsa-sha256", "ed25519", "AES-256-GCM+ED25519", "aes-256-gcm+rsa-pss")
    rows += [
        (f"machine file with the algorithm {alg}", file(document(), alg=alg), "algorithm", {}) for alg in algorithms
    ]
    return rows


def tampered() -> list[Row]:
    """Return encrypted files that would open, if a reader decrypted before it verified, or took a short tag."""
    enc, key = enc_of(document(), SECRET), {"product_key": PRODUCT_KEY}
    sig = standard(OURS.sign(f"machine/{enc}".encode()))
    sealed, iv, tag = enc.split(".")
    short = f"{sealed}.{iv}.{standard(base64.b64decode(tag)[:4])}"

    def dressed(**members: str) -> str:
        return around(standard(dense({"enc": enc, "sig": sig, "alg": "aes-256-gcm+ed25519", **members})), "machine")

    return [
        (
            "machine file that opens, but was signed by a stranger",
            file(document(), secret=SECRET, by=STRANGER),
            "signature",
            key,
        ),
        (
            "machine file that opens, with one character of the signature changed",
            dressed(sig=changed(sig, 9)),
            "signature",
            key,
        ),
        ("machine file with one character of enc changed", dressed(enc=changed(enc, 40)), "signature", key),
        ("encrypted machine file that calls itself plain", dressed(alg="base64+ed25519"), "malformed", key),
        (
            "plain machine file that calls itself encrypted",
            file(document(), alg="aes-256-gcm+ed25519"),
            "malformed",
            key,
        ),
        ("machine file with a tag of four bytes", file(None, enc=short, alg="aes-256-gcm+ed25519"), "malformed", key),
        (
            "machine file with base64 in the other alphabet",
            file(None, enc="-_-_", alg="base64+ed25519"),
            "malformed",
            key,
        ),
    ]


def answers() -> list[dict[str, Any]]:
    request = dense(
        {"product": PRODUCT, "product_key": PRODUCT_KEY, "fingerprint": FINGERPRINT, "nonce": NONCE}
    ).decode()
    answer = '{"op":"validate","valid":true,"code":"ok"}'
    good = header(request, answer)
    rows = [
        ("worked example of the specification", good, request, answer, True),
        ("no body in the request", header("", answer), "", answer, True),
        ("replayed to another request", good, request.replace(NONCE, NONCE[::-1]), answer, False),
        ("another answer", good, request, answer.replace("true", "false"), False),
        ("signed by a stranger", header(request, answer, by=STRANGER), request, answer, False),
        (
            "a stranger who names our key",
            header(request, answer, by=STRANGER, kid=kid_of(OURS)),
            request,
            answer,
            False,
        ),
        ("our key under another name", header(request, answer, kid=kid_of(STRANGER)), request, answer, False),
        ("signed as a lease", header(request, answer, prefix="key/"), request, answer, False),
        ("signed as a machine file", header(request, answer, prefix="machine/"), request, answer, False),
        ("of a later version", good.replace("v1;", "v2;"), request, answer, False),
        ("with padding", f"{good}==", request, answer, False),
        ("not signed", "", request, answer, False),
    ]
    return [
        {"name": name, "header": head, "request": asked, "answer": told, "genuine": genuine}
        for name, head, asked, told, genuine in rows
    ]


Case = tuple[str, dict[str, Any], int, dict[str, Any]]  # name, what is kept, the instant, the verdict
OPEN = {"may_run": True, "code": "ok", "ask_online": False, "banner": ""}
FREE = {"may_run": False, "ask_online": True, "banner": ""}
NEVER = {**FREE, "ask_online": False}


def verdicts() -> list[dict[str, Any]]:
    """Return what is kept, an instant, and the verdict; without `lease` the worked example counts."""
    return [
        {"name": name, **facts, "at": at, "verdict": verdict} for name, facts, at, verdict in [*standings(), *clocks()]
    ]


def standings() -> list[Case]:
    active, over = licence(), "2026-12-28"
    grace = licence(standing="grace", ends=over, access_until="2027-01-10T23:00:00.000Z")
    begun = licence(ends=over, access_until="2027-01-10T23:00:00.000Z")
    kept = licence(standing="maintained", ends=over, access_until=None)
    in_grace = {**OPEN, "code": "grace", "banner": "The licence has ended; everything works until 2027-01-10."}
    maintained = {**OPEN, "code": "maintained", "banner": "The licence has ended; this version goes on working."}
    bridge = {**OPEN, "code": "bridge", "banner": "A bridge code opens the plan professional until 2027-01-31."}
    return [
        ("fresh from the server", {"licence": active, "mark": ISSUED}, ISSUED, OPEN),
        ("a last second", {"licence": active, "mark": ISSUED}, EXPIRES - 1, OPEN),
        ("the end", {"licence": active, "mark": ISSUED}, EXPIRES, {**FREE, "code": "lease_ended"}),
        ("nothing known but the lease", {}, ISSUED + DAY, OPEN),
        ("nothing at all", {"lease": None}, ISSUED, {**NEVER, "code": "not_activated"}),
        (
            "a signed refusal",
            {"lease": None, "refused": "licence_suspended"},
            ISSUED,
            {**NEVER, "code": "licence_suspended"},
        ),
        ("a word of a later server", {"lease": None, "refused": "moon"}, ISSUED, {**NEVER, "code": "moon"}),
        ("signed out, and the lease is over", {"refused": "token_invalid"}, EXPIRES, {**FREE, "code": "token_invalid"}),
        ("signed out, and the lease goes on", {"refused": "token_invalid"}, ISSUED, OPEN),
        ("grace, as the server says", {"licence": grace}, ISSUED + DAY, in_grace),
        ("grace that began since the last answer", {"licence": begun}, ISSUED, in_grace),
        (
            "the next term began since the last answer",
            {"licence": licence(ends=over, next={"plan": "professional"})},
            ISSUED,
            OPEN,
        ),
        ("maintained", {"licence": kept}, ISSUED, maintained),
        ("maintained since the last answer", {"licence": {**kept, "standing": "active"}}, ISSUED, maintained),
        ("the facts of another licence", {"licence": {**grace, "id": "0"}}, ISSUED, OPEN),
        (
            "the end of grace",
            {"licence": licence(access_until="2027-01-31T00:00:00.000Z")},
            EXPIRES,
            {**FREE, "code": "expired"},
        ),
        ("a bridge code", {"lease": compact(l=""), "licence": grace}, ISSUED + DAY, bridge),
    ]


def clocks() -> list[Case]:
    active = licence()
    said = "The clock of this computer seems to be behind; please go online once."
    behind = {**OPEN, "code": "clock_behind", "ask_online": True, "banner": said}
    return [
        ("clock back by a year", {"licence": active, "mark": ISSUED}, ISSUED - 365 * DAY, behind),
        ("clock back by 24 hours", {"licence": active, "mark": ISSUED + 2 * DAY}, ISSUED + DAY, OPEN),
        ("clock back by a second more", {"licence": active, "mark": ISSUED + 2 * DAY}, ISSUED + DAY - 1, behind),
        (
            "clock back behind an end that the server has seen",
            {"licence": active, "mark": EXPIRES},
            ISSUED + DAY,
            {**FREE, "code": "lease_ended"},
        ),
        ("clock back, nothing kept", {"lease": None, "mark": EXPIRES}, ISSUED, {**FREE, "code": "not_activated"}),
        (
            "clock forward by a year",
            {"licence": active, "mark": ISSUED},
            ISSUED + 365 * DAY,
            {**FREE, "code": "expired"},
        ),
        (
            "a wrong clock beside a fresh answer",
            {"licence": active, "mark": EXPIRES + DAY, "fresh": True},
            ISSUED,
            OPEN,
        ),
    ]


def marks() -> list[dict[str, Any]]:
    rows = [
        ("the first", 0, ISSUED, False, ISSUED),
        ("a later time", ISSUED, ISSUED + 5, False, ISSUED + 5),
        ("an earlier time", ISSUED, ISSUED - 5, False, ISSUED),
        ("an old lease", ISSUED + 9 * DAY, ISSUED, False, ISSUED + 9 * DAY),
        ("a fresh answer a little earlier", ISSUED, ISSUED - DAY, True, ISSUED),
        ("a fresh answer after the server's clock was put right", ISSUED + 365 * DAY, ISSUED, True, ISSUED),
    ]
    names = ("name", "before", "seen", "answers_us", "after")
    return [dict(zip(names, row, strict=True)) for row in rows]


def refreshes() -> list[dict[str, Any]]:
    rows = [
        ("just issued", 0, ISSUED, False),
        ("a second before a third", ISSUED, ISSUED + 10 * DAY - 1, False),
        ("a third", ISSUED, ISSUED + 10 * DAY, True),
        ("over", ISSUED, EXPIRES, True),
        ("the clock is behind", ISSUED + 2 * DAY, ISSUED + DAY - 1, True),
    ]
    return [dict(zip(("name", "mark", "at", "due"), row, strict=True)) for row in rows]


def product_keys() -> list[dict[str, Any]]:
    """Return what somebody typed, and how it must be read; the worked examples of the specification first."""
    ok = {"kind": "ok", "symbols": PRODUCT_KEY.replace("-", ""), "printed": PRODUCT_KEY}

    def slip(position: int, typed: str, expected: str, meant: str) -> dict[str, Any]:
        group = (position + 4) // 5
        return {
            "kind": "one_wrong",
            "position": position,
            "group": group,
            "typed": typed,
            "expected": expected,
            "suggestion": meant,
        }

    rows: list[tuple[str, dict[str, Any]]] = [
        (PRODUCT_KEY, ok),
        ("rt2gz skypd 8j86g 9k64n y6m2v", ok),
        (f"Your product key:\n MUSA-{PRODUCT_KEY}.\u200b Thank you!", ok),
        ("RT2GZ\u2013SKYPD\u20148J86G_9K64N.Y6M2V", ok),
        ("\uff32T2GZ-SKYPD-8J86G-9K64N-Y6M2V", ok),
        ("RT2GZ-SKYPD-8W86G-9K64N-Y6M2V", slip(12, "W", "J", PRODUCT_KEY)),
        ("F8QY4-0YGEC-YYS9E-9R04A-2K7QX", slip(25, "X", "W", "F8QY4-0YGEC-YYS9E-9R04A-2K7QW")),
        (
            "48G7Z-WYRD6-Z1RV0-WHE6M-113C1",
            {"kind": "swapped", "position": 1, "group": 1, "suggestion": "84G7Z-WYRD6-Z1RV0-WHE6M-113C1"},
        ),
        (
            "84G7Z-WYRD6-ZIRV0-WHE6M-lI3C1",
            {"kind": "ok", "symbols": "84G7ZWYRD6Z1RV0WHE6M113C1", "printed": "84G7Z-WYRD6-Z1RV0-WHE6M-113C1"},
        ),
        ("AAAAA-00000-00000-00000-002V9", {"kind": "unreadable"}),
        (
            "UT2GZ-SKYPD-8J86G-9K64N-Y6M2\u00e4",
            {
                "kind": "foreign_character",
                "characters": [{"position": 1, "typed": "U"}, {"position": 25, "typed": "\u00e4"}],
            },
        ),
        ("RT2GZ-SKYPD", {"kind": "wrong_length", "length": 10}),
        (" -- ", {"kind": "empty"}),
        ("A" * 501, {"kind": "wrong_length", "length": 501}),
    ]
    return [{"typed": typed, "reading": reading} for typed, reading in rows]


def offline_requests() -> list[dict[str, Any]]:
    members = {
        "v": 1,
        "p": PRODUCT,
        "k": PRODUCT_KEY.replace("-", ""),
        "f": FINGERPRINT,
        "n": NONCE,
        "d": "Atelier Zoë",
    }
    without = {name: value for name, value in members.items() if name != "k"}
    return [
        {"members": each, "text": "ACT1." + base64.b32encode(dense(each)).rstrip(b"=").decode()}
        for each in (members, without)
    ]


def fingerprints() -> list[dict[str, str]]:
    """Return HMAC-SHA256 written out by hand: two hashes around a padded key."""
    rows = []
    for product, machine in ((PRODUCT, "4c4c4544-0043"), ("p" * 64, "machine"), ("a", "Atelier Zoë")):
        block = product.encode().ljust(64, b"\0")
        inner, outer = (bytes(each ^ pad for each in block) for pad in (0x36, 0x5C))
        digest = hashlib.sha256(outer + hashlib.sha256(inner + machine.encode()).digest()).hexdigest()
        rows.append({"product": product, "machine_id": machine, "fingerprint": digest})
    return rows


def vectors() -> dict[str, Any]:
    return {
        "about": "Made by make_vectors.py with the test seed 00 01 … 1f; times are Unix seconds.",
        "public_key": public(OURS).hex(),
        "product": PRODUCT,
        "fingerprint": FINGERPRINT,
        "leases": leases(),
        "answers": answers(),
        "verdicts": verdicts(),
        "marks": marks(),
        "refreshes": refreshes(),
        "product_keys": product_keys(),
        "offline_requests": offline_requests(),
        "fingerprints": fingerprints(),
    }


def text() -> str:
    return json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
