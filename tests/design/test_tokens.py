import re
from pathlib import Path

import pytest

from abaca import design
from abaca.design.contrast import LEGIBLE, contrast

ROOM = Path(design.__file__).parent
STATIC = ROOM / "static" / "abaca"
TOKENS = (STATIC / "tokens.css").read_text()
NON_TEXT = 3.0

# text, background: every pair that a component sets
PAIRS = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink", "sunk"),
    ("ink", "accent-wash"),
    ("ink", "amber-wash"),
    ("ink", "red-wash"),
    ("muted", "paper"),
    ("muted", "raised"),
    ("muted", "sunk"),
    ("muted", "accent-wash"),
    ("muted", "amber-wash"),
    ("muted", "red-wash"),
    ("accent", "paper"),
    ("accent", "raised"),
    ("accent", "sunk"),
    ("accent", "accent-wash"),
    ("accent", "amber-wash"),
    ("accent", "red-wash"),
    ("accent-strong", "paper"),
    ("accent-strong", "raised"),
    ("accent-strong", "sunk"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("amber", "paper"),
    ("amber", "amber-wash"),
    ("amber-wash", "amber"),
    ("red", "paper"),
    ("red", "raised"),
    ("red", "sunk"),
    ("red", "red-wash"),
    ("on-red", "red"),
    ("on-red", "red-strong"),
    ("paper", "ink"),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def block_after(selector: str) -> str:
    return TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]


THEMES = {
    "light": colours(block_after(":root")),
    "dark": colours(block_after(':root[data-theme="dark"]')),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "background"), PAIRS)
def test_every_text_can_be_read_on_its_background(theme, text, background):
    assert contrast(THEMES[theme][text], THEMES[theme][background]) >= LEGIBLE


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("background", ["paper", "raised", "sunk"])
def test_the_border_of_a_field_can_be_seen(theme, background):
    assert contrast(THEMES[theme]["line"], THEMES[theme][background]) >= NON_TEXT


def test_dark_is_the_same_by_the_system_and_by_choice():
    by_system = block_after(':root:not([data-theme="light"])')
    by_choice = block_after(':root[data-theme="dark"]')

    assert by_system.split() == by_choice.split()


def test_dark_names_every_colour_of_light():
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_components_use_no_colour_of_their_own():
    sheets = [sheet for sheet in STATIC.rglob("*.css") if sheet.name != "tokens.css"]

    assert [sheet.name for sheet in sheets if re.search(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet.read_text())] == []


def test_components_use_no_token_that_is_not_there():
    known = set(re.findall(r"(--[a-z0-9-]+):", TOKENS))
    used = {name for sheet in STATIC.rglob("*.css") for name in re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text())}

    assert used - known == set()


def test_letters_wear_the_colours_of_the_pages():
    letter = ROOM / "templates" / "design" / "letter"
    texts = [path.read_text() for path in [*letter.iterdir(), letter.with_suffix(".mjml")]]
    worn = {colour for text in texts for colour in re.findall(r"#[0-9a-f]{6}", text)}

    assert worn - {*THEMES["light"].values(), *THEMES["dark"].values()} == set()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#ffffff", "#777777", 4.48),
    ],
)
def test_contrast_by_the_book(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
