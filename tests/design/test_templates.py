import re
from pathlib import Path

import mrml
import pytest
from django.template.loader import render_to_string

from abaca import design
from abaca.design.style_guide import SampleForm, filled_form, samples

ROOM = Path(design.__file__).parent
STATIC = ROOM / "static" / "abaca"
IN_AN_ARCHIVE = {"data_copy.html"}  # it is opened from a disk, where no style sheet can be fetched
PAGES = sorted(page for page in (ROOM / "templates").rglob("*.html") if page.name not in IN_AN_ARCHIVE)
BRAND = {
    "name": "Musa Software",
    "legal_name": "Musa Software AG",
    "address": "Via Nassa 5, 6900 Lugano",
    "support_email": "support@musa.example",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_style_or_a_script_of_its_own(page):
    assert re.findall(r"\sstyle=|<style|<script(?![^>]* src=)|\son[a-z]+=|javascript:", page.read_text()) == []


def test_the_style_sheet_names_every_component_once():
    named = re.findall(r'@import url\("([^"]+)"\) layer', (STATIC / "abaca.css").read_text())
    there = [str(path.relative_to(STATIC)) for path in STATIC.rglob("*.css") if path.name != "abaca.css"]

    assert sorted(named) == sorted(there)


def test_nothing_is_fetched_from_elsewhere():
    texts = {path.name: path.read_text() for path in [*STATIC.rglob("*.*"), *PAGES] if path.is_file()}

    assert [name for name, text in texts.items() if re.search(r"https?://(?!www\.w3\.org/)|url\(\"?//", text)] == []


def test_every_icon_is_in_the_sprite():
    drawn = set(re.findall(r'symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))
    wanted = {name for page in PAGES for name in re.findall(r'{% icon "([a-z]+)"', page.read_text())}

    assert wanted - drawn == set()


def test_the_style_guide_shows_every_component():
    html = render_to_string("design/style_guide.html", {"brand": BRAND, **samples()})

    assert html.count("<h1") == 1
    assert "A0123" in html
    assert "EUR 79.00".replace(" ", "\xa0") in html


@pytest.mark.parametrize("name", ["email", "company", "country", "seats", "note", "key", "method", "consent"])
@pytest.mark.parametrize("form", [filled_form(), SampleForm(), SampleForm({})], ids=["filled", "fresh", "empty"])
def test_what_describes_a_field_is_on_the_page(form, name):
    html = render_to_string("design/parts/field.html", {"field": form[name]})
    described = [one for ids in re.findall(r'aria-describedby="([^"]+)"', html) for one in ids.split()]

    assert [one for one in described if f'id="{one}"' not in html] == []
    assert bool(form[name].errors) == ('class="error"' in html)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 429, 500])
def test_an_error_page_has_a_sentence_a_code_and_a_way_on(status):
    context = {"status": status, "code": "order_not_found", "sentence": "This order is not here.", "brand": BRAND}
    html = render_to_string("design/error.html", context)

    assert "This order is not here." in html
    assert f"Status {status}" in html
    assert "order_not_found" in html
    assert "mailto:support@musa.example" in html


def test_an_error_page_needs_nothing_to_stand():
    assert "Something went wrong on our side" in render_to_string("design/error.html", {})


def test_a_key_that_wants_to_be_html_stays_text():
    html = render_to_string("design/parts/product_key.html", {"key": '<b>"A"</b>'})

    assert "<b>" not in html


def test_letters_are_well_formed_whatever_the_customer_is_called():
    parts = [
        ("heading", {"text": "Your subscription renews"}),
        ("paragraph", {"text": "Dear Anna & Söhne <mbH>"}),
        ("big_fact", {"label": "We shall charge", "text": "EUR 79.00"}),
        ("key", {"label": "Your product key", "key": "A0123-45678-9ABCD-EFGHJ-KM583"}),
        ("button", {"text": "See the order", "href": "https://shop.musa.example/?a=1&b=2"}),
        ("facts", {"facts": [("Order", "MU-2026-018244")]}),
    ]
    for name, context in parts:
        part = render_to_string(f"design/letter/{name}.mjml", context)
        letter = f"<mjml><mj-body><mj-section><mj-column>{part}</mj-column></mj-section></mj-body></mjml>"
        output = mrml.to_html(letter)

        assert output.warnings == []
        assert "<mbH>" not in output.content


def test_the_base_of_the_letters_carries_brand_and_sender():
    context = {"brand": BRAND, "language": "de", "subject": "Ihr Abonnement & mehr"}
    html = mrml.to_html(render_to_string("design/letter.mjml", context)).content
    text = render_to_string("design/letter.txt", context)

    assert 'lang="de"' in html
    assert "<img" not in html
    for letter in (html, text):
        assert "Musa Software AG, Via Nassa 5, 6900 Lugano" in letter
        assert "support@musa.example" in letter
