"""What the browser reads must be what the server reads."""

import json
import random
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import abaca
from abaca.kernel.product_keys import mint, printed, read
from tests.kernel.test_product_keys import KEY, PUBLISHED, WRONG

TWIN = Path(abaca.__file__).parent / "design/static/abaca/product_key.js"
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PIECES = [
    *"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZaiouz-_. \n\t\x85\x1c",
    "\u2013",
    "\u200b",
    "\ufeff",
    "\u2212",
    "Ａ",
    "ﬃ",
    "é",
    "\U0001f34c",
    "WXYZA-",
]
ODDITIES = [
    "",
    " ",
    "0" * 500,
    "0" * 501,
    "\U0001f34c" * 500,
    "\U0001f34c" * 501,
    f"{WRONG} or {KEY}",
    f"{WRONG} {WRONG}",
    f"MUSA-{KEY}",
    "\ufdfa" * 40,
]


def mutations(count):
    """Do what people do to a key: change, lose, add and exchange, up to three times."""
    chance = random.Random(25)
    for _text in range(count):
        text = list(chance.choice([mint(), mint().lower(), f"Your key: {mint()}.", mint().replace("-", "")]))
        for _slip in range(chance.randrange(4)):
            at = chance.randrange(len(text))
            piece = chance.choice(PIECES)
            text[at : at + chance.randrange(3)] = chance.choice([[piece], [], text[at : at + 2][::-1]])
            text = text or [piece]
        yield "".join(text)


def in_browser(texts):
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            page = browser.new_page()
            page.set_content(f'<script type="module">{TWIN.read_text()}\nwindow.twin = {{ read, printed }};</script>')
            page.wait_for_function("window.twin")
            return page.evaluate("texts => texts.map(twin.read)", texts), page.evaluate(
                "symbols => twin.printed(symbols)", KEY.replace("-", "")
            )
        finally:
            browser.close()


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_the_browser_reads_as_the_server_does():
    published = [*PUBLISHED["valid"], *(case["typed"] for case in PUBLISHED["mutated"] + PUBLISHED["normalisation"])]
    texts = [*published, *ODDITIES, *mutations(500)]
    readings, printed_key = in_browser(texts)

    here = [json.loads(json.dumps(asdict(read(text)))) for text in texts]
    assert [case for case in zip(texts, readings, here, strict=True) if case[1] != case[2]] == []
    assert printed_key == printed(KEY.replace("-", ""))
    assert {reading["kind"] for reading in here} == {
        "ok",
        "empty",
        "foreign_character",
        "wrong_length",
        "one_wrong",
        "swapped",
        "unreadable",
    }
