import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.journal.forgetting import without

WORDS = ["Alice Rossi", "Via Garibaldi 3", "Li", ""]


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ({"to": "alice@example.com"}, {"to": "…"}),
        ({"reason": "Alice Rossi wrote from <a.b@c.example>."}, {"reason": "… wrote from <…>."}),
        ({"reason": "ALICE ROSSI, via garibaldi 3"}, {"reason": "…, …"}),
        ({"reason": "Alice Rossini"}, {"reason": "Alice Rossini"}),  # somebody else
        ({"licence": "lic_1", "kind": "licence"}, {"licence": "lic_1", "kind": "licence"}),  # "Li" is too short
        ({"sum": 7900, "paid": True, "none": None}, {"sum": 7900, "paid": True, "none": None}),
        ({"deep": [{"to": ["x@y.example", 3]}]}, {"deep": [{"to": ["…", 3]}]}),
    ],
)
def test_only_what_names_the_person_goes(facts, left):
    assert without(facts, WORDS) == left


def test_without_words_only_addresses_go():
    assert without({"a": "Alice, alice@example.com"}, []) == {"a": "Alice, …"}


@given(st.text(min_size=3).filter(lambda word: len(word.strip()) >= 3), st.text(), st.text())
def test_a_word_that_stands_by_itself_is_gone_and_doing_it_twice_changes_nothing(word, before, after):
    once = without({"a": f"{before} {word} {after}"}, [word])
    assert without(once, [word]) == once
