"""Places with a VAT of their own: known by their own country code, or by country and postcode (billing.md, X6)."""

from dataclasses import dataclass

from .rates import AZORES, JUNGHOLZ_AND_MITTELBERG, MADEIRA

# other letters for the same place, and small states that belong to the VAT of a neighbour (X5)
ALIASES = {"EL": "GR", "UK": "GB"}
AREA_OF = {"MC": "FR", "IM": "GB"}

# what people write before a postcode beside the code of the country, such as D-78266; Åland's post writes AX-22100
SIGNS = {
    "AT": ("A",),
    "DE": ("D",),
    "ES": ("E",),
    "FI": ("FIN", "AX"),
    "FR": ("F",),
    "GR": ("EL",),
    "IT": ("I",),
    "PT": ("P",),
}


@dataclass(frozen=True)
class Territory:
    """A place with rules of its own; one outside the VAT of the European Union, or one inside with its own rate."""

    name: str  # as it is written in the tax report
    country: str
    postcodes: tuple[str, ...]  # what such a postcode begins with; empty: the country code says it all
    outside: bool  # outside the territory of EU VAT, or (Channel Islands) of the neighbour's VAT
    rates: str = ""  # the place in the table of rates, if it has a rate of its own
    vat_area: str = ""  # the country whose VAT law holds there


def _outside(name: str, country: str, *postcodes: str, vat_area: str = "") -> Territory:
    return Territory(name, country, postcodes, outside=True, vat_area=vat_area)


def _inside(name: str, country: str, *postcodes: str, rates: str) -> Territory:
    return Territory(name, country, postcodes, outside=False, rates=rates)


FRENCH_OVERSEAS = "French overseas"
SHORTEST_WHOLE_CODE = 4

TERRITORIES = (
    _outside("Canary Islands", "ES", "35", "38"),
    _outside("Ceuta", "ES", "51"),
    _outside("Melilla", "ES", "52"),
    _outside("Åland", "FI", "22"),
    _outside("Åland", "AX"),
    _outside("Mount Athos", "GR", "63086", "63087"),
    # older codes of the two were shared with other places, so only their own of today count
    _outside("Livigno", "IT", "23041"),
    _outside("Campione d’Italia", "IT", "22061"),
    _outside("Heligoland", "DE", "27498"),
    _outside("Büsingen", "DE", "78266", vat_area="CH"),
    _outside("Faroe Islands", "FO"),
    _outside("Greenland", "GL"),
    _outside("San Marino", "SM"),
    _outside("Andorra", "AD"),
    _outside("Vatican", "VA"),
    _outside("Gibraltar", "GI"),
    _outside("Channel Islands", "JE"),
    _outside("Channel Islands", "GG"),
    _outside("Channel Islands", "GB", "JE", "GY"),  # how their postcodes begin, for those who choose the wrong country
    _inside("Jungholz", "AT", "6691", rates=JUNGHOLZ_AND_MITTELBERG),
    _inside("Mittelberg", "AT", "6991", "6992", "6993", rates=JUNGHOLZ_AND_MITTELBERG),
    _inside("Madeira", "PT", "90", "91", "92", "93", "94", rates=MADEIRA),
    _inside("Azores", "PT", "95", "96", "97", "98", "99", rates=AZORES),
    _outside(FRENCH_OVERSEAS, "FR", "97", "984", "985", "986", "987", "988"),  # 980 is Monaco
    *(_outside(FRENCH_OVERSEAS, code) for code in ("GP", "MQ", "RE", "GF", "YT", "MF", "BL", "PM", "NC", "PF", "WF")),
)


def country_code(country: str) -> str:
    """Return the ISO code of a country, also for the letters that tax offices use: EL is GR, UK is GB."""
    code = country.strip().upper()
    return ALIASES.get(code, code)


def vat_country(country: str) -> str:
    """Return the country whose VAT holds: Monaco is as France, the Isle of Man as Great Britain."""
    code = country_code(country)
    return AREA_OF.get(code, code)


def compared_postcode(country: str, postcode: str) -> str:
    """Return the postcode as it is compared: without blanks, hyphens and the country's letters before it."""
    code = "".join(letter for letter in postcode.upper() if letter.isalnum())
    iso = country_code(country)
    for sign in (iso, *SIGNS.get(iso, ())):
        rest = code.removeprefix(sign)
        if rest != code and rest[:1].isdigit() and iso in SIGNS:  # British and other codes have letters of their own
            return rest
    return code


def territory_of(country: str, postcode: str = "") -> Territory | None:
    """Return the special territory in which an address lies, if it lies in one."""
    iso, code = country_code(country), compared_postcode(country, postcode)
    return next((place for place in TERRITORIES if place.country == iso and _lies_in(code, place)), None)


def _lies_in(code: str, place: Territory) -> bool:
    return not place.postcodes or any(_fits(code, one) for one in place.postcodes)


def _fits(code: str, wanted: str) -> bool:
    """Compare a whole postcode exactly, and a beginning as a beginning."""
    return code == wanted if len(wanted) >= SHORTEST_WHOLE_CODE else code.startswith(wanted)
