import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.check_code import ALPHABET
from abaca.kernel.product_keys import Character, Reading, check_symbols, diagnosis, hint, mint, printed, read

KEY = "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"
OTHER = "84G7Z-WYRD6-Z1RV0-WHE6M-113C1"
WRONG = "RT2GZ-SKYPD-8W86G-9K64N-Y6M2V"
OK = Reading("ok", symbols=KEY.replace("-", ""), printed=KEY)

VECTORS = Path(__file__).parents[3] / "shared/vectors/licence/product-keys/rs-crockford.json"
PUBLISHED = json.loads(VECTORS.read_text()) if VECTORS.exists() else {"valid": [], "mutated": [], "normalisation": []}

DATA = st.text(ALPHABET, min_size=22, max_size=22)


def bare(text):
    return text.replace("-", "")


@pytest.mark.parametrize(
    ("data", "minted"),
    [
        ("A" + "0" * 21, "A0000-00000-00000-00000-002V9"),
        ("A" + ALPHABET[:21], "A0123-45678-9ABCD-EFGHJ-KM583"),
        ("A" + "Z" * 21, "AZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZBSN"),
    ],
)
def test_the_check_symbols_are_those_of_the_specification(data, minted):
    assert printed(data + check_symbols(data)) == minted


def test_a_new_key_begins_with_its_version_and_reads_well():
    keys = {mint() for _key in range(100)}

    assert len(keys) == 100
    assert all(key.startswith("A") and read(key).printed == key for key in keys)


def test_the_random_symbols_use_the_whole_alphabet():
    assert {symbol for _key in range(200) for symbol in bare(mint())[1:22]} == set(ALPHABET)


def test_the_hint_shows_the_last_group():
    assert hint(bare(KEY)) == "…Y6M2V"


@pytest.mark.parametrize("typed", PUBLISHED["valid"])
def test_published_keys_pass(typed):
    assert read(typed) == Reading("ok", symbols=bare(typed), printed=typed)


@pytest.mark.parametrize("slip", PUBLISHED["mutated"], ids=lambda slip: slip["typed"])
def test_published_slips_are_named(slip):
    reading = read(slip["typed"])

    assert reading.suggestion == slip["intended"]
    if "position_1based" in slip:
        assert (reading.kind, reading.position) == ("one_wrong", slip["position_1based"])
        assert reading.expected == slip["expected_char"]
    else:
        assert (reading.kind, reading.position) == ("swapped", 1)


@pytest.mark.parametrize("case", PUBLISHED["normalisation"], ids=lambda case: case["typed"])
def test_published_spellings_are_understood(case):
    assert read(case["typed"]).printed == case["normal"]


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        (
            WRONG,
            Reading("one_wrong", position=12, group=3, typed="W", expected="J", suggestion=KEY),
        ),
        (
            "F8QY4-0YGEC-YYS9E-9R04A-2K7QX",
            Reading(
                "one_wrong", position=25, group=5, typed="X", expected="W", suggestion="F8QY4-0YGEC-YYS9E-9R04A-2K7QW"
            ),
        ),
        ("48G7Z-WYRD6-Z1RV0-WHE6M-113C1", Reading("swapped", position=1, group=1, suggestion=OTHER)),
    ],
)
def test_the_worked_examples_are_named(typed, reading):
    assert read(typed) == reading


