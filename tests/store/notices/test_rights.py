import pytest

from abaca.store.notices.rights import may_end_within_a_month


@pytest.mark.parametrize(
    ("country", "business", "term", "may"),
    [
        ("DE", False, 1, False),
        ("DE", False, 2, True),
        ("DE", True, 2, False),
        ("AT", False, 2, False),
        ("", False, 2, False),
    ],
    ids=["the first term", "after the first renewal", "a business", "elsewhere", "unknown"],
)
def test_n6_consumers_in_germany_may_end_a_renewed_term_within_a_month(country, business, term, may):
    assert may_end_within_a_month(country, business=business, term=term) == may
