"""The vendor's generators: the sample program in a folder of its own, and an address that answers as it is told."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from urllib.parse import parse_qs

SAMPLE = Path(__file__).parents[2] / "samples" / "key_generator.sh"
PROGRAM = "key_generator.sh"


@contextmanager
def generators_folder() -> Iterator[Path]:
    """Make a folder with the sample in it that everybody may enter, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="abaca-generators-"))
    folder.chmod(0o755)
    shutil.copy(SAMPLE, folder / PROGRAM)
    (folder / PROGRAM).chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Reply:
    """How the address answers; `pause` comes before each byte."""

    content: bytes = b"KEY-1"
    kind: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0


@dataclass
class Asked:
    path: str
    values: dict[str, str]
    raw: str


class Generator:
    """A web server of the vendor's that makes product keys."""

    def __init__(self) -> None:
        self.reply = Reply()
        self.asked: list[Asked] = []
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
                charset = self.headers.get_content_charset() or "utf-8"
                values = {name: found[0] for name, found in parse_qs(raw, encoding=charset).items()}
                house.asked.append(Asked(self.path, values, raw))
                self._answer(house.reply)

            def _answer(self, reply: Reply) -> None:
                content = reply.content.replace(b"{n}", str(len(house.asked)).encode())
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(content)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                pieces = [bytes([byte]) for byte in content] if reply.pause else [content]
                for piece in pieces:
                    sleep(reply.pause)
                    try:
                        self.wfile.write(piece)
                        self.wfile.flush()
                    except OSError:
                        return

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/keygen"
        self.thread = Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
