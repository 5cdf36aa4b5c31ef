"""The proven properties of the check code, by exhaustion; the code is linear, so error patterns stand for all words."""

from itertools import combinations, product

import pytest

from abaca.kernel.check_code import check_values, exchange, locate, passes, symbols_of, syndromes, times, values_of

LENGTH = 25
SIZES = range(1, 32)


def pattern(*errors):
    word = [0] * LENGTH
    for index, size in errors:
        word[index] = size
    return word


SINGLE = {(index, size): syndromes(pattern((index, size))) for index in range(LENGTH) for size in SIZES}


def xor(one, other):
    return one[0] ^ other[0], one[1] ^ other[1], one[2] ^ other[2]


def test_every_single_error_is_located_and_named():
    assert {error: locate(found, LENGTH) for error, found in SINGLE.items()} == {error: error for error in SINGLE}


def test_no_double_error_is_ever_taken_for_a_single_one():
    pairs = [(one, other) for one, other in combinations(SINGLE, 2) if one[0] != other[0]]
    located = [pair for pair in pairs if locate(xor(SINGLE[pair[0]], SINGLE[pair[1]]), LENGTH) is not None]

    assert len(pairs) == 288_300
    assert located == []


def test_every_exchange_of_neighbours_has_syndromes_of_its_own():
    exchanges = [xor(SINGLE[first, size], SINGLE[first + 1, size]) for first in range(LENGTH - 1) for size in SIZES]

    assert len(set(exchanges)) == len(exchanges) == 24 * 31
    assert (0, 0, 0) not in exchanges
    assert {locate(found, LENGTH) for found in exchanges} == {None}


def test_a_random_text_passes_once_in_32768():
    # The 22 data symbols add a constant: if the 32,768 ends all differ, exactly one of them passes for any data.
    found = {syndromes(end) for end in product(range(32), repeat=3)}

    assert len(found) == 32_768


@pytest.mark.parametrize("length", [25, 12])
def test_every_exchange_in_a_word_is_found(length):
    data = list(range(length - 3))
    word = [*data, *check_values(data)]
    assert passes(word)

    for first in range(length - 1):
        typed = [*word[:first], word[first + 1], word[first], *word[first + 2 :]]
        if typed != word:
            assert exchange(typed) == first


def test_a_bridge_code_of_twelve_symbols_uses_the_same_register():
    assert symbols_of(check_values(values_of("123456789"))) == "2YH"
    assert passes(values_of("1234567892YH"))


def test_an_error_beyond_the_length_is_no_single_error():
    assert locate(syndromes([1] + [0] * 24), 25) == (0, 1)
    assert locate(syndromes([1] + [0] * 24), 24) is None


def by_hand(a, b):
    """Multiply polynomials over two elements, then take away x^5 + x^2 + 1 from the top."""
    result = 0
    for bit in range(5):
        result ^= (b >> bit & 1) * (a << bit)
    for bit in range(8, 4, -1):
        result ^= (result >> bit & 1) * (0b100101 << bit - 5)
    return result


def test_the_field_multiplies_by_its_polynomial():
    pairs = list(product(range(32), repeat=2))

    assert [times(a, b) for a, b in pairs] == [by_hand(a, b) for a, b in pairs]
