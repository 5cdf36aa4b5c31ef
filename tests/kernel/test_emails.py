import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.emails import fold, is_email, is_nobodys


@pytest.mark.parametrize(
    ("address", "folded"),
    [
        ("alice@firm.example", "alice@firm.example"),
        ("  Alice@Firm.EXAMPLE\n", "alice@firm.example"),
        ("Zoe\u0308@firm.example", "zoë@firm.example"),
        ("alice@Bücher.example", "alice@xn--bcher-kva.example"),
        ("alice@BU\u0308CHER.example", "alice@xn--bcher-kva.example"),
        ("alice@straße.example", "alice@xn--strae-oqa.example"),
        ("alice@ｆｉｒｍ。example", "alice@firm.example"),
        ("alice@例え。テスト", "alice@xn--r8jz45g.xn--zckzah"),
        ("alice", "alice"),
        ("", ""),
    ],
)
def test_addresses_are_compared_folded(address, folded):
    assert fold(address) == folded


def test_two_different_domains_stay_different():
    assert fold("alice@straße.example") != fold("alice@strasse.example")


@pytest.mark.parametrize(
    "text",
    [
        "alice@firm.example",
        "a@b.co",
        "alice.b+c@mail.firm.example",
        "o'neill@firm.example",
        "zoë@bücher.example",
        "alice@xn--bcher-kva.example",
        "a@1.example",
        "x" * 64 + "@firm.example",
    ],
)
def test_these_are_addresses(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "alice@",
        "@firm.example",
        "alice@firm",
        "alice@@firm.example",
        "alice@b@firm.example",
        "alice@firm..example",
        "alice@.firm.example",
        "alice@firm.example.",
        "alice@-firm.example",
        "alice@firm-.example",
        "alice@fi_rm.example",
        "alice@192.0.2.1",
        ".alice@firm.example",
        "alice.@firm.example",
        "al..ice@firm.example",
        "al ice@firm.example",
        " alice@firm.example",
        "alice@firm.example\n",
        "alice@firm.example\r\nBcc: bob@firm.example",
        "alice\u200b@firm.example",
        "alice\udc80@firm.example",
        "Alice <alice@firm.example>",
        "alice@firm.example,bob",
        '"alice"@firm.example',
        "alice@firm＠.example",
        "alice＠firm.example",
        "alice@" + "ü." * 31 + "example",
        "x" * 65 + "@firm.example",
        "alice@" + "x" * 64 + ".example",
        "alice@" + "x.-" * 90 + "example",
        "alice@" + "x." * 121 + "example",
    ],
)
def test_these_are_none(text):
    assert not is_email(text)


@given(st.text(max_size=40), st.text(max_size=20))
def test_what_is_an_address_is_one_when_folded(local, domain):
    address = f"{local}@{domain}.example"
    if is_email(address):
        assert is_email(fold(address))
        assert fold(fold(address)) == fold(address)


@given(st.text(max_size=40))
def test_any_text_can_be_folded(text):
    assert fold(f"{text} ") == fold(text)


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("anonymous@help.invalid", True),
        ("Anonymous@HELP.Invalid", True),
        ("x@invalid", True),
        ("alice@example.com", False),
        ("alice@invalid.example", False),
        ("alice@notinvalid", False),
        ("x.invalid@example.com", False),
        ("", False),
    ],
)
def test_an_address_under_a_domain_that_is_never_given_out_is_nobodys(address, is_so):
    assert is_nobodys(address) is is_so
