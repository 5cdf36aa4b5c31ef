"""How well mails are understood, over two corpora: no wish that the house acts upon is ever read wrongly."""

import re

import pytest
from babel.messages.pofile import read_po

from abaca.store.correspondence.understanding import understand
from tests.architecture.house import SOURCE
from tests.store.correspondence.measuring import ACTED_UPON, CORPUS, LANGUAGES, OFFERED, Measure, described, mails

FLOORS = {  # of recall, as measured: whoever makes the rules better raises them
    True: {"cancel": 1.0, "resume": 1.0, "newsletter_off": 1.0},
    False: {"cancel": 0.85, "resume": 0.95, "newsletter_off": 0.96},
}


@pytest.fixture(scope="module", params=[True, False], ids=["dev", "second"])
def measured(request):
    return request.param, Measure(mails(made_with=request.param))


def test_what_the_house_acts_upon_is_never_read_wrongly(measured):
    _made_with, measure = measured
    wrong = [miss for miss in measure.wrongly_certain if miss.kind in ACTED_UPON]
    assert not wrong, f"\n{described(wrong)}\n\n{measure.table()}"


@pytest.mark.parametrize("kind", ACTED_UPON)
def test_enough_of_it_is_understood(measured, kind):
    made_with, measure = measured
    assert measure.recall("*", kind) >= FLOORS[made_with][kind], f"\n{measure.table()}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_mails(measured, language):
    made_with, measure = measured
    count = sum(mail.language == language for mail in measure.mails)
    assert count >= (15 if made_with else 60)


def acted_upon(line):
    """Return the rules by which a line of misleading.txt ("text", or "subject || text") would be acted upon."""
    subject, _bars, text = line.rpartition(" || ")
    found = understand(subject, text, names=OFFERED)
    return [wish.rule for wish in found.wishes if wish.certain and wish.kind in ACTED_UPON]


def test_sentences_that_are_made_to_mislead_are_left_to_a_person():
    lines = (CORPUS / "misleading.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 300
    assert {line: rules for line in lines if (rules := acted_upon(line))} == {}


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
