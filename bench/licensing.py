"""How many calls of programs a second, held against a minimal view with one indexed read in the same run.

    make bench-licensing                            10,000 licences, then 1,000,000: some minutes
    make bench-licensing ARGS="--seconds 3 --keys 0"    quick, without the million

Everything is real: `abaca serve` in earnest, with its own PostgreSQL, on the loopback interface; keep-alive
connections from a process of its own; random licences of a set filled through the real crypto. Every answer is looked
at, a sample of the signatures is checked, and one wrong answer voids the run. The yardstick is a view in the same
processes, behind the same middleware, that reads one row by its primary key with a plain cursor.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import base64
import hashlib
import json
import os
import random
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import holders
from renewals import TICKS, server_seconds, versions

HERE = Path(__file__).parent
FRESH = 20_000  # activations that a run may make at most
KEYS = ("SECRET_KEY", "STORE_MASTER_KEY", "LICENSING_MASTER_KEY", "MESSAGING_MASTER_KEY")


HEADS = ("connections", "a second", "p50 ms", "p99 ms", "web µs", "database µs", "of the view", "from", "to")


class Void(Exception):
    """A run with a wrong answer has no speed."""


@dataclass
class Server:
    port: int
    group: int  # of its processes
    public_key: bytes  # of the key that signs its answers
    keys: list[str]  # of the licences with a limit, then of those without

    @property
    def limited(self) -> int:
        return len(self.keys) - holders.OPEN


def main() -> int:
    parser = argparse.ArgumentParser(description="Calls of programs per second.")
    parser.add_argument("--licences", type=int, default=10_000)
    parser.add_argument("--keys", type=int, default=1_000_000, help="for the question of growth; 0 leaves it out")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--processes", type=int, default=1, help="of the web server")
    parser.add_argument("--connections", type=int, nargs="*", default=[1, 16, 64])
    parser.add_argument("--only", default="", help="measure only calls whose name begins so")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "yardstick_settings"
    os.environ["PYTHONPATH"] = str(HERE)
    with _a_place():
        try:
            return bench(options)
        except Void as wrong:
            print(f"VOID: {wrong}")
            return 1


@contextmanager
def _a_place() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="abaca-bench-"))
    for name in KEYS:
        (folder / name).write_text(secrets.token_urlsafe(48))
        os.environ[f"ABACA_{name}_FILE"] = str(folder / name)
    os.environ |= {"ABACA_DATA": str(folder), "ABACA_REHEARSAL": "0", "ABACA_WORKERS": "0"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from abaca.operations import embedded_postgres

    try:
        embedded_postgres.ensure_running()
        yield
    finally:
        embedded_postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(licences: int, processes: int, database: str = "abaca") -> Iterator[Server]:
    """Fill a database of its own, and serve from it."""
    keys, public_key = _filled(licences, database)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, "-m", "abaca.operations.program", "serve", "--port", str(port)]
    environment = os.environ | {"DATABASE_URL": _url(database)}
    process = subprocess.Popen([*words, "--processes", str(processes)], env=environment, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not _answers(port):
            if time.monotonic() > until or process.poll() is not None:
                raise Void("the server does not start")
            time.sleep(0.2)
        yield Server(port, process.pid, public_key, keys)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _url(database: str) -> str:
    from abaca.operations import embedded_postgres

    return f"postgresql://postgres@/{database}?host={embedded_postgres.folder()}"


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _filled(licences: int, database: str) -> tuple[list[str], bytes]:
    from django.core.management import call_command
    from django.db import connection

    from abaca.kernel.clock import system_now

    began = time.monotonic()
    connection.close()
    if database != "abaca":
        connection.settings_dict["NAME"] = "abaca"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {database}")
        connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0)
    keys = holders.fill(licences, at=system_now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT public_key FROM licensing_keyring_signingkey WHERE state = 'current'")
        public_key = bytes(cursor.fetchone()[0])
    connection.close()
    print(f"{licences} licences filled in {time.monotonic() - began:.0f} s", flush=True)
    return keys, public_key


# --- what is asked ---------------------------------------------------------------------------------------------------


@dataclass
class Call:
    name: str
    requests: Callable[[Server], list[bytes]]
    wanted: list[bytes]
    once: bool = False
    verify: Callable[[Any, bytes, bytes], None] | None = None


def _request(path: str, body: dict[str, Any] | None, port: int, kind: str = "application/json") -> bytes:
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {kind}\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    sent = json.dumps(body).encode()
    return f"{head}Content-Type: {kind}\r\nContent-Length: {len(sent)}\r\n\r\n".encode() + sent


def _looks(server: Server, path: str = "") -> list[bytes]:
    most = server.limited * holders.DEVICES
    numbers = [random.randint(1, most) for _each in range(20_000)]
    return [_request(f"/api/licensing/yardstick/{path}{number}", None, server.port) for number in numbers]


def _by_model(server: Server) -> list[bytes]:
    return _looks(server, "model/")


def _native(call: str, server: Server, *, fresh: bool = False) -> list[bytes]:
    many = FRESH if fresh else 20_000
    return [
        _request(f"/api/licensing/v1/{call}", _native_body(server, fresh=fresh), server.port)
        for _request_ in range(many)
    ]


def _native_body(server: Server, *, fresh: bool) -> dict[str, Any]:
    number = random.randint(server.limited + 1, len(server.keys)) if fresh else random.randint(1, server.limited)
    return {
        "product": holders.PRODUCT,
        "product_key": server.keys[number - 1],
        "fingerprint": secrets.token_hex(32) if fresh else holders.fingerprint(number, random.randint(1, 2)),
        "nonce": secrets.token_urlsafe(16),
    }


def _keygen(server: Server) -> list[bytes]:
    from django.db import connection

    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid FROM licensing_licences_product")
        product = str(cursor.fetchone()[0])
    connection.close()
    requests = []
    for _each in range(20_000):
        number = random.randint(1, server.limited)
        scope = {"product": product, "fingerprint": holders.fingerprint(number, random.randint(1, 2))}
        body = {"meta": {"key": server.keys[number - 1], "scope": scope}}
        requests.append(_request("/v1/licenses/actions/validate-key", body, server.port, "application/vnd.api+json"))
    return requests


def _parts(message: bytes) -> tuple[dict[str, str], bytes]:
    head, _blank, body = message.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:]]
    return {name.lower(): value for name, _colon, value in lines}, body


def _verify_native(key: Any, asked: bytes, answer: bytes) -> None:
    (headers, body), (_sent_headers, sent) = _parts(answer), _parts(asked)
    halves = [base64.urlsafe_b64encode(hashlib.sha256(each).digest()).rstrip(b"=") for each in (sent, body)]
    signature = headers["abaca-signature"].rpartition("sig=")[2] + "=="
    key.verify(base64.urlsafe_b64decode(signature), b"response/" + b".".join(halves))
    if json.loads(sent)["nonce"] != json.loads(body)["nonce"]:
        raise Void("a nonce did not come back")


def _verify_keygen(key: Any, asked: bytes, answer: bytes) -> None:
    (headers, body), (sent_headers, _sent) = _parts(answer), _parts(asked)
    digest = "sha-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
    target = asked.split(b" ", 2)[1].decode()
    lines = [f"(request-target): post {target}", f"host: {sent_headers['host']}"]
    lines += [f"date: {headers['date']}", f"digest: {digest}"]
    signature = headers["keygen-signature"].partition('signature="')[2].partition('"')[0]
    key.verify(base64.b64decode(signature), "\n".join(lines).encode())


VIEW = Call("view", _looks, [b" 200 OK\r\n", b'"last_seen_at"'])
MODEL = Call("view by model", _by_model, [b" 200 OK\r\n", b'"last_seen_at"'])
OK = [b" 200 OK\r\n", b'"valid":true,"code":"ok"']
VALIDATE = Call("validate", lambda s: _native("validate", s), OK, verify=_verify_native)
KEYGEN_OK = [b" 200 OK\r\n", b'"valid":true', b'"code":"VALID"']
KEYGEN = Call("validate-key", _keygen, KEYGEN_OK, verify=_verify_keygen)
ACTIVATED = [b" 201 Created\r\n", b'"already":false', b'"compact":"key/']
ACTIVATE = Call("activate", lambda s: _native("activate", s, fresh=True), ACTIVATED, once=True, verify=_verify_native)
LEASED = [b" 200 OK\r\n", b'"compact":"key/']
LEASE = Call("lease", lambda s: _native("lease", s), LEASED, verify=_verify_native)


# --- the bench -------------------------------------------------------------------------------------------------------


@dataclass
class Figures:
    rate: float
    p50: float
    p99: float
    web: float  # microseconds of processor time for each call, in the web server
    base: float  # and in the database


def measure(call: Call, server: Server, connections: int, seconds: float) -> Figures:
    """Ask for so many seconds; fail unless every answer is the right one."""
    job = {
        "port": server.port,
        "connections": connections,
        "seconds": seconds,
        "requests": [request.decode("latin-1") for request in call.requests(server)],
        "wanted": [each.decode("latin-1") for each in call.wanted],
        "once": call.once,
    }
    words = [sys.executable, str(HERE / "load.py")]
    web, base = _web_seconds(server), server_seconds()
    done = subprocess.run(words, input=json.dumps(job), capture_output=True, text=True, check=True)
    web, base = _web_seconds(server) - web, server_seconds() - base
    told = json.loads(done.stdout)
    if told["wrong"]:
        raise Void(f"{call.name}: {told['wrong']}")
    _verify(call, told["samples"], server.public_key)
    return Figures(told["rate"], told["p50"], told["p99"], web / told["asked"] * 1e6, base / told["asked"] * 1e6)


def _web_seconds(server: Server) -> float:
    """Return the processor time of the web server's processes, from /proc."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(facts[2]) == server.group:
            ticks += int(facts[11]) + int(facts[12])
    return ticks / TICKS