@pytest.mark.parametrize(
    "typed",
    [
        KEY.lower(),
        "MUSA-" + KEY,
        "AB-" + KEY,
        "ABCDEFGH-" + KEY,
        "WXYZA-" + KEY,
        f"Dear Alice,\nyour product key is {KEY}. Enjoy it!",
        f"{WRONG} or {KEY}",
        KEY.replace("-", "\u2013"),
        KEY.replace("-", "\u2212"),
        KEY.replace("-", " \u2014 "),
        KEY.replace("-", "\u200b"),
        KEY.replace("-", "\xa0"),
        KEY.replace("-", "\x85"),
        KEY.replace("-", "\r\n"),
        KEY.replace("-", "_"),
        KEY.replace("-", "·"),
        KEY.replace("-", "....."),
        "R T 2 G Z S K Y P D 8 J 8 6 G 9 K 6 4 N Y 6 M 2 V",
        KEY.translate({ord(c): ord(c) + 0xFEE0 for c in KEY if c != "-"}),
        f"\ufeff{KEY}\u00ad",
    ],
)
def test_a_key_is_found_in_whatever_surrounds_it(typed):
    assert read(typed) == OK


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("84G7Z-WYRD6-ZiRVo-WHE6M-LI3CI", OTHER), ("FK6SY-954lS-J3EQH-B6GDl-GHCKV", "FK6SY-9541S-J3EQH-B6GD1-GHCKV")],
)
def test_look_alikes_are_read_silently(typed, meant):
    assert read(typed).printed == meant


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("", Reading("empty")),
        (" -\u200b_.\n", Reading("empty")),
        ("RT2GZ-SKYPD-8J86G-9K64N-Y6M2", Reading("wrong_length", length=24)),
        (KEY + "Z", Reading("wrong_length", length=26)),
        ("Z" + KEY, Reading("wrong_length", length=26)),
        (f"{WRONG} {WRONG}", Reading("wrong_length", length=50)),
        ("0" * 500, Reading("wrong_length", length=500)),
        (" " * 501, Reading("wrong_length", length=501)),
        ("RT2GU-SKYPD-8J86G-9K64N-Y6M2V", Reading("foreign_character", characters=(Character(5, "U"),))),
        ("u!", Reading("foreign_character", characters=(Character(1, "U"), Character(2, "!")))),
        ("1\U0001f34c", Reading("foreign_character", characters=(Character(2, "\U0001f34c"),))),
        ("é", Reading("foreign_character", characters=(Character(1, "é"),))),
        ("8T2GZ-SKYPD-RJ86G-9K64N-Y6M2V", Reading("unreadable")),
    ],
)
def test_what_is_no_key_is_told_as_well_as_possible(typed, reading):
    assert read(typed) == reading


def test_a_slip_is_named_even_inside_a_sentence():
    assert read(f"My key is {WRONG}!").suggestion == KEY


@given(DATA, st.integers(0, 24), st.integers(1, 31))
def test_every_wrong_symbol_is_named(data, at, size):
    key = data + check_symbols(data)
    wrong = ALPHABET[ALPHABET.index(key[at]) ^ size]
    reading = read(key[:at] + wrong + key[at + 1 :])

    assert (reading.kind, reading.position, reading.group) == ("one_wrong", at + 1, at // 5 + 1)
    assert (reading.typed, reading.expected, reading.suggestion) == (wrong, key[at], printed(key))


@given(DATA, st.integers(0, 23))
def test_every_exchange_of_neighbours_is_named(data, at):
    key = data + check_symbols(data)
    typed = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    reading = read(typed)

    if typed == key:
        assert reading.kind == "ok"
    else:
        assert (reading.kind, reading.position, reading.suggestion) == ("swapped", at + 1, printed(key))


@given(st.text(max_size=600))
def test_any_text_can_be_read(text):
    assert read(text).kind in {"empty", "foreign_character", "wrong_length", "ok", "one_wrong", "swapped", "unreadable"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (KEY, {"kind": "ok"}),
        ("", {"kind": "empty"}),
        ("8T2GZ-SKYPD-RJ86G-9K64N-Y6M2V", {"kind": "unreadable"}),
        ("1U", {"kind": "foreign_character", "characters": [{"position": 2, "typed": "U"}]}),
        ("1", {"kind": "wrong_length", "length": 1}),
        (
            WRONG,
            {"kind": "one_wrong", "position": 12, "group": 3, "typed": "W", "expected": "J", "suggestion": KEY},
        ),
        (
            "48G7Z-WYRD6-Z1RV0-WHE6M-113C1",
            {"kind": "swapped", "position": 1, "group": 1, "suggestion": OTHER},
        ),
    ],
)
def test_the_diagnosis_speaks_as_the_api_does(typed, told):
    assert diagnosis(read(typed)) == told
