"""The rules of newsletters: on what one rests, who is left out, how a text is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.countries import is_country
from abaca.store.newsletters.choosing import Choice, basis_of, why_not
from abaca.store.newsletters.grounds import EXISTING_CUSTOMERS, basis_in
from abaca.store.newsletters.paragraphs import LinkUnclear, blocks_of
from abaca.store.newsletters.states import Against, Basis, Saying

YES, TOLD, NO = Saying.CONSENTED, Saying.TOLD, Saying.OBJECTED


@pytest.mark.parametrize(
    ("country", "customers_too", "basis"),
    [
        ("DE", True, Basis.CUSTOMER),
        ("CH", True, Basis.CUSTOMER),
        ("PL", True, Basis.CONSENT),
        ("US", True, Basis.CONSENT),
        ("", True, Basis.CONSENT),
        ("DE", False, Basis.CONSENT),
    ],
)
def test_a_newsletter_rests_on_consent_unless_law_and_vendor_say_otherwise(country, customers_too, basis):
    assert basis_in(country, customers_too=customers_too) == basis


def test_every_country_of_the_table_is_one_and_names_its_law():
    assert [country for country, law in EXISTING_CUSTOMERS.items() if not is_country(country) or not law] == []


@pytest.mark.parametrize(
    ("said", "strict", "too"),
    [
        ([], (None, Against.NO_BASIS), (None, Against.NO_BASIS)),
        ([TOLD], (None, Against.NO_BASIS), (Basis.CUSTOMER, None)),
        ([YES], (Basis.CONSENT, None), (Basis.CONSENT, None)),
        ([TOLD, YES], (Basis.CONSENT, None), (Basis.CONSENT, None)),
        ([YES, TOLD], (Basis.CONSENT, None), (Basis.CONSENT, None)),
        ([NO], (None, Against.OBJECTED), (None, Against.OBJECTED)),
        ([YES, NO], (None, Against.OBJECTED), (None, Against.OBJECTED)),
        ([NO, TOLD], (None, Against.OBJECTED), (None, Against.OBJECTED)),
        ([NO, TOLD, YES], (Basis.CONSENT, None), (Basis.CONSENT, None)),
    ],
)
def test_the_last_yes_or_no_decides_and_a_purchase_outweighs_no_no(said, strict, too):
    for customers_too, (basis, against) in ((False, strict), (True, too)):
        assert basis_of(said, customers_too=customers_too) == basis
        assert why_not(said, customers_too=customers_too) == against


@pytest.mark.parametrize(
    ("said", "mark", "against"),
    [
        ([YES], "bounced", Against.BOUNCED),
        ([YES], "complained", Against.COMPLAINED),
        ([NO], "complained", Against.OBJECTED),
        ([], "bounced", Against.NO_BASIS),
    ],
)
def test_an_address_that_failed_gets_none_and_the_weightiest_reason_is_told(said, mark, against):
    assert why_not(said, customers_too=True, mark=mark) == against


@given(st.lists(st.sampled_from(Saying)), st.booleans(), st.sampled_from(["", "bounced", "complained"]))
def test_nobody_is_written_to_after_a_no_before_a_new_yes(said, customers_too, mark):
    last_no = max((n for n, saying in enumerate(said) if saying == NO), default=-1)
    allowed = why_not(said, customers_too=customers_too, mark=mark) is None
    if last_no >= 0 and YES not in said[last_no:]:
        assert not allowed
    assert allowed == (basis_of(said, customers_too=customers_too) is not None and not mark)


def test_a_choice_is_kept_as_it_was_made():
    choice = Choice(only_active=False, plans=("professional",), countries=("IT", "CH"), languages=("de",))
    assert Choice.of_json(choice.as_json()) == choice
    assert Choice.of_json({}) == Choice()


def test_a_text_is_read_by_its_lines():
    assert blocks_of(
        "Two lines\r\nof one paragraph.\n\n# A heading\n\n- one\n- two\n\n[See how](https://musa.example/a_(b))\n"
    ) == [
        {"kind": "paragraph", "words": "Two lines of one paragraph."},
        {"kind": "heading", "words": "A heading"},
        {"kind": "points", "points": ["one", "two"]},
        {"kind": "button", "words": "See how", "href": "https://musa.example/a_(b)"},
    ]


@pytest.mark.parametrize(
    "part",
    [
        "[See](javascript:alert(1))",
        "[See](musa.example)",
        "[See](https://musa@evil.example)",
        "[See](https://)",
        "[See](http://[::1)",
        "Look: [See](https://musa.example)",
        "[See](",
    ],
)
def test_a_link_that_nobody_could_follow_is_refused(part):
    with pytest.raises(LinkUnclear):
        blocks_of(f"Words.\n\n{part}")


def _kinds_or_trouble(text: str) -> set[str]:
    try:
        return {str(block["kind"]) for block in blocks_of(text)}
    except LinkUnclear as unclear:
        return {"refused"} if str(unclear.facts["part"]) in text else {"refused for nothing"}


@given(st.text(alphabet="[](#-) :/.ahtps\n") | st.text())
def test_any_text_is_read_or_refused_with_its_place(text):
    found = _kinds_or_trouble(text)
    assert found <= {"paragraph", "heading", "points", "button"} or found == {"refused"}
