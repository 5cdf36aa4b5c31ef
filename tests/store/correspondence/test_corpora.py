"""How well mails are understood, over two corpora: no wish that the house acts upon is ever read wrongly."""

import pytest

from tests.store.correspondence.measuring import ACTED_UPON, LANGUAGES, Measure, described, mails

FLOORS = {  # of recall, as measured: whoever makes the rules better raises them
    True: {"cancel": 1.0, "resume": 1.0, "newsletter_off": 1.0},
    False: {"cancel": 0.87, "resume": 0.95, "newsletter_off": 0.92},
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
