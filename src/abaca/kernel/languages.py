"""How figures and days are written in a language that names no country."""

# plain English is the British one, so that days stand before months; plain Portuguese is that of Portugal
WITHOUT_A_COUNTRY = {"en": "en_GB", "pt": "pt_PT"}


def locale_name(language: str) -> str:
    """Return the locale of a language: en_GB for en, de for de, de_CH for de-ch."""
    base, _hyphen, country = language.partition("-")
    return f"{base}_{country.upper()}" if country else WITHOUT_A_COUNTRY.get(base, base)
