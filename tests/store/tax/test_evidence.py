import pytest

from abaca.store.tax.evidence import contradicting, signs_of

SIGNS = [
    ({}, None),  # nothing speaks against it, and nothing for it
    ({"card": "IT"}, None),
    ({"card": "DE"}, ("card", "DE")),
    ({"card": "DE", "network": "IT"}, None),  # one agreeing sign is enough
    ({"card": "DE", "network": "FR"}, ("card", "DE")),
    ({"network": "FR"}, ("network", "FR")),
    ({"card": "DE", "vat_id": "IT"}, None),
    ({"vat_id": "GR"}, ("vat_id", "GR")),
]


@pytest.mark.parametrize(("known", "against"), SIGNS)
def test_billing_country_and_one_agreeing_sign(known, against):
    found = contradicting(signs_of("IT", **known))
    assert found == (dict(zip(("kind", "country"), against, strict=True)) if against else None)


@pytest.mark.parametrize(("billing", "card"), [("LI", "CH"), ("CH", "LI"), ("MC", "FR"), ("IM", "GB"), ("EL", "GR")])
def test_countries_of_one_vat_area_agree(billing, card):
    assert contradicting(signs_of(billing, card=card)) is None


def test_what_the_buyer_declares_is_a_sign_of_its_own():
    assert signs_of("IT", card="DE", declared=True) == [
        {"kind": "billing", "country": "IT"},
        {"kind": "card", "country": "DE"},
        {"kind": "declared", "country": "IT"},
    ]
