import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.countries import EU
from abaca.store.tax.gateways.rehearsal import PARTS
from abaca.store.tax.vat_ids import VatIdWrong, is_of_the_eu, normalised, number_of, state_of

# from the papers of python-stdnum and of the tax offices; one of each member state
OF_EACH_STATE = {
    "AT": "ATU13585627",
    "BE": "BE0403019261",
    "BG": "BG175074752",
    "CY": "CY10259033P",
    "CZ": "CZ25123891",
    "DE": "DE136695976",
    "DK": "DK13585628",
    "EE": "EE100931558",
    "ES": "ESB58378431",
    "FI": "FI20774740",
    "FR": "FR40303265045",
    "GR": "EL094259216",
    "HR": "HR33392005961",
    "HU": "HU12892312",
    "IE": "IE6433435F",
    "IT": "IT00743110157",
    "LT": "LT119511515",
    "LU": "LU15027442",
    "LV": "LV40003521600",
    "MT": "MT11679112",
    "NL": "NL004495445B01",
    "PL": "PL8567346215",
    "PT": "PT501964843",
    "RO": "RO18547290",
    "SE": "SE123456789701",
    "SI": "SI50223054",
    "SK": "SK2022749619",
}
TYPED = [
    ("DE 136 695 976", "DE", "DE136695976"),
    ("136.695-976", "DE", "DE136695976"),
    ("de136695976", "FR", "DE136695976"),  # a foreign prefix stays
    ("u13585627", "AT", "ATU13585627"),
    ("GR 094259216", "GR", "EL094259216"),
    ("094259216", "EL", "EL094259216"),
    ("094259216", "GR", "EL094259216"),
    ("FR 40 303 265 045", "MC", "FR40303265045"),
    ("40303265045", "MC", "FR40303265045"),
    ("CHE-123.456.788 MWST", "CH", "CHE123456788"),
    ("CHE-107.787.577 TVA", "CH", "CHE107787577"),
    ("CHE107787577IVA", "DE", "CHE107787577"),
    ("107.787.577 MWST", "CH", "CHE107787577"),
    ("GB 980 7806 84", "GB", "GB980780684"),
    ("980780684", "UK", "GB980780684"),
    ("XI 432525179", "GB", "XI432525179"),
    ("12-3456789", "US", "123456789"),  # nothing to check it by, and it changes no tax
    ("  ", "DE", ""),
]
WRONG = [
    ("DE136695977", "DE", "a wrong check digit"),
    ("136695977", "DE", "a wrong check digit"),
    ("CHE-123.456.789", "CH", "a wrong check digit"),
    ("GB980780685", "GB", "a wrong check digit"),
    ("FR40303265046", "DE", "a wrong check digit of another country"),
    ("hello", "AT", "no number at all"),
    ("X" * 21, "US", "longer than any"),
]


@pytest.mark.parametrize(("country", "vat_id"), OF_EACH_STATE.items())
def test_the_ids_of_every_member_state_are_known(country, vat_id):
    assert normalised(vat_id, country) == vat_id
    assert normalised(number_of(vat_id), country) == vat_id
    assert normalised(vat_id, "CH") == vat_id
    assert is_of_the_eu(vat_id)
    assert state_of(vat_id) == country


def test_no_member_state_is_missing():
    assert OF_EACH_STATE.keys() == EU


@pytest.mark.parametrize(("typed", "country", "vat_id"), TYPED)
def test_an_id_is_brought_into_its_one_form(typed, country, vat_id):
    assert normalised(typed, country) == vat_id
    assert normalised(vat_id, country) == vat_id


@pytest.mark.parametrize(("typed", "country"), [case[:2] for case in WRONG], ids=[case[2] for case in WRONG])
def test_wrong_digits_are_told_at_once(typed, country):
    with pytest.raises(VatIdWrong) as refusal:
        normalised(typed, country)
    assert refusal.value.field == "vat_id"


@pytest.mark.parametrize("vat_id", ["CHE107787577", "GB980780684", "XI432525179", "123456789", ""])
def test_the_register_of_the_union_is_not_asked_about_others(vat_id):
    assert not is_of_the_eu(vat_id)


@pytest.mark.parametrize(
    ("vat_id", "state"), [("CHE107787577", "CH"), ("XI432525179", "GB"), ("GB980780684", "GB"), ("123456789", "")]
)
def test_an_id_tells_its_country(vat_id, state):
    assert state_of(vat_id) == state


@pytest.mark.parametrize("vat_id", [example for part in PARTS for example in part.examples])
def test_the_published_numbers_of_the_rehearsal_have_right_digits(vat_id):
    assert normalised(vat_id, vat_id[:2]) == vat_id


@given(vat_id=st.sampled_from([*OF_EACH_STATE.values()]), place=st.integers(2, 13), digit=st.sampled_from("0123456789"))
def test_one_mistyped_digit_is_seldom_taken_for_another_business(vat_id, place, digit):
    if place >= len(vat_id) or not vat_id[place].isdigit() or vat_id[place] == digit:
        return
    mistyped = vat_id[:place] + digit + vat_id[place + 1 :]
    try:
        found = normalised(mistyped, state_of(vat_id))
    except VatIdWrong:
        return
    assert found == mistyped  # some countries have digits that nothing checks; it is never read as anything else
