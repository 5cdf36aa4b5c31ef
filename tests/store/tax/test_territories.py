import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.territories import compared_postcode, country_code, territory_of, vat_country

PLACES = [
    ("ES", "35001", "Canary Islands"),
    ("ES", "38 670", "Canary Islands"),
    ("ES", "E-51001", "Ceuta"),
    ("ES", "52006", "Melilla"),
    ("ES", "28001", None),
    ("FI", "22100", "Åland"),
    ("FI", "AX-22100", "Åland"),
    ("FI", "FIN-22100", "Åland"),
    ("AX", "", "Åland"),
    ("FI", "00100", None),
    ("GR", "630 86", "Mount Athos"),
    ("EL", "63087", "Mount Athos"),
    ("GR", "63085", None),
    ("IT", "23041", "Livigno"),
    ("IT", "I-22061", "Campione d’Italia"),
    ("IT", "22060", None),
    ("IT", "23030", None),
    ("DE", "D-27498", "Heligoland"),
    ("DE", "78266", "Büsingen"),
    ("DE", "DE 782 66", "Büsingen"),
    ("DE", "78267", None),
    ("FO", "100", "Faroe Islands"),
    ("GL", "", "Greenland"),
    ("SM", "47890", "San Marino"),
    ("AD", "AD500", "Andorra"),
    ("VA", "", "Vatican"),
    ("GI", "", "Gibraltar"),
    ("JE", "JE2 3AB", "Channel Islands"),
    ("GG", "GY1 1AA", "Channel Islands"),
    ("GB", "JE2 3AB", "Channel Islands"),
    ("GB", "SW1A 1AA", None),
    ("GB", "BT1 1AA", None),
    ("AT", "6691", "Jungholz"),
    ("AT", "A-6993", "Mittelberg"),
    ("AT", "6991", "Mittelberg"),
    ("AT", "6994", None),
    ("AT", "6690", None),
    ("PT", "9000-123", "Madeira"),
    ("PT", "9400", "Madeira"),
    ("PT", "P-9500-150", "Azores"),
    ("PT", "9980-024", "Azores"),
    ("PT", "1000-001", None),
    ("FR", "97110", "French overseas"),
    ("FR", "F-98714", "French overseas"),
    ("FR", "98800", "French overseas"),
    ("FR", "98000", None),  # Monaco
    ("FR", "75001", None),
    ("NC", "", "French overseas"),
    ("RE", "97400", "French overseas"),
    ("MC", "98000", None),
    ("CH", "3801", None),
    ("US", "35001", None),
]


@pytest.mark.parametrize(("country", "postcode", "name"), PLACES)
def test_a_territory_is_known_by_its_postcode_or_its_own_letters(country, postcode, name):
    place = territory_of(country, postcode)
    assert (place.name if place else None) == name


@pytest.mark.parametrize(
    ("typed", "iso", "vat"),
    [("EL", "GR", "GR"), ("uk", "GB", "GB"), ("MC", "MC", "FR"), ("IM", "IM", "GB"), (" de ", "DE", "DE")],
)
def test_other_letters_mean_the_same_country(typed, iso, vat):
    assert country_code(typed) == iso
    assert vat_country(typed) == vat


@given(gaps=st.lists(st.sampled_from(["", " ", "-", "\xa0", "."]), min_size=5, max_size=5))
def test_blanks_and_hyphens_in_a_postcode_mean_nothing(gaps):
    typed = "".join(digit + gap for digit, gap in zip("78266", gaps, strict=True))
    assert compared_postcode("DE", typed) == "78266"
    assert territory_of("DE", f"D-{typed}") == territory_of("DE", "78266")
