import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.messaging.wording import Flaw, as_written, compared, filled, flaws, placeholders, tidy


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It ends on {{ ends }}", []),
        ("{{ends}} at {{ brand }}", []),
        ("It ends.", [Flaw("missing", {"name": "ends"})]),
        ("It ends on {{ ends }} for {{ nobody }}", [Flaw("unknown", {"name": "nobody"})]),
        ("{{ ends|upper }}", [Flaw("code")]),
        ("{{ ends }} {% if a %}", [Flaw("code")]),
        ("{{ ends }} {# note #}", [Flaw("code")]),
        ("{{ ends }} }}", [Flaw("code")]),
        ("{{ ends.year }}", [Flaw("code")]),
        ("100 % of %(ends)s: {{ ends }}", []),
        ("", [Flaw("empty", {"names": "ends"})]),
        ("x" * 2001, [Flaw("long", {"most": "2000"})]),
    ],
)
def test_a_text_keeps_what_its_reader_must_know_and_holds_no_code(text, told):
    assert flaws(text, known={"ends", "title"}, kept=["ends"], may_be_empty=True) == told


@pytest.mark.parametrize(("may_be_empty", "told"), [(True, []), (False, [Flaw("empty", {"names": ""})])])
def test_only_some_sentences_may_be_left_out(may_be_empty, told):
    assert flaws("", known=set(), kept=[], may_be_empty=may_be_empty) == told


def test_a_sentence_is_one_line_and_keeps_the_space_that_may_not_break():
    assert tidy(" Voici\u00a0:\r\n  la\tclé\u2028") == "Voici\u00a0: la clé"


def test_a_shipped_sentence_is_shown_as_a_vendor_would_write_it():
    assert as_written("VAT %(percent)s %% of %(net)s") == "VAT {{ percent }} % of {{ net }}"
    assert placeholders("{{ a }} {{b}} {{ a }}") == ["a", "b"]
    assert tidy(" One\n\n line\t only ") == "One line only"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_value_is_never_read_as_a_placeholder(before, value):
    text = before.replace("{", "").replace("}", "") + "{{ a }}"

    assert filled(text, {"a": value + "{{ a }}"}).endswith(value + "{{ a }}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("a b", "a b", [("=", "a b")]),
        ("a b c", "a x c", [("=", "a"), ("-", "b"), ("+", "x"), ("=", "c")]),
        ("a", "", [("-", "a")]),
        ("", "a", [("+", "a")]),
    ],
)
def test_two_texts_are_compared_word_by_word(old, new, told):
    assert list(compared(old, new)) == told
