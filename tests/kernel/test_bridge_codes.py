"""Bridge codes: twelve symbols with the check of product keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.bridge_codes import BRIDGE_CODE, mint, read
from abaca.kernel.check_code import ALPHABET
from abaca.kernel.product_keys import Character, Reading, check_symbols, diagnosis, printed

CODE = "1234-5678-92YH"
DATA = st.text(ALPHABET, min_size=9, max_size=9)


def whole(data: str) -> str:
    return data + check_symbols(data)


def test_the_code_of_the_specification_passes():
    assert printed(whole("123456789"), BRIDGE_CODE) == CODE
    assert read(CODE) == Reading("ok", symbols="1234567892YH", printed=CODE)


def test_new_codes_differ_and_read_well():
    codes = {mint() for _code in range(100)}
    assert len(codes) == 100
    assert all(read(code).printed == code for code in codes)
    assert {symbol for code in codes for symbol in code.replace("-", "")[:9]} == set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "1234567892yh",
        "i234 5678 92yh",
        " 1234\u20135678\u201392YH ",
        "Your code: 1234-5678-92YH, good for two days",
        "MUSA-1234-5678-92YH",
    ],
)
def test_a_code_is_read_from_any_paste(typed):
    assert read(typed).printed == CODE


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", {"kind": "empty"}),
        ("1234-5678", {"kind": "wrong_length", "length": 8}),
        ("1" * 501, {"kind": "wrong_length", "length": 501}),
        ("1234-5U78-92YH", {"kind": "foreign_character", "characters": [{"position": 6, "typed": "U"}]}),
        (
            "1234-5698-92YH",
            {
                "kind": "one_wrong",
                "position": 7,
                "group": 2,
                "typed": "9",
                "expected": "7",
                "suggestion": CODE,
            },
        ),
        ("1234-5687-92YH", {"kind": "swapped", "position": 7, "group": 2, "suggestion": CODE}),
        ("4321-5678-92YH", {"kind": "unreadable"}),
        ("RT2GZ-SKYPD-8J86G-9K64N-Y6M2V", {"kind": "wrong_length", "length": 25}),
    ],
)
def test_what_is_wrong_with_a_code_is_told_as_for_a_product_key(typed, found):
    assert diagnosis(read(typed)) == found


@given(DATA, st.integers(0, 11), st.integers(1, 31))
def test_every_single_slip_is_found_and_named(data, index, size):
    code = whole(data)
    typed = ALPHABET[ALPHABET.index(code[index]) ^ size]
    reading = read(code[:index] + typed + code[index + 1 :])
    assert (reading.kind, reading.position, reading.group) == ("one_wrong", index + 1, index // 4 + 1)
    assert (reading.typed, reading.expected) == (typed, code[index])
    assert reading.suggestion == printed(code, BRIDGE_CODE)


@given(DATA, st.integers(0, 10))
def test_every_exchange_of_neighbours_is_found(data, first):
    code = whole(data)
    typed = code[:first] + code[first + 1] + code[first] + code[first + 2 :]
    reading = read(typed)
    if typed == code:
        assert reading.kind == "ok"
    else:
        assert (reading.kind, reading.position, reading.suggestion) == (
            "swapped",
            first + 1,
            printed(code, BRIDGE_CODE),
        )


def test_a_foreign_character_is_named_with_its_place():
    assert read("123!-5678-92YH").characters == (Character(4, "!"),)
