from datetime import UTC, datetime, timedelta

import pytest

from abaca.kernel.refs import is_ref, new_ref, new_token

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"


def test_a_ref_is_a_prefix_and_21_symbols():
    ref = new_ref("ord", NOON)
    prefix, symbols = ref.split("_")

    assert (prefix, len(symbols)) == ("ord", 21)
    assert set(symbols) <= set(SYMBOLS)
    assert symbols.startswith("01kj")
    assert is_ref("ord", ref)


def test_refs_sort_by_time_and_never_meet():
    moments = [NOON + timedelta(milliseconds=n) for n in range(200)]
    refs = [new_ref("ord", at) for at in moments]

    assert sorted(refs) == refs
    assert len({new_ref("ord", NOON) for _ref in range(200)}) == 200


def test_every_single_slip_is_noticed():
    ref = new_ref("ord", NOON)
    slips = [ref[:at] + symbol + ref[at + 1 :] for at in range(4, len(ref)) for symbol in SYMBOLS if symbol != ref[at]]

    assert len(slips) == 21 * 31
    assert not any(is_ref("ord", slip) for slip in slips)


def test_every_exchange_of_neighbours_is_noticed():
    ref = new_ref("ord", NOON)
    exchanges = {ref[:at] + ref[at + 1] + ref[at] + ref[at + 2 :] for at in range(4, len(ref) - 1)} - {ref}

    assert not any(is_ref("ord", exchange) for exchange in exchanges)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ref: ref.upper(),
        lambda ref: ref[:-1],
        lambda ref: ref + "0",
        lambda ref: "inv" + ref[3:],
        lambda ref: ref.replace("_", "-"),
        lambda ref: ref[:-1] + "u",
        lambda ref: ref[:-1] + "ß",
        lambda _ref: "",
    ],
    ids=["upper case", "short", "long", "other prefix", "hyphen", "u", "foreign", "empty"],
)
def test_another_form_is_no_ref(spoil):
    assert not is_ref("ord", spoil(new_ref("ord", NOON)))


def test_a_prefix_may_have_an_underscore():
    assert is_ref("bridge_code", new_ref("bridge_code", NOON))


def test_a_token_fits_into_a_link_and_is_new_each_time():
    one, other = new_token(), new_token()

    assert one != other
    assert len(one) == 43
    assert one.replace("-", "").replace("_", "").isalnum()
