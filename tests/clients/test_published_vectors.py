"""Files that Keygen's own server has signed: facts about the formats, read from beside the repository."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from abaca_client import NotGenuine, Pinned, open_file, read_product_key

SHARED = Path(__file__).parents[3] / "shared/vectors/licence"
KEYGEN = SHARED / "keygen"
needs_vectors = pytest.mark.skipif(not SHARED.exists(), reason="shared vectors absent")

E8 = "e8601e48b69383ba520245fd07971e983d06d22c4257cfd82304601479cee788"
EE = "775e65407f3d86de55efbac47d1bbeab79768a21a406e39976606a704984e7d1"
DEMO = "B10760-1B177D-656D1F-C03298-9AF89E-V3"
MACHINE = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39"
TEST = "TEST-116A58-3F79F9-9F1982-9D63B1-V3"


class File(NamedTuple):
    name: str
    kind: str
    public_key: str
    secret: str
    issued: str
    expiry: str | None
    included: set[str]

    @property
    def text(self) -> str:
        return (KEYGEN / f"{self.name}.lic").read_text(encoding="ascii")

    @property
    def secrets(self) -> list[str]:
        return [self.secret or signed_keys()[0]["key"]]


FILES = [
    File(
        "example-license",
        "license",
        E8,
        DEMO,
        "2025-08-27T21:10:47.535Z",
        "2025-09-26T21:10:47.535Z",
        {"products", "entitlements"},
    ),
    File(
        "example-machine",
        "machine",
        E8,
        DEMO + MACHINE,
        "2022-07-28T14:22:23.435Z",
        "2022-08-28T14:22:23.435Z",
        {"licenses"},
    ),
    File(
        "example-node-license",
        "license",
        E8,
        "DC00E8-CC6DA1-2E35BF-BBDC02-E80494-V3",
        "2024-04-10T14:57:45.517Z",
        "2025-04-09T19:37:39.517Z",
        {"users", "entitlements"},
    ),
    File(
        "go-test-1-license", "license", E8, "", "2022-05-24T22:14:05.990Z", "2022-06-24T22:14:05.990Z", {"entitlements"}
    ),
    File("go-test-3-license", "license", E8, "", "2022-07-18T13:33:51.734Z", None, set()),
    File("ee-valid", "license", EE, TEST, "2022-12-19T17:57:50.524Z", None, {"entitlements"}),
]
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def signed_keys() -> list[dict]:
    return json.loads((KEYGEN / "signed-keys.json").read_text(encoding="utf-8"))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@needs_vectors
@each_file
def test_genuine_files_open(file):
    document = open_file(file.kind, file.text, Pinned([file.public_key]), file.secrets)
    assert document.issued == instant(file.issued)
    assert document.expiry == (instant(file.expiry) if file.expiry else None)
    assert {each["type"] for each in document.included} >= file.included
    assert not document.has_ended(document.issued)
    assert document.has_ended(datetime(2100, 1, 1, tzinfo=UTC)) is (file.expiry is not None)
    if file.expiry:
        assert document.has_ended(instant(file.expiry))
        assert not document.has_ended(instant(file.expiry) - timedelta(seconds=1))


@needs_vectors
@each_file
def test_genuine_files_open_for_nobody_else(file):
    kind, text, public_key = file.kind, file.text, file.public_key
    other_kind = "machine" if kind == "license" else "license"
    other_key = EE if public_key == E8 else E8
    right = file.secrets
    dressed = text.replace(f"{kind.upper()} FILE", f"{other_kind.upper()} FILE")
    for reading, code in (
        (lambda: open_file(other_kind, text, Pinned([public_key]), right), "kind"),
        (lambda: open_file(other_kind, dressed, Pinned([public_key]), right), "signature"),
        (lambda: open_file(kind, text, Pinned([other_key]), right), "signature"),
        (lambda: open_file(kind, text, Pinned([public_key]), ["another secret"]), "secret"),
    ):
        with pytest.raises(NotGenuine) as refusal:
            reading()
        assert refusal.value.code == code


@needs_vectors
@each_file
def test_one_changed_character_spoils_a_file(file):
    body = "".join(file.text.strip().splitlines()[1:-1])
    certificate = json.loads(base64.b64decode(body))
    for member, value in certificate.items():
        for at in {0, len(value) // 2, len(value) - 20, len(value) - 4, len(value) - 3, len(value) - 1} & set(
            range(len(value))
        ):
            spoilt = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
            dressed = base64.b64encode(json.dumps(certificate | {member: spoilt}).encode()).decode()
            label = f"{file.kind.upper()} FILE"
            text = f"-----BEGIN {label}-----\n{dressed}\n-----END {label}-----\n"
            with pytest.raises(NotGenuine):
                open_file(file.kind, text, Pinned([file.public_key]), file.secrets)


@needs_vectors
def test_a_file_that_opens_but_is_not_genuine_is_refused():
    with pytest.raises(NotGenuine) as refusal:
        open_file("license", (KEYGEN / "ee-tampered.lic").read_text(encoding="ascii"), Pinned([EE]), [TEST])
    assert refusal.value.code == "signature"


@needs_vectors
def test_signed_keys_and_every_character_of_them():
    for row in signed_keys():
        pinned = Pinned([row["public_key"]])
        assert "license" in json.loads(pinned.opened(row["key"]))
        for at in range(len(row["key"])):
            with pytest.raises(NotGenuine):
                pinned.opened(row["key"][:at] + ("A" if row["key"][at] != "A" else "B") + row["key"][at + 1 :])


@needs_vectors
def test_product_keys():
    rows = json.loads((SHARED / "product-keys/rs-crockford.json").read_text(encoding="utf-8"))
    for printed in rows["valid"]:
        assert read_product_key(printed)["printed"] == printed
    for row in rows["normalisation"]:
        assert read_product_key(row["typed"])["printed"] == row["normal"]
    for row in rows["mutated"]:
        reading = read_product_key(row["typed"])
        assert reading["suggestion"] == row["intended"]
        assert reading["kind"] == ("one_wrong" if "position_1based" in row else "swapped")
        assert reading["position"] == row.get("position_1based", reading["position"])
        assert reading.get("expected") == row.get("expected_char")
