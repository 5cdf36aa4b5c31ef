from pathlib import Path

import pytest

import abaca
from abaca.messaging.sentences import sentences_of
from abaca.store.notices.law import FACTS, LAWS, Law, Wanted, law_of

HOUSE = Path(abaca.__file__).parent
LETTERS = sorted(
    f"{path.parent.name}/{path.stem}"
    for path in HOUSE.rglob("templates/*/*.mjml")
    if path.with_suffix(".txt").exists() and path.parent.name != "design"
)


def test_every_letter_of_the_house_has_its_law():
    assert sorted(LAWS) == LETTERS


@pytest.mark.parametrize("template", LETTERS)
def test_what_the_law_names_stands_in_the_letter(template):
    assert sorted(set(law_of(template).sentences) - {each.msgid for each in sentences_of(template)}) == []


@pytest.mark.parametrize("template", [name for name, law in LAWS.items() if Wanted.CANCEL in law.wants])
def test_a_letter_about_a_charge_keeps_sum_day_and_method(template):
    kept = {
        wanted
        for sentence in sentences_of(template)
        for name, wanted in law_of(template).wanted_of(sentence.msgid, sentence.places).items()
        if name
    }
    assert kept >= {Wanted.SUM, Wanted.DAY}


def test_every_fact_is_said_somewhere():
    said = {
        fact.partition("|")[0]
        for template in LETTERS
        for each in sentences_of(template)
        for fact in each.places.values()
    }
    assert ", ".join(sorted(set().union(*FACTS.values()) - said)) == ""


def test_a_letter_that_nobody_has_thought_about_keeps_every_fact():
    assert law_of("store_notices/unheard_of") == Law(frozenset(Wanted))


@pytest.mark.parametrize(
    ("template", "places", "kept"),
    [
        (
            "store_notices/ending",
            {"ends": "subscription.ends|day", "title": "subscription.title"},
            {"ends": Wanted.DAY},
        ),
        ("store_notices/ending", {"last4": "method.last4"}, {}),
        ("store_notices/renewal_second", {"last4": "method.last4"}, {"last4": Wanted.METHOD}),
        ("store_notices/welcome", {"ends": "subscription.ends|day"}, {}),
    ],
)
def test_a_placeholder_is_kept_for_the_fact_behind_it(template, places, kept):
    assert law_of(template).wanted_of("any", places) == kept
