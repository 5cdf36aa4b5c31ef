"""How well mails are understood, over five corpora: no wish that the house acts upon is ever read wrongly."""

import re

import pytest
from babel.messages.pofile import read_po

from abaca.store.correspondence.understanding import understand
from tests.architecture.house import SOURCE
from tests.store.correspondence.measuring import (
    ACTED_UPON,
    CAME_ON,
    CORPORA,
    CORPUS,
    LANGUAGES,
    OFFERED,
    described,
    measured,
)

FLOORS = {  # of recall, as measured: whoever makes the rules better raises them
    "dev": {"cancel": 1.0, "resume": 1.0, "newsletter_off": 1.0},
    "second": {"cancel": 0.88, "resume": 0.95, "newsletter_off": 0.96},
    "third": {"cancel": 0.78, "resume": 0.64, "newsletter_off": 0.74},
    "fourth": {"cancel": 0.56, "resume": 0.44, "newsletter_off": 0.66},
    "fifth": {"cancel": 0.40, "resume": 0.22, "newsletter_off": 0.50},
}


@pytest.mark.parametrize("corpus", CORPORA)
def test_what_the_house_acts_upon_is_never_read_wrongly(corpus):
    measure = measured(corpus)
    wrong = [miss for miss in measure.wrongly_certain if miss.kind in ACTED_UPON]
    assert not wrong, f"\n{described(wrong)}\n\n{measure.table()}"


@pytest.mark.parametrize("kind", ACTED_UPON)
@pytest.mark.parametrize("corpus", CORPORA)
def test_enough_of_it_is_understood(corpus, kind):
    measure = measured(corpus)
    assert measure.recall("*", kind) >= FLOORS[corpus][kind], f"\n{measure.table()}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("corpus", CORPORA)
def test_each_language_has_its_mails(corpus, language):
    count = sum(mail.language == language for mail in measured(corpus).mails)
    assert count >= {"dev": 15, "second": 60, "third": 60, "fourth": 120, "fifth": 120}[corpus]


def acted_upon(line):
    """Return the rules by which a line ("text", or "subject || text") would be acted upon; ¶ parts paragraphs."""
    subject, _bars, text = line.rpartition(" || ")
    found = understand(subject, text.replace(" ¶ ", "\n\n"), names=OFFERED, on=CAME_ON)
    return [wish.rule for wish in found.wishes if wish.certain and wish.kind in ACTED_UPON]


def test_sentences_that_are_made_to_mislead_are_left_to_a_person():
    lines = (CORPUS / "misleading.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1600
    assert {line: rules for line in lines if (rules := acted_upon(line))} == {}


def test_sentences_that_leave_no_doubt_are_acted_upon():
    """Whoever makes the rules more careful sees here what it costs."""
    lines = (CORPUS / "clear.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 100
    assert [
        line
        for line in lines
        if not understand("", line, names=(*OFFERED, "Musa Tax", "Musa Office")).certain("cancel")
    ] == []


CATALOGUES = sorted((SOURCE / "abaca" / "locale").glob("*/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_sentence_of_our_own_is_taken_for_a_wish(catalogue):
    """A quotation may lose its marks on the way; names of buttons are short and are wishes if somebody writes them."""
    with catalogue.open("rb") as file:
        messages = list(read_po(file))
    found = {text for message in messages for text in (message.id, message.string) if isinstance(text, str)}
    texts = {re.sub("<[^<>]*>", "", text) for text in found}
    sentences = {re.sub(r"%\((\w+)\)s|\{(\w+)\}", OFFERED[0], text) for text in texts if len(text) > 60}
    assert len(sentences) > 100
    assert {sentence: rules for sentence in sentences if (rules := acted_upon(sentence))} == {}