def _verify(call: Call, samples: list[tuple[str, str]], public_key: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if call.verify is None:
        return
    key = Ed25519PublicKey.from_public_bytes(public_key)
    for asked, answer in samples:
        call.verify(key, asked.encode("latin-1"), answer.encode("latin-1"))


def bench(options: argparse.Namespace) -> int:
    with _server(options.licences, options.processes) as server:
        calls = [call for call in (VALIDATE, KEYGEN, ACTIVATE, LEASE) if call.name.startswith(options.only)]
        if KEYGEN in calls and not _is_there(server):
            print("validate-key: no such address yet")
            calls.remove(KEYGEN)
        print(_line("", *HEADS), flush=True)
        for connections in options.connections:
            for call in calls:
                compare(call, VIEW, server, connections, options)
        compare(MODEL, VIEW, server, 16, options)
        if options.keys:
            grow(server, options)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(
        f"\n{options.runs} runs of {options.seconds:g} s each, turn by turn with the view; {options.licences} licences,"
    )
    print(f"{options.processes} web process(es) of 4 threads; {versions()}; {cores} processors, load {load:.1f}")
    return 0


def compare(call: Call, view: Call, server: Server, connections: int, options: argparse.Namespace) -> None:
    """Ask the view and the call turn by turn; print the medians and their ratio, with the spread of the pairs."""
    pairs = []
    for _run in range(options.runs):
        pairs.append([measure(each, server, connections, options.seconds) for each in (view, call)])
    ratio = _median(pair[1].rate for pair in pairs) / _median(pair[0].rate for pair in pairs)
    of_pairs = [pair[1].rate / pair[0].rate for pair in pairs]
    shown = (f"{ratio:.2f}", f"{min(of_pairs):.2f}", f"{max(of_pairs):.2f}")
    for each, name, tail in ((0, view.name, ("", "", "")), (1, call.name, shown)):
        runs = [pair[each] for pair in pairs]
        speed = f"{_median(r.rate for r in runs):.0f}"
        times = [f"{_median(r.p50 for r in runs):.2f}", f"{_median(r.p99 for r in runs):.2f}"]
        times += [f"{_median(r.web for r in runs):.0f}", f"{_median(r.base for r in runs):.0f}"]
        print(_line(name, connections, speed, *times, *tail), flush=True)


def grow(small: Server, options: argparse.Namespace) -> None:
    """Ask a server with many keys and one with few, turn by turn."""
    with _server(options.keys, options.processes, "abaca_million") as large:
        pairs = []
        for _run in range(options.runs):
            pairs.append([measure(VALIDATE, each, 16, options.seconds) for each in (small, large)])
    times = [pair[0].rate / pair[1].rate for pair in pairs]
    ratio = _median(pair[0].rate for pair in pairs) / _median(pair[1].rate for pair in pairs)
    print(f"\nvalidate with {options.keys} keys takes {ratio:.2f} times as long as with {options.licences}", end="")
    print(f" (from {min(times):.2f} to {max(times):.2f})")


def _is_there(server: Server) -> bool:
    with closing(socket.create_connection(("127.0.0.1", server.port))) as link:
        link.sendall(_keygen(server)[0])
        return b" 200 " in link.recv(64)


def _median(values: Any) -> float:
    return float(statistics.median(values))


def _line(name: str, *figures: object) -> str:
    return f"{name:<16}" + "".join(f"{figure:>13}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
