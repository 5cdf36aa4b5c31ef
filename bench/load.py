"""The load: a lean process that keeps so many connections busy, looks at every answer, and counts.

It reads one job from its standard input as JSON and answers with one line of JSON. No HTTP library: requests are bytes
made beforehand, and an answer is whole when its Content-Length has come.
"""

import json
import select
import socket
import sys
import time
from dataclasses import dataclass, field

WARM_UP = 0.5  # seconds, which do not count
SAMPLE = 61  # of so many answers one is kept, for whoever checks its signature
MOST_SAMPLES = 50
STOP = 5.0  # seconds without any answer


@dataclass
class Job:
    port: int
    connections: int
    seconds: float
    requests: list[bytes]
    wanted: list[bytes]  # what every answer must hold
    once: bool = False  # each request serves one time only


@dataclass
class Run:
    job: Job
    sent: int = 0
    begun: dict[int, float] = field(default_factory=dict)
    asked: dict[int, bytes] = field(default_factory=dict)
    came: dict[int, bytes] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    samples: list[tuple[bytes, bytes]] = field(default_factory=list)
    wrong: bytes = b""
    dry: bool = False  # nothing is left to ask

    def next(self) -> bytes | None:
        if self.job.once and self.sent >= len(self.job.requests):
            self.dry = True
            return None
        request = self.job.requests[self.sent % len(self.job.requests)]
        self.sent += 1
        return request


def drive(job: Job) -> dict[str, object]:
    """Ask as fast as answers come, until the time is over."""
    run, poll = Run(job), select.epoll()
    sockets = {}
    for _connection in range(job.connections):
        link = socket.create_connection(("127.0.0.1", job.port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[link.fileno()] = link
        poll.register(link.fileno(), select.EPOLLIN)
    for link in sockets.values():
        _ask(run, link)
    began, own = time.perf_counter() + WARM_UP, time.process_time()
    until, warm = began + job.seconds, True
    while not run.wrong and not run.dry and time.perf_counter() < until:
        ready = poll.poll(STOP)
        if not ready:
            run.wrong = b"no answer at all"
        for number, _event in ready:
            _hear(run, sockets[number])
        if warm and time.perf_counter() >= began:
            warm, began = False, time.perf_counter()
            run.latencies.clear()
    seconds = time.perf_counter() - began
    for link in sockets.values():
        link.close()
    return _told(run, seconds, time.process_time() - own)


def _ask(run: Run, link: socket.socket) -> None:
    request = run.next()
    if request is not None:
        number = link.fileno()
        run.asked[number], run.came[number], run.begun[number] = request, b"", time.perf_counter()
        link.sendall(request)


def _hear(run: Run, link: socket.socket) -> None:
    number = link.fileno()
    more = link.recv(65536)
    answer = run.came[number] = run.came[number] + more
    if not more:
        run.wrong = b"the server hung up: " + answer
        return
    end = answer.find(b"\r\n\r\n")
    if end < 0 or len(answer) < end + 4 + _length(answer[: end + 2]):
        return
    run.latencies.append(time.perf_counter() - run.begun[number])
    if not all(wanted in answer for wanted in run.job.wanted):
        run.wrong = run.asked[number] + b"\n\n" + answer
        return
    if run.sent % SAMPLE == 0 and len(run.samples) < MOST_SAMPLES:
        run.samples.append((run.asked[number], answer))
    _ask(run, link)


def _length(head: bytes) -> int:
    at = head.lower().find(b"\r\ncontent-length:")
    if at < 0:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(head[at + 17 : head.index(b"\r\n", at + 2)])


def _told(run: Run, seconds: float, own: float) -> dict[str, object]:
    latencies = sorted(run.latencies)
    return {
        "rate": len(latencies) / seconds,
        "asked": run.sent,  # with the warm-up
        "p50": latencies[len(latencies) // 2] * 1000 if latencies else 0,
        "p99": latencies[len(latencies) * 99 // 100] * 1000 if latencies else 0,
        "load": own / (seconds + WARM_UP),  # what share of one processor the load itself took
        "wrong": run.wrong.decode("latin-1"),
        "samples": [(asked.decode("latin-1"), answer.decode("latin-1")) for asked, answer in run.samples],
    }


def main() -> int:
    told = json.load(sys.stdin)
    texts = ("requests", "wanted")
    job = Job(**{k: [each.encode("latin-1") for each in v] if k in texts else v for k, v in told.items()})
    json.dump(drive(job), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
