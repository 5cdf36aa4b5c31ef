"""How many letters a second leave, held against the bare handing in of finished letters in the same run.

    make bench-outbox                    600 letters: one and two workers, with and without a signature
    make bench-outbox ARGS="--letters 200 --runs 1"

A letter is everything from its row to the catcher and back: taken in hand, secrets opened, both twins rendered (mrml),
signed (DKIM, RSA 2048 and Ed25519), handed in over real SMTP, its fate written down. The letters are order
confirmations with a product key and renewal notices, half and half. The invoice's PDF is not attached:
`make bench-documents` has its speed. The yardstick hands the same finished bytes to the same catcher with smtplib over
one connection.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import os
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.renewals import a_place, versions

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTICES = BEGIN.replace(year=2027) - timedelta(days=37)
FIELDS = ("letters/s", "smtplib/s", "ratio")


def main() -> int:
    parser = argparse.ArgumentParser(description="Letters per second.")
    parser.add_argument("--letters", type=int, default=600)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    if options.worker:
        return work()
    with a_place():
        return bench(options.letters, options.runs)


def work() -> int:
    """Wait for the word, then send until nothing is left."""
    import django

    django.setup()
    from django.db import connection

    from abaca.dispatch.jobs import drain
    from abaca.dispatch.queries import present
    from abaca.messaging.queries import waiting_count

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    at = present()
    while waiting_count():
        if not drain("messaging.outbox", at=at):
            time.sleep(0.002)
    print("done", flush=True)
    return 0


def bench(letters: int, runs: int) -> int:
    from abaca.operations.commands.dkim import write_keys

    prepare(letters)
    key = Path(os.environ["ABACA_DATA"]) / "dkim.pem"
    write_keys(key)
    print(f"{'':<28}" + "".join(f"{field:>13}" for field in FIELDS), flush=True)
    with a_catcher() as port:
        for workers in (1, 2):  # signed and unsigned turn by turn: whatever else the machine does, it does to both
            pairs = [(run(workers, port, None), run(workers, port, key)) for _run in range(runs)]
            for name, figures in zip(("", ", signed"), zip(*pairs, strict=True), strict=True):
                middle = [statistics.median(column) for column in zip(*figures, strict=True)]
                print(_line(f"{workers} worker{'s' if workers > 1 else ''}{name}", middle), flush=True)
            share = statistics.median(signed[0] / unsigned[0] for unsigned, signed in pairs)
            print(f"{'':<28}signed letters leave {share:.2f} times as fast", flush=True)
    print(f"\n{letters} letters a run, median of {runs}; {versions()}; {os.cpu_count()} processors")
    return 0


def prepare(letters: int) -> None:
    """Let half as many people buy, and write the notice of the renewal to each of them."""
    from django.core.management import call_command

    from abaca.dispatch.actions import set_present
    from abaca.dispatch.jobs import drain
    from abaca.messaging.models import Letter
    from abaca.operations.filling import open_shop
    from abaca.operations.subscribers import subscribe

    call_command("migrate", verbosity=0)
    set_present(BEGIN, frozen=True)
    open_shop(valid_from=BEGIN.date(), at=BEGIN)
    subscribe(letters // 2, at=BEGIN)
    set_present(NOTICES)
    drain("store.notices", at=NOTICES)
    Letter.objects.update(attachments=[])
    spare = Letter.objects.order_by("-id").values_list("id", flat=True)[: max(0, Letter.objects.count() - letters)]
    Letter.objects.filter(id__in=list(spare)).delete()


def run(workers: int, port: int, key: Path | None) -> tuple[float, float, float]:
    """Send all letters once, then hand in the same bytes by smtplib alone; return both speeds and their ratio."""
    from abaca.messaging.models import Letter
    from abaca.messaging.states import LetterState

    Letter.objects.update(state=LetterState.QUEUED, sent_at=None, attempts=0, next_attempt_at=BEGIN)
    signing = {"ABACA_DKIM_SELECTOR": "s1", "ABACA_DKIM_KEY_FILE": str(key)} if key else {}
    environment = os.environ | {"ABACA_SMTP_PORT": str(port)} | signing
    processes = [_start(environment) for _worker in range(workers)]
    began = time.monotonic()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.stdout.readline()
    speed = Letter.objects.count() / (time.monotonic() - began)
    for process in processes:
        process.wait()
    assert Letter.objects.filter(state=LetterState.SENT).count() == Letter.objects.count(), "not every letter left"
    bare = yardstick(port)
    return speed, bare, speed / bare


def yardstick(port: int) -> float:
    """Hand in what the catcher has kept, over one connection."""
    from django.conf import settings

    kept = [path.read_bytes().partition(b"\r\n")[2] for path in settings.REHEARSAL_MAILBOX.glob("*.eml")]
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for content in kept:
            server.sendmail("shop@musa.example", ["yardstick@example.org"], content)
    return len(kept) / (time.monotonic() - began)


@contextmanager
def a_catcher() -> Iterator[int]:
    """Run the catcher as a process of its own, as the demo does."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen([str(Path(sys.executable).parent / "abaca"), "catcher", "--port", str(port)])
    try:
        for _try in range(200):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _start(environment: dict[str, str]) -> Any:
    process = subprocess.Popen(
        [sys.executable, __file__, "--worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _line(name: str, figures: Sequence[float]) -> str:
    return f"{name:<28}" + "".join(f"{value:>13.2f}" if value < 10 else f"{value:>13.0f}" for value in figures)


if __name__ == "__main__":
    sys.exit(main())
