"""How many mails a second come in and are read, held against a mail server that throws everything away in the same run.

    make bench-inbound                   2,000 mails, three runs
    make bench-inbound ARGS="--mails 500 --runs 1"

Coming in is everything from the connection to the answer `250`: the mail is a committed row by then, on the embedded
server with fsync. Reading is everything from the row to what is known of the mail: parts, charsets, quotations and
signature cut, HTML made safe, DKIM verified (RSA 2048, a rehearsed DNS), kind, files on disk, all committed. The mails
are signed ones: plain answers with a quotation, twins with HTML, and some with a file; eight senders at a time, each
with a connection of its own over which it sends one mail after the other. The yardstick is aiosmtpd that discards. The
last figure counts the seconds of the reader's processor alone, for machines that have other things to do.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import asyncio
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.renewals import a_place, versions

SENDERS = 8
FIELDS = ("in/s", "discarded/s", "ratio", "read/s", "read/s of CPU")
QUOTED = "\n".join(f"> line {number} of the letter that is answered" for number in range(30))


def main() -> int:
    parser = argparse.ArgumentParser(description="Mails that come in per second.")
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="profile the reading of one run instead")
    parser.add_argument("--discard", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    if options.discard:
        return discard()
    if options.serve:
        return serve_mail()
    os.environ |= {"ABACA_MAIL_IN_PER_MINUTE": "1000000000"}
    with a_place():
        return bench(options.mails, options.runs, profile=options.profile)


# --- the two servers, each a process of its own ----------------------------------------------------------------------


def discard() -> int:
    """Take mails and throw them away."""
    from aiosmtpd.smtp import SMTP

    class Discard:
        async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802
            return "250 OK"

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Discard(), loop=loop, hostname="localhost"), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(run())
    return 0


def serve_mail() -> int:
    """Take mails and keep them, as `abaca mail-in` does."""
    import django

    django.setup()
    from dataclasses import replace

    from abaca.inbox.gateways.smtp_in import RunningDoor
    from abaca.inbox.jobs import door, keep_from
    from abaca.inbox.models import Source

    running = RunningDoor(replace(door(), port=0), keep_from(Source.SMTP))
    print(running.port, flush=True)
    sys.stdin.read()
    running.stop()
    return 0


def started(mode: str) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, __file__, mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


# --- the measuring ---------------------------------------------------------------------------------------------------


def bench(mails: int, runs: int, *, profile: bool) -> int:
    from django.core.management import call_command

    from abaca.operations import embedded_postgres

    embedded_postgres.ensure_running()
    call_command("migrate", interactive=False, verbosity=0)
    (ours, port), (theirs, waste) = started("--serve"), started("--discard")
    try:
        print(f"{'':<10}" + "".join(f"{field:>15}" for field in FIELDS), flush=True)
        rows = []
        for run in range(runs):
            letters = list(written_mails(mails, run))
            if profile:
                return profiled(port, letters)
            rows.append(measured(port, waste, letters))
            print(_line(f"run {run + 1}", rows[-1]), flush=True)
        print(_line("median", [statistics.median(figures) for figures in zip(*rows, strict=True)]))
        size = sum(map(len, letters)) // len(letters)
        print(f"\n{mails} mails of {size} bytes; {SENDERS} senders; {versions()}; {os.cpu_count()} processors")
    finally:
        for process in (ours, theirs):
            process.kill()
            process.wait()
    return 0


def measured(port: int, waste: int, letters: Sequence[bytes]) -> list[float]:
    discarded = speed(lambda: send_all(waste, letters), len(letters))
    came = speed(lambda: send_all(port, letters), len(letters))
    before = time.process_time()
    read = speed(lambda: read_all(len(letters)), len(letters))
    return [came, discarded, came / discarded, read, len(letters) / (time.process_time() - before)]


def speed(work: Callable[[], object], count: int) -> float:
    began = time.monotonic()
    work()
    return count / (time.monotonic() - began)


def send_all(port: int, letters: Sequence[bytes]) -> None:
    def send(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for letter in letters[number::SENDERS]:
                server.sendmail("alice@example.com", ["support@musa.example"], letter)

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(SENDERS)))


def read_all(expected: int) -> None:
    from abaca.dispatch.jobs import drain
    from abaca.dispatch.queries import present
    from abaca.inbox.actions import READING_NAME

    done = drain(READING_NAME, at=present())
    if done != expected:
        raise SystemExit(f"{done} mails were there to be read instead of {expected}.")


def written_mails(count: int, run: int) -> list[bytes]:
    """Return signed mails, all different."""
    from tests.makers.mail import multipart, part, signed, written

    from abaca.kernel.clock import system_now

    now = system_now()
    head = [
        f"Date: {format_datetime(now)}",
        "To: support@musa.example",
        "Subject: Re: Your subscription renews",
        "MIME-Version: 1.0",
    ]
    html = part(
        "<p>Please cancel <b>my renewal</b>.</p>" + "<p>x</p>\r\n" * 200, "Content-Type: text/html; charset=utf-8"
    )
    pdf = part("%PDF-1.7\r\n" + ("0" * 70 + "\r\n") * 280, 'Content-Type: application/pdf; name="order.pdf"')
    mails = []
    for number in range(count):
        sender, message_id = f"a{number % 500}@d{number % 20}.example", f"<{run}.{number}@example.com>"
        mine = [f"From: {sender}", *head, f"Message-ID: {message_id}"]
        text = f"Please cancel my renewal {number}.\n\nOn 2 March 2026 at 10:00, Musa wrote:\n{QUOTED}\n\n-- \nAlice"
        if number % 4 == 1:
            raw = multipart("alternative", part(text.replace("\n", "\r\n")), html, head=mine)
        elif number % 8 == 3:
            raw = multipart("mixed", part(text.replace("\n", "\r\n")), pdf, head=mine)
        else:
            raw = written(text, at=now, sender=sender, message_id=message_id)
        mails.append(signed(raw, f"d{number % 20}.example"))
    return mails


def profiled(port: int, letters: Sequence[bytes]) -> int:
    import cProfile
    import pstats

    send_all(port, letters)
    profiler = cProfile.Profile()
    profiler.runcall(read_all, len(letters))
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    return 0


def _line(name: str, figures: Sequence[float]) -> str:
    return f"{name:<10}" + "".join(f"{v:>15.2f}" if v < 10 else f"{v:>15.0f}" for v in figures)


if __name__ == "__main__":
    sys.exit(main())
