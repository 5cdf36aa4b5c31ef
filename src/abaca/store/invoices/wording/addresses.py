"""How an address is written on a paper: company before name, the country last and in capitals when it is abroad."""

from typing import Any

from babel import Locale

from . import figures

CITY_BEFORE_POSTCODE = (
    "AU",
    "BR",
    "CA",
    "CO",
    "GB",
    "GG",
    "HK",
    "ID",
    "IE",
    "IM",
    "IN",
    "JE",
    "JP",
    "KR",
    "NZ",
    "PH",
    "SG",
    "TH",
    "TW",
    "US",
    "ZA",
)


def address(party: dict[str, Any], *, home: str, locale: Locale) -> list[str]:
    """Return the lines of an address as the post wants them; `home` is the country it is sent from."""
    country = "" if party["country"] == home else figures.country(party["country"], locale).upper()
    lines = [party.get("company", ""), party["name"], party["street"], place(party), country]
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def place(party: dict[str, Any]) -> str:
    """Return postcode and city in the order of their country."""
    parts = [party["postcode"], party["city"]]
    return " ".join(parts[::-1] if party["country"] in CITY_BEFORE_POSTCODE else parts).strip()
