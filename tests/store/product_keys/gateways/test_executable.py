"""A program of the vendor's, kept in bounds: every exit code, and everything that a bad one might try."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from abaca.store.product_keys.gateways import executable
from abaca.store.product_keys.gateways.executable import Limits, ask, programs_in
from abaca.store.product_keys.protocol import Answer, Failure, Key, Person, Purchase, fields
from tests.makers.generators import PROGRAM, generators_folder

LIMITS = Limits(seconds=60, memory_mb=256)
ALICE = Person("Alice Rossi", "", "alice@example.com", "Via Garibaldi 3", "20121", "Milano", "IT")
ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def folder():
    with generators_folder() as made:
        yield made


def purchase(product: str, buyer: Person = ALICE) -> Purchase:
    return Purchase(product, "100042", 1, date(2026, 3, 2), "en", 1, buyer)


def made(
    folder: Path, product: str, *, encoding: str = "UTF8", limits: Limits = LIMITS, buyer: Person = ALICE
) -> Answer:
    return ask(str(folder), PROGRAM, fields(purchase(product, buyer), encoding), encoding, limits).answer


def test_the_sample_makes_the_same_key_for_the_same_order_line(folder):
    assert made(folder, "pro") == made(folder, "pro") == Key(b"SAMPLE-pro-100042-1")


def test_a_text_may_have_several_lines(folder):
    assert made(folder, "lines") == Key(b"Name: Alice Rossi\nKey:  SAMPLE-lines-100042-1")


def test_a_licence_file_comes_with_its_name_and_kind(folder):
    assert made(folder, "file") == Key(b"licence\0of Alice Rossi", "file.lic", "application/octet-stream")


@pytest.mark.parametrize(
    ("code", "name", "again"),
    [
        (10, "ERC_ERROR", False),
        (11, "ERC_MEMORY", True),
        (12, "ERC_FILE_IO", True),
        (13, "ERC_BAD_ARGS", False),
        (14, "ERC_BAD_INPUT", False),
        (15, "ERC_EXPIRED", False),
        (16, "ERC_INTERNAL", True),
    ],
)
def test_every_exit_code_of_the_protocol_is_known(folder, code, name, again):
    assert made(folder, f"exit-{code}") == Failure(name, "as you wished, for Alice Rossi", again)


@pytest.mark.parametrize("code", [2, 42, 127])
def test_any_other_exit_code_is_told_with_its_number(folder, code):
    said = f"{code} ERROR: as you wished, for Alice Rossi"
    answer = made(folder, f"exit-{code}")
    assert answer == Failure("no_exit_of_the_protocol", said.replace("ERROR: ", ""), again=False)


def test_a_value_that_is_missing_is_named_by_the_generator(folder):
    nobody = ALICE._replace(name="")
    assert made(folder, "pro", buyer=nobody) == Failure("ERC_BAD_INPUT", "REG_NAME is missing")


def test_no_output_is_no_key(folder):
    assert made(folder, "silent") == Failure("no_output")


def test_bytes_in_the_wrong_encoding_are_no_key_and_in_the_right_one_they_are(folder):
    assert made(folder, "latin") == Failure("wrong_encoding")
    assert made(folder, "latin", encoding="ISO-8859-1") == Key("Müller".encode())


def test_a_name_cannot_add_a_line_to_the_question(folder):
    thief = ALICE._replace(name="Alice\nPRODUCT_ID=file\r\nPURCHASE_ID=1\u2028REG_NAME=x\x85y")
    assert made(folder, "pro", buyer=thief) == Key(b"SAMPLE-pro-100042-1")
    answer = made(folder, "lines", buyer=thief)
    assert isinstance(answer, Key)
    assert b"Name: Alice PRODUCT_ID=file PURCHASE_ID=1 REG_NAME=x y\n" in answer.content


def test_what_the_encoding_lacks_is_put_as_near_as_possible(folder):
    buyer = ALICE._replace(name="Łódź “Ærø” 東京 Müller")
    answer = made(folder, "lines", encoding="ISO-8859-1", buyer=buyer)
    assert isinstance(answer, Key)
    assert answer.content.decode().startswith('Name: Lódz "Ærø" ?? Müller\n')


# --- bounds ---------------------------------------------------------------------------------------------------------


def test_a_program_that_hangs_is_ended_with_all_its_children(folder):
    assert made(folder, "hang", limits=Limits(1, 256)) == Failure("time_out", again=True)
    assert running_in(folder) == []


def test_a_program_that_is_busy_for_ever_is_ended(folder):
    answer = made(folder, "spin", limits=Limits(1, 256))
    assert isinstance(answer, Failure)
    assert (answer.name in {"time_out", "signal"}, answer.again) == (True, True)
    assert running_in(folder) == []


def test_a_swarm_of_processes_is_held_small_and_ended(folder):
    answer = made(folder, "swarm")
    assert not isinstance(answer, Key)
    assert running_in(folder) == []


def test_a_flood_of_output_is_stopped(folder):
    assert made(folder, "flood") == Failure("too_large")


def test_a_program_that_wants_all_memory_is_stopped(folder):
    answer = made(folder, "memory", limits=Limits(60, 64))
    assert isinstance(answer, Failure)
    assert running_in(folder) == []


def test_a_signal_is_told_by_its_number_and_may_be_otherwise_next_time(folder):
    assert made(folder, "killed") == Failure("signal", "15", again=True)


def test_the_program_finds_an_empty_folder_and_an_empty_environment(folder):
    answer = made(folder, "look")
    assert isinstance(answer, Key)
    user, files, environment, home = answer.content.decode().split("|")
    assert files.split() == ["input.txt"]
    assert environment.strip() == "0"
    assert not Path(home).exists()
    assert (int(user) != os.geteuid()) == ROOT


def test_what_could_not_be_limited_is_said(folder):
    run = ask(str(folder), PROGRAM, fields(purchase("network"), "UTF8"), "UTF8", LIMITS)
    assert isinstance(run.answer, Key)
    if "network" not in run.unlimited:
        assert run.answer == Key(b"1")  # the loopback, and it is down
    assert ("user" in run.unlimited) == (not ROOT)


@pytest.mark.parametrize("product", ["pro", "hang", "swarm", "flood", "spin"])
def test_where_the_system_allows_no_namespaces_the_rest_still_holds_and_that_is_said(
    folder, tmp_path, monkeypatch, product
):
    launcher = tmp_path / "launcher.py"
    text = executable.LAUNCHER.read_text(encoding="utf-8")
    launcher.write_text(text.replace("libc.unshare(", "(lambda flags: -1)("), encoding="utf-8")
    monkeypatch.setattr(executable, "LAUNCHER", launcher)
    limits = LIMITS if product == "pro" else Limits(2, 256)
    run = ask(str(folder), PROGRAM, fields(purchase(product), "UTF8"), "UTF8", limits)
    assert isinstance(run.answer, Key) == (product == "pro")
    assert {"network", "processes"} <= set(run.unlimited)
    assert running_in(folder) == []


def running_in(folder: Path) -> list[str]:
    """Return what still runs of the sample a moment after it was ended."""
    end = time.monotonic() + 60
    while (found := _running_now(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _running_now(folder: Path) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words:
            found.append(words.decode(errors="replace"))
    return found


# --- what may be started --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["../escape.sh", "/bin/true", "missing.sh", "", "notes.txt", "link.sh", "."])
def test_nothing_outside_the_folder_is_ever_started(folder, program):
    (folder / "notes.txt").write_text("no program", encoding="utf-8")
    (folder / "notes.txt").chmod(0o644)
    if not (folder / "link.sh").is_symlink():
        (folder / "link.sh").symlink_to("/bin/true")
    run = ask(str(folder), program, {}, "UTF8", LIMITS)
    assert run.answer == Failure("program_missing")
    assert programs_in(str(folder)) == [PROGRAM]


def test_without_a_folder_no_program_can_be_chosen():
    assert programs_in("") == []
    assert programs_in("/nowhere/at/all") == []
    assert ask("", "bin/true", {}, "UTF8", LIMITS).answer == Failure("program_missing")


def test_a_file_that_is_no_program_of_this_system_is_told(folder):
    broken = folder / "broken"
    broken.write_bytes(b"\x00not a program")
    broken.chmod(0o755)
    try:
        answer = ask(str(folder), "broken", fields(purchase("pro"), "UTF8"), "UTF8", LIMITS).answer
    finally:
        broken.unlink()
    assert answer == Failure("cannot_start", "Exec format error")


@pytest.mark.parametrize("trick", ["ln -s /etc/hostname $2", "mkfifo $2", "mkdir $2"])
def test_an_output_that_is_no_file_of_its_own_is_not_read(folder, trick):
    tricky = folder / "tricky.sh"
    tricky.write_text(f"#!/bin/sh\n{trick}\nexit 0\n", encoding="utf-8")
    tricky.chmod(0o755)
    try:
        answer = ask(str(folder), "tricky.sh", fields(purchase("pro"), "UTF8"), "UTF8", LIMITS).answer
    finally:
        tricky.unlink()
    assert answer == Failure("no_output")


def test_nothing_is_left_in_the_temporary_folder(folder, tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    monkeypatch.setattr(executable.tempfile, "tempdir", str(tmp_path))
    made(folder, "exit-10")
    assert list(tmp_path.iterdir()) == []
