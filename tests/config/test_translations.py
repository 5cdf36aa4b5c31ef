"""Whoever is a customer reads his own language: no sentence of a letter or page is left in English.

`make check` holds all catalogues against all sources with gettext's own tools; here the compiled templates themselves
are asked, so that a letter cannot leave with a sentence that nobody has translated.
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import TemplateSyntaxError

import abaca
from abaca.console.samples import SAMPLES
from abaca.messaging.letters import as_text, render
from abaca.messaging.sentences import Sentence, sentences_in, sentences_of

HOUSE = Path(abaca.__file__).parent
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FOREIGN = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]
OF_CUSTOMERS = ("access", "design", "licensing", "portal", "store", "storefront", "support")
TIGHT_COLON = re.compile(r"(?<!\u00a0):(?=\s|$)")
PAGES = sorted(
    str(path).rpartition("/templates/")[2]
    for room in OF_CUSTOMERS
    for path in (HOUSE / room).rglob("templates/**/*.html")
    if "style_guide" not in path.parts
)


@pytest.fixture(scope="module")
def catalogues() -> dict[str, dict[str, tuple[str, ...]]]:
    return {language: translated(language) for language in FOREIGN}


def translated(language: str) -> dict[str, tuple[str, ...]]:
    """Return the sentences of a catalogue that can be used, with their forms."""
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {
            forms_of(message.id)[0]: forms_of(message.string)
            for message in read_po(file)
            if message.id and not message.fuzzy and all(forms_of(message.string))
        }


def forms_of(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def english_in(sentences: list[Sentence], catalogue: dict[str, tuple[str, ...]]) -> list[str]:
    return [each.msgid for each in sentences if each.msgid not in catalogue]


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_no_sentence_of_a_letter_is_left_in_english(template, catalogues):
    missing = {language: english_in(sentences_of(template), catalogues[language]) for language in FOREIGN}
    assert {language: found for language, found in missing.items() if found} == {}


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_of_a_customers_page_is_left_in_english(page, catalogues):
    try:
        sentences = sentences_in(page)
    except TemplateSyntaxError as error:
        pytest.fail(f"{page}: {error}")
    missing = {language: english_in(sentences, catalogues[language]) for language in FOREIGN}
    assert {language: found for language, found in missing.items() if found} == {}


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_every_case_of_a_letter_renders_in_every_language(template):
    for sample in SAMPLES[template]:
        said = {language: render(template, language, sample.facts, sample.secrets) for language in LANGUAGES}
        assert all(letter.subject and letter.text and f'lang="{code}"' in letter.html for code, letter in said.items())
        assert [code for code, letter in said.items() if "\n\n\n" in letter.text] == []


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_a_colon_stands_off_in_a_french_letter(template):
    for sample in SAMPLES[template]:
        text = as_text(template, "fr", sample.facts, sample.secrets)
        assert [line for line in text.splitlines() if TIGHT_COLON.search(line)] == []


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_a_placeholder_is_a_plain_name(template):
    """Django leaves a hole in the sentence where a placeholder has a dot."""
    assert [each.msgid for each in sentences_of(template) for name in each.places if not name.isidentifier()] == []


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_a_translation_keeps_every_placeholder_of_its_sentence(template, catalogues):
    for sentence in sentences_of(template):
        for language in FOREIGN:
            for form in catalogues[language].get(sentence.msgid, ()):
                lost = [name for name in sentence.places if f"%({name})s" not in form and not sentence.plural]
                assert (language, sentence.msgid, lost) == (language, sentence.msgid, [])


@pytest.mark.parametrize("language", FOREIGN)
def test_a_plural_has_as_many_forms_as_its_language(language):
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    plurals = [message for message in catalogue if message.pluralizable and message.id]

    assert catalogue.num_plurals == 2
    assert [message.id for message in plurals if len(message.string) != catalogue.num_plurals] == []


def test_the_guard_sees_a_sentence_that_nobody_has_translated(catalogues):
    assert english_in([Sentence("Nobody has translated this.")], catalogues["de"]) == ["Nobody has translated this."]
    assert [sentence.msgid for sentence in sentences_in("design/parts/languages.html")] == ["Language"]
