"""Passages with gaps."""

import pytest

from abaca.support.tickets.passages import Filled, filled, gaps, paragraphs, unknown_gaps


@pytest.mark.parametrize(
    ("text", "said", "missing"),
    [
        ("Dear {{ name }},", "Dear Alice,", ()),
        ("{{name}} {{  name  }}", "Alice Alice", ()),
        ("Until {{ ends }}.", "Until {{ ends }}.", ("ends",)),
        ("{{ plan }} of {{ name }}, {{ plan }}", "{{ plan }} of Alice, {{ plan }}", ("plan",)),
        ("No gap", "No gap", ()),
    ],
)
def test_what_is_known_fills_its_gap_and_the_rest_stays_to_be_seen(text, said, missing):
    assert filled(text, {"name": "Alice", "plan": ""}) == Filled(said, missing)


def test_a_fact_is_never_read_as_a_gap_of_its_own():
    assert filled("{{ name }}", {"name": "{{ plan }}", "plan": "secret"}).text == "{{ plan }}"


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("{{ name }} {{ cancel_link }}", ()),
        ("{{ nome }}", ("nome",)),
        ("{{ name }", ("{{",)),
        ("{{ user.password }}", ("{{", "}}")),
        ("{% load x %}", ("{%",)),
    ],
)
def test_what_nobody_fills_is_named(text, strange):
    assert unknown_gaps(text) == strange


def test_gaps_are_named_once():
    assert gaps("{{ b }} {{ a }} {{ b }}") == ("b", "a")


def test_blank_lines_part_paragraphs_and_other_lines_stay():
    assert paragraphs("\nDear Alice,\r\n\r\none\ntwo\n \t\n\nSam\n") == ["Dear Alice,", "one\ntwo", "Sam"]
