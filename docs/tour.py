"""Walk through the demo in Chromium as docs/tour.md tells it, and take its pictures anew; fail where that fails.

The text and the walk hold each other: the same headings in the same order, and whatever the text puts in “quotes” must
stand on the screen while its step is walked.
"""

import argparse
import contextlib
import importlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Error, sync_playwright
from tour_reader import Broken, Tour, plain, small
from tour_steps import STEPS

DOCS = Path(__file__).resolve().parent
TEXT = DOCS / "tour.md"
PICTURES = DOCS / "tour"
TODAY = datetime(2027, 3, 1, 9, tzinfo=UTC)  # in the shop: so that text and pictures name the same days every time
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SIZE = {"width": 1280, "height": 800}
SECONDS_TO_OPEN = 120.0
EVERY_RULE = {f"S{number}" for number in range(1, 36)}


def sections() -> list[str]:
    """Return the steps of the text, each with its heading; refuse a text that tells another walk."""
    text = TEXT.read_text(encoding="utf-8")
    told = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    steps = [section for section in told if re.match(r"## \d+\.", section)]
    wanted = [f"## {number}. {each.title} ({each.rules})" for number, each in enumerate(STEPS, 1)]
    headings = [section.splitlines()[0] for section in steps]
    for heading in [*wanted, *headings]:
        if heading not in wanted or heading not in headings:
            raise Broken(f"text and script do not both know “{heading}”")
    if headings != wanted:
        raise Broken("text and script tell the steps in another order")
    missing = EVERY_RULE - set(re.findall(r"\bS\d+\b", " ".join([*headings, told[-1]])))
    if missing:
        raise Broken(f"neither shown nor named at the end: {', '.join(sorted(missing))}")
    return steps


def hold(section: str, tour: Tour, picture: str) -> None:
    """Insist that what the text told was seen: its “quotes”, its terminal, its picture."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
    if blocks and "".join(blocks) != tour.transcript:
        raise Broken(f"the terminal says something else:\n{tour.transcript}")
    for quoted in re.findall(r"“([^”]+)”", section):
        if plain(quoted) not in plain(tour.seen):
            raise Broken(f"“{quoted}” is nowhere to be seen")
    if bool(tour.picture_of_step) != (f"](tour/{picture})" in section):
        raise Broken(f"the text and the script do not agree on the picture {picture}")


def walk(tour: Tour) -> dict[str, bytes]:
    """Walk all the way; return the pictures by their names."""
    pictures = {}
    for number, (each, section) in enumerate(zip(STEPS, sections(), strict=True), 1):
        print(f"{number:>4}. {each.title}", flush=True)
        name = f"{number:02}-{each.walk.__name__.replace('_', '-')}.png"
        tour.seen, tour.transcript, tour.picture_of_step = "", "", b""
        try:
            tour.look()
            each.walk(tour)
            hold(section, tour, name)
        except (Broken, Error, AssertionError, subprocess.TimeoutExpired) as reason:
            raise Broken(f"Step {number}, “{each.title}”: {reason}\nThe page was {tour.page.url}") from reason
        if tour.picture_of_step:
            pictures[name] = tour.picture_of_step
    return pictures


# --- the demo --------------------------------------------------------------------------------------------------------


def fill_the_shop() -> int:
    """Fill a shop whose present is `TODAY`; the demo then finds it as if it had been left there."""
    importlib.import_module("abaca.operations.demo.environment").prepare()
    importlib.import_module("django").setup()
    importlib.import_module("abaca.operations.embedded_postgres").ensure_running()
    importlib.import_module("abaca.operations.demo.preparation").migrate()
    importlib.import_module("abaca.operations.filling").fill(TODAY)
    return 0


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run a demo of our own on a free port; leaving the block ends it."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ABACA_", "DATABASE_URL"))}
    ours |= {
        "ABACA_DATA": str(folder / "var"),
        "PORT": port,
        "FRESH": "",
        "DJANGO_SETTINGS_MODULE": "abaca.config.settings",
    }
    subprocess.run([sys.executable, __file__, "--fill-the-shop"], env=ours, check=True)
    with (folder / "demo.log").open("w+b") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "abaca.operations.program", "demo"], env=ours, stdout=log, stderr=log
        )
        try:
            shop = f"http://localhost:{port}"
            wait_until_open(shop, running)
            yield shop
        finally:
            running.terminate()
            running.wait(timeout=40)


def wait_until_open(shop: str, running: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + SECONDS_TO_OPEN
    while time.monotonic() < patience and running.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(shop, timeout=10):  # noqa: S310 - our own
            return
        time.sleep(0.3)
    raise Broken("the demo did not open; `make demo` says why")


def take_the_tour() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="tour-") as place,
        demo(Path(place)) as shop,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        reader = browser.new_context(viewport=SIZE, color_scheme="light", locale="en-GB")
        pictures = walk(Tour(reader.new_page(), shop, Path(place)))
        painter = reader.new_page()  # only now: a page behind another one may not follow the links of letters
        pictures = {name: small(picture, painter) for name, picture in pictures.items()}
        browser.close()
    for old in PICTURES.glob("*.png"):
        old.unlink()
    PICTURES.mkdir(exist_ok=True)
    for name, content in pictures.items():
        (PICTURES / name).write_bytes(content)
    print(f"All {len(STEPS)} steps hold; {len(pictures)} pictures, {sum(map(len, pictures.values())) // 1000} KB.")


def main() -> int:
    options = argparse.ArgumentParser(description="Walk the tour of docs/tour.md and take its pictures anew.")
    options.add_argument("--fill-the-shop", action="store_true", help=argparse.SUPPRESS)
    if options.parse_args().fill_the_shop:
        return fill_the_shop()
    try:
        sections()
        take_the_tour()
    except Broken as reason:
        sys.stderr.write(f"\nThe tour does not hold. {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
