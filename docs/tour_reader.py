"""A reader of docs/tour.md in flesh: he has a browser and a terminal, and remembers what he has seen."""

import base64
import re
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

REPOSITORY = Path(__file__).resolve().parents[1]
CODE = r"\b(\d{3} ?\d{3}|[A-Z0-9]{4}-[A-Z0-9]{4})\b"
SECONDS_FOR_A_LETTER = 30.0
LEADS_ON = "place => place.tagName === 'A' || Boolean(place.form && place.type === 'submit')"
MILLISECONDS_FOR_A_PAGE = 120_000  # the time machine walks through a year of mornings


class Broken(Exception):
    """A step no longer holds; the message says what is missing."""


class Tour:
    """A reader with a browser and a terminal: what he does, and all that he has seen in this step."""

    def __init__(self, page: Page, shop: str, folder: Path) -> None:
        self.page, self.shop, self.folder = page, shop, folder
        self.page.set_default_timeout(MILLISECONDS_FOR_A_PAGE)
        self.seen = self.transcript = ""
        self.picture_of_step = b""
        self.product_key = self.new_key = self.order = self.invoice = ""

    # --- what he does -----------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(self.shop + path)
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button, or follow the link, of this name."""
        place = within or self.page.locator("body")
        named = re.compile(rf"^{re.escape(name)}( ?,.*)?$")  # what stands after a comma is for screen readers
        button, link = place.get_by_role("button", name=named), place.get_by_role("link", name=named)
        wanted = button.or_(link).first
        if wanted.evaluate(LEADS_ON):
            with self.page.expect_navigation():  # on a busy machine the answer to a form takes its time
                wanted.click()
        else:
            wanted.click()
        self.look()

    def fill(self, **typed: str) -> None:
        for name, value in typed.items():
            field = self.page.locator(f"[name={name}]:visible").first
            if field.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value={value}]").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def letter(self, to: str, subject: str, *, beyond: int = 0) -> None:
        """Open the newest letter to somebody about this subject, once more than so many have come."""
        patience = time.monotonic() + SECONDS_FOR_A_LETTER
        while (found := self.letters(to, subject)).count() <= beyond:
            if time.monotonic() > patience:
                raise Broken(f"no letter with “{subject}” came to {to}")
            self.page.wait_for_timeout(300)
        self.page.goto(self.shop + str(found.first.get_attribute("href")))
        self.page.wait_for_load_state("networkidle")
        self.look()

    def letters(self, to: str, subject: str) -> Locator:
        self.page.goto(f"{self.shop}/rehearsal/mailbox/?to={to}")
        return self.page.locator(".pane-letters li a").filter(has_text=subject)

    def follow(self, name: str) -> None:
        """Follow a link in the letter that is open."""
        link = self.page.frame_locator("iframe.letter-frame").get_by_role("link", name=name).first
        with self.page.expect_navigation():
            link.click()
        self.look()

    def code(self, to: str, *, beyond: int = 0) -> str:
        """Read the code in the newest letter to somebody."""
        self.letter(to, "code", beyond=beyond)
        return self.read(CODE, letter=True)

    def travel(self, day: str) -> None:
        """Let the time machine go on to the noon of a day."""
        self.open("/rehearsal/time/")
        self.fill(to=day)
        self.press("Go to this day")

    def run(self, *words: str, answer: Callable[[], str] | None = None) -> None:
        """Run the sample program in a terminal; `answer` is typed where it asks for a code."""
        program = ["samples/sample_program.py", "--server", self.shop, "--state", str(self.folder / "sample.json")]
        with subprocess.Popen(
            [sys.executable, *program, "--device", "Felix’s laptop", *words],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as running:
            said, _ = running.communicate(answer() + "\n" if answer else None, timeout=30)
        said = said.replace("example: Sig", "example: ••••••\nSig")  # where the code was typed
        self.transcript += f"$ {' '.join(['python', program[0], *words])}\n{said}"

    # --- what he sees -----------------------------------------------------------------------------------------------

    @property
    def letter_text(self) -> str:
        return self.page.frame_locator("iframe.letter-frame").first.locator("body").inner_text()

    def look(self) -> None:
        """Take in the page, and the letter on it."""
        self.page.wait_for_load_state("load")
        self.seen += "\n" + self.page.title() + "\n" + self.page.locator("body").inner_text()
        if self.page.locator("iframe.letter-frame").count():
            self.seen += "\n" + self.letter_text

    def read(self, pattern: str, *, letter: bool = False) -> str:
        """Return what the first group of the pattern finds on the page, or in the letter on it."""
        found = re.search(pattern, self.letter_text if letter else self.page.locator("body").inner_text())
        if not found:
            raise Broken(f"nothing reads like {pattern}")
        return found[1]

    def expect(self, *words: str) -> None:
        """Insist on words that only this run knows: numbers, product keys."""
        self.look()
        for each in words:
            if dense(each) not in dense(self.seen):
                raise Broken(f"“{each}” is nowhere to be seen")

    def picture(self, at: str = "") -> None:
        """Take the picture of this step, from the top of the page or scrolled to a place."""
        if at:
            self.page.locator(at).first.evaluate(
                "place => scrollTo(0, place.getBoundingClientRect().top + scrollY - 40)"
            )
        else:
            self.page.evaluate("scrollTo(0, 0)")
        self.page.mouse.move(0, 0)
        self.picture_of_step = self.page.screenshot(scale="css", animations="disabled", caret="hide")


def plain(text: str) -> str:
    """Make one line of a text, in small letters: what counts is the words."""
    return " ".join(text.split()).casefold()


def dense(text: str) -> str:
    """Leave out every blank: a product key is set in groups."""
    return "".join(text.split())


COUNT_COLOURS = """async (data) => {
  const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), brush = canvas.getContext("2d");
  brush.drawImage(image, 0, 0);
  const { data: all } = brush.getImageData(0, 0, image.width, image.height), count = new Map();
  const at = (i) => all[i] << 16 | all[i + 1] << 8 | all[i + 2];
  for (let i = 0; i < all.length; i += 4) count.set(at(i), (count.get(at(i)) || 0) + 1);
  const palette = [...count].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const apart = (a, b, shift) => ((a >> shift & 255) - (b >> shift & 255)) ** 2;
  const far = (a, b) => apart(a, b, 16) + apart(a, b, 8) + apart(a, b, 0);
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of count.keys()) if (!nearest.has(colour)) {
    let best = 0;
    palette.forEach((known, index) => { if (far(known, colour) < far(palette[best], colour)) best = index; });
    nearest.set(colour, best);
  }
  let pixels = "";
  for (let i = 0; i < all.length; i += 4) pixels += String.fromCharCode(nearest.get(at(i)));
  return { width: image.width, height: image.height, palette, pixels: btoa(pixels) };
}"""


def small(picture: bytes, painter: Page) -> bytes:
    """Return the picture with a palette of its 256 most frequent colours; it is half as large and looks the same."""
    found = painter.evaluate(COUNT_COLOURS, base64.b64encode(picture).decode())
    width, height, pixels = found["width"], found["height"], base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),
        b"PLTE": b"".join(colour.to_bytes(3, "big") for colour in found["palette"]),
        b"IDAT": zlib.compress(rows, 9),
        b"IEND": b"",
    }
    whole = b"\x89PNG\r\n\x1a\n"
    for name, content in parts.items():
        whole += struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return whole
