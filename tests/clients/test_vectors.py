"""Our own vectors, which both clients read: the TypeScript client does the same in clients/typescript/tests."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from abaca_client import Lease, NotGenuine, Pinned, Reader, fingerprint_of, read_product_key
from abaca_client.offline import request_text
from abaca_client.verdicts import judge, mark_after, refresh_is_due
from clients import make_vectors, signing_by_hand

VECTORS = json.loads(make_vectors.FILE.read_text(encoding="utf-8"))
PINNED = Pinned([VECTORS["public_key"]])
READER = Reader(PINNED, VECTORS["product"], VECTORS["fingerprint"])
SPECIFICATION = Path(__file__).parents[3] / "shared/design/licensing.md"


def named(name: str):
    return pytest.mark.parametrize("row", VECTORS[name], ids=lambda row: str(row.get("name", ""))[:60])


def instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def told(lease: Lease) -> dict:
    facts = {"licence": lease.licence, "plan": lease.plan, "nonce": lease.nonce, "entitlements": [*lease.entitlements]}
    return {**facts, "issued": seconds(lease.issued), "expires": seconds(lease.expires)}


def test_the_file_is_what_the_script_writes():
    assert make_vectors.FILE.read_text(encoding="utf-8") == make_vectors.text()


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="shared vectors absent")
def test_the_worked_examples_are_those_of_the_specification_byte_for_byte():
    specification = SPECIFICATION.read_text(encoding="utf-8")
    answer = VECTORS["answers"][0]
    assert f"\n{VECTORS['leases'][0]['text']}\n" in specification
    assert f"request `{answer['request']}`, answer `{answer['answer']}`" in specification
    assert f"sig `{answer['header'].partition('sig=')[2]}`" in specification


@named("leases")
def test_leases(row):
    product_key = row.get("product_key")
    if "refused" in row:
        with pytest.raises(NotGenuine) as refusal:
            READER.read(row["text"], at=instant(row["at"]), product_key=product_key)
        assert refusal.value.code == row["refused"]
    else:
        assert told(READER.read(row["text"], at=instant(row["at"]), product_key=product_key)) == row["lease"]


@named("answers")
def test_answers(row):
    asked, answered = row["request"].encode(), row["answer"].encode()
    if row["genuine"]:
        PINNED.check_answer(row["header"], asked, answered)
    else:
        with pytest.raises(NotGenuine):
            PINNED.check_answer(row["header"], asked, answered)


@named("verdicts")
def test_verdicts(row):
    text = row.get("lease", VECTORS["leases"][0]["text"])
    verdict = judge(
        READER.read(text) if text else None,
        row.get("licence"),
        mark=instant(row.get("mark")),
        refused=row.get("refused", ""),
        at=instant(row["at"]),
        fresh=row.get("fresh", False),
    )
    assert {name: getattr(verdict, name) for name in row["verdict"]} == row["verdict"]
    assert verdict.reason.endswith((".", ")."))
    assert verdict.kind == ("licensed" if verdict.may_run else "read_and_export")
    assert bool(verdict.plan) == verdict.has("EXPORT") == verdict.may_run


@named("marks")
def test_marks(row):
    before = instant(row["before"] or None)
    assert mark_after(before, instant(row["seen"]), answers_us=row["answers_us"]) == instant(row["after"])


@named("refreshes")
def test_refreshes(row):
    lease = READER.read(VECTORS["leases"][0]["text"])
    assert refresh_is_due(lease, mark=instant(row["mark"] or None), at=instant(row["at"])) is row["due"]


@named("product_keys")
def test_product_keys(row):
    assert read_product_key(row["typed"]) == row["reading"]


@named("offline_requests")
def test_offline_requests(row):
    members = row["members"]
    text = request_text(
        product=members["p"],
        product_key=members.get("k"),
        fingerprint=members["f"],
        nonce=members["n"],
        device=members["d"],
    )
    assert text == row["text"]
    carried = text.removeprefix("ACT1.")
    assert json.loads(base64.b32decode(carried + "=" * (-len(carried) % 8))) == members


@named("fingerprints")
def test_fingerprints(row):
    assert fingerprint_of(row["product"], row["machine_id"]) == row["fingerprint"]


def test_any_character_of_a_lease_that_is_changed_spoils_it():
    text = VECTORS["leases"][0]["text"]
    for at in range(len(text)):
        with pytest.raises(NotGenuine):
            READER.read(signing_by_hand.changed(text, at))


def test_no_signature_of_one_kind_counts_as_another():
    """All pairs of the beginnings that the server signs, over one and the same text."""
    kinds = {
        "key/": lambda text, sig: PINNED.opened(f"{text}.{signing_by_hand.base64url(sig)}"),
        "machine/": lambda text, sig: PINNED.check(b"machine/" + text.encode().partition(b"/")[2], sig),
        "license/": lambda text, sig: PINNED.check(b"license/" + text.encode().partition(b"/")[2], sig),
    }
    for signed in (*kinds, "response/"):
        text = "e30="
        signature = signing_by_hand.OURS.sign(f"{signed}{text}".encode())
        for read, check in kinds.items():
            if read == signed:
                check(f"{read}{text}", signature)
                continue
            with pytest.raises(NotGenuine):
                check(f"{read}{text}", signature)
