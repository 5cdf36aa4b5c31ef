"""Asking a generator that is a program on this machine: `program <input> <output1> <output2>`."""

import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from abaca.store.product_keys.protocol import MOST_FILE, MOST_TEXT, Answer, Failure, read_exit, written

from .launcher import CANNOT_START, STRANGERS

LAUNCHER = Path(__file__).with_name("launcher.py")
PROCESSES = 32
MEGABYTE = 1024 * 1024
LONGEST_REPORT = 4096


@dataclass(frozen=True)
class Limits:
    """What a generator may use of this machine."""

    seconds: int
    memory_mb: int


@dataclass(frozen=True)
class Run:
    """What a generator answered, and what this system would not let us limit."""

    answer: Answer
    unlimited: tuple[str, ...] = ()


def ask(folder: str, program: str, values: Mapping[str, str], encoding: str, limits: Limits) -> Run:
    """Run a generator once, in an empty folder and an empty environment, and read its answer."""
    path = program_in(folder, program)
    if path is None:
        return Run(Failure("program_missing"))
    home = Path(tempfile.mkdtemp(prefix="abaca-generator-"))
    try:
        question = home / "input.txt"
        question.write_bytes(written(values, encoding))
        question.chmod(0o444)
        _settle_in(home)
        return _run(path, home, encoding, limits)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def program_in(folder: str, program: str) -> Path | None:
    """Return the program, if it is a file that can be run inside the folder of generators and nowhere else."""
    if not folder or not program:
        return None
    root = Path(folder).resolve()
    path = (root / program).resolve()
    if not path.is_relative_to(root) or not path.is_file() or not os.access(path, os.X_OK):
        return None
    return path


def programs_in(folder: str) -> list[str]:
    """Return what could be chosen: every file in the folder of generators that can be run."""
    root = Path(folder).resolve()
    if not folder or not root.is_dir():
        return []
    found = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    return [name for name in found if program_in(folder, name)][:200]


def _settle_in(home: Path) -> None:
    """Give the folder to nobody, where we are root; to a new nobody each time, who pays for none before him."""
    if os.geteuid() != 0:
        return
    for stranger in (STRANGERS[0] + secrets.randbelow(100_000_000), STRANGERS[1]):
        try:
            os.chown(home, stranger, stranger)
        except OSError:
            continue
        return


def _run(path: Path, home: Path, encoding: str, limits: Limits) -> Run:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    numbers = (writing, limits.seconds, limits.memory_mb * MEGABYTE, 2 * MOST_FILE, PROCESSES)
    command = [sys.executable, "-I", "-S", str(LAUNCHER), *map(str, numbers), str(path), *_names(home)]
    try:
        with subprocess.Popen(
            command,
            cwd=home,
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(writing,),
            start_new_session=True,
        ) as running:
            in_time = _wait(running, limits.seconds)
        report = _read(reading)
    finally:
        os.close(reading)
        os.close(writing)
    return _answer(running.returncode, in_time, report, home, encoding)


def _read(reading: int) -> list[str]:
    try:
        return os.read(reading, LONGEST_REPORT).decode(errors="replace").splitlines()
    except BlockingIOError:
        return []


def _names(home: Path) -> list[str]:
    return [str(home / name) for name in ("input.txt", "output1", "output2")]


def _wait(running: "subprocess.Popen[bytes]", seconds: int) -> bool:
    """Wait for the program and then end whatever it left behind; tell whether it was in time."""
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    else:
        return True
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _answer(code: int, in_time: bool, report: list[str], home: Path, encoding: str) -> Run:
    refused = [line.partition(" ")[2] for line in report if line.startswith("cannot_start")]
    unlimited = tuple(line for line in report if not line.startswith("cannot_start"))
    if not in_time:
        return Run(Failure("time_out", again=True), unlimited)
    if refused and code == CANNOT_START:
        return Run(Failure("cannot_start", refused[0]), unlimited)
    first, second = _content(home / "output1", MOST_TEXT), _content(home / "output2", MOST_FILE)
    return Run(read_exit(128 - code if code > 128 else code, first, second, encoding), unlimited)


def _content(path: Path, most: int) -> bytes | None:
    """Read a file that a stranger has made: no link to something of ours, no pipe that keeps us waiting."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            return None
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(handle)
