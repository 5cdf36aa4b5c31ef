"""How figures, days and labels are written in a language."""

from datetime import date

# plain English is the British one, so that days stand before months; plain Portuguese is that of Portugal
WITHOUT_A_COUNTRY = {"en": "en_GB", "pt": "pt_PT"}


def locale_name(language: str) -> str:
    """Return the locale of a language: en_GB for en, de for de, de_CH for de-ch."""
    base, _hyphen, country = language.partition("-")
    return f"{base}_{country.upper()}" if country else WITHOUT_A_COUNTRY.get(base, base)


def first_of_month(written: str, on: date, language: str) -> str:
    """Return a day's words, in French with the ordinal that the first of a month has there: 1er mars 2027."""
    is_first = on.day == 1 and written.startswith("1 ")
    return f"1er{written[1:]}" if is_first and language.startswith("fr") else written


def colon(language: str) -> str:
    """Return what parts a label from its value: in French a colon stands off, by a space that cannot break."""
    return "\u00a0:" if language.startswith("fr") else ":"
