"""Foreign texts, lists, addresses and patience, as tables."""

from datetime import timedelta

import pytest

from abaca.store.product_keys.addresses import is_safe, split
from abaca.store.product_keys.foreign import can_be_typed, hint_of, plain
from abaca.store.product_keys.patience import PAUSES, next_try
from abaca.store.product_keys.stock import BrokenLine, Listed, broken_lines, crossings, numbers, read_list
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        ("  a B\t c \n", "a B c"),
        ("ＡＢＣ①", "ABC1"),
        ("e\u0301", "é"),
        ("one\r\n\r\ntwo", "one two"),
        ("\u2003x\u00a0y", "x y"),
        ("", ""),
    ],
)
def test_a_foreign_text_is_looked_up_in_one_form(text, looked_up):
    assert plain(text) == looked_up


@pytest.mark.parametrize(
    ("text", "typed"), [("", False), (" ", False), ("x", True), ("x" * 512, True), ("é" * 257, False)]
)
def test_a_text_can_be_typed_up_to_512_bytes(text, typed):
    assert can_be_typed(text) is typed


@pytest.mark.parametrize(
    ("text", "hint"),
    [("ABCDEFGHIJKLMNO", "…KLMNO"), ("ABCDEF", "…EF"), ("ABC", "…C"), ("AB", "…"), ("é" * 30, "…ééééé")],
)
def test_a_hint_shows_no_more_than_a_third(text, hint):
    assert hint_of(text) == hint


def test_a_list_has_one_key_on_each_line():
    assert read_list("\ufeffA-1\r\n\n  B 2 \rC\n") == [Listed(1, "A-1"), Listed(3, "B 2"), Listed(4, "C")]
    assert read_list(" \n\n") == []


def test_what_is_wrong_with_a_list_is_told_by_its_line():
    content = "\n".join(["A", "b", " A ", "x" * 513, "Ａ", "c\x07", "a"])
    assert broken_lines(read_list(content)) == [
        BrokenLine(3, "twice", 1),
        BrokenLine(4, "too_long"),
        BrokenLine(5, "twice", 1),
        BrokenLine(6, "control_character"),
    ]


def test_many_lines_are_told_as_some_and_a_number():
    assert numbers([3]) == "3"
    assert numbers(range(1, 13)) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 (+2)"


@pytest.mark.parametrize(
    ("left", "mark", "alarmed", "crossed"),
    [(21, 20, [], []), (20, 20, [], [7]), (0, 20, [], [7]), (20, 20, [7], []), (1, 0, [], []), (0, 0, [], [7])],
)
def test_an_alarm_comes_once_when_the_stock_becomes_low(left, mark, alarmed, crossed):
    assert crossings({7: left}, {7: mark}, alarmed) == crossed


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://keys.example.com/make", True),
        ("https://keys.example.com:8443/", True),
        ("http://127.0.0.1:9/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:80/", True),
        ("http://keys.example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("https://user:secret@keys.example.com/", False),
        ("https://", False),
        ("ftp://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("https://a.example/x y", False),
        ("https://a.example/\r\nX: y", False),
        ("https://a.example:port/", False),
        ("", False),
    ],
)
def test_personal_data_goes_only_where_nobody_reads_along(address, safe):
    assert is_safe(address) is safe


def test_the_query_is_divided_from_the_address():
    assert split(" https://a.example/k?is_user=u&is_pwd=p#x ") == ("https://a.example/k", "is_user=u&is_pwd=p")


def test_who_fails_is_asked_again_five_times_and_ever_later():
    waits = [next_try(tries, at=NOON) for tries in range(1, 8)]
    assert waits[:5] == [NOON + pause for pause in PAUSES]
    assert waits[5:] == [None, None]
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES, timedelta()) < timedelta(hours=12)
