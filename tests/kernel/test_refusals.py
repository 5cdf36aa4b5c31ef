import pickle

from abaca.kernel.refusals import Refusal, gettext_noop


class TooLate(Refusal):
    code = "too_late"
    sentence = gettext_noop("{who} came on {day}.")
    field = "day"


class Lazy:
    """Stand for a lazy translation, which speaks the language of the moment."""

    language = "en"

    def __str__(self):
        return {"en": "{who} is late.", "fr": "{who} est en retard."}[self.language]


class Late(Refusal):
    code = "late"
    sentence = Lazy()


def test_a_refusal_fills_its_facts_into_the_sentence():
    assert str(TooLate(who="Alice", day=3)) == "Alice came on 3."


def test_a_refusal_keeps_its_facts_for_the_reader():
    refusal = TooLate(who="Alice", day=3)

    assert refusal.facts == {"who": "Alice", "day": 3}
    assert (refusal.code, refusal.status, refusal.field) == ("too_late", 400, "day")


def test_the_field_may_be_named_by_the_one_who_raises():
    assert TooLate(field="begins", who="Alice", day=3).field == "begins"
    assert TooLate(who="Alice", day=3).field == "day"


def test_a_lazy_sentence_speaks_the_language_of_the_reader():
    refusal = Late(who="Alice")
    assert str(refusal) == "Alice is late."

    Lazy.language = "fr"
    try:
        assert str(refusal) == "Alice est en retard."
    finally:
        Lazy.language = "en"


def test_braces_in_a_fact_are_only_text():
    assert str(Late(who="{who}")) == "{who} is late."


def test_a_refusal_survives_the_way_between_two_processes():
    refusal = pickle.loads(pickle.dumps(TooLate(field="begins", who="Alice", day=3)))  # noqa: S301

    assert (str(refusal), refusal.field) == ("Alice came on 3.", "begins")
