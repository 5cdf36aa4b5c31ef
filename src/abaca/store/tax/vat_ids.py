"""How VAT ids are written, and whether their check digits are right (billing.md, X7).

Only what a number says of itself is answered here; whether it belongs to a living business, the register knows.
"""

from django.utils.translation import gettext_lazy as _
from stdnum.ch import uid
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as gb_vat

from abaca.kernel.countries import EU
from abaca.kernel.refusals import Refusal

from .territories import vat_country

# the letters before a number where they are not the code of the country
PREFIXES = {"GR": "EL", "CH": "CHE"}
SAME_PREFIX = {"GR": "EL", "UK": "GB"}
SWISS_TAILS = ("MWST", "TVA", "IVA")
NORTHERN_IRELAND = "XI"
EU_PREFIXES = frozenset(PREFIXES.get(country, country) for country in EU)
KNOWN_PREFIXES = (*sorted(EU_PREFIXES), "CHE", "GB", NORTHERN_IRELAND)
LONGEST = 20


class VatIdWrong(Refusal):
    code = "vat_id_wrong"
    sentence = _("This VAT number is mistyped: its check digits do not fit. Please compare it with your papers.")
    status = 422
    field = "vat_id"


def normalised(text: str, country: str) -> str:
    """Return the VAT id as it is stored and asked for; `country` is that of the billing address.

    Blanks, dots and hyphens go, and so do MWST, TVA and IVA; Greek ids begin with EL. A number without letters gets
    those of the billing country, a foreign one keeps its own. Refused (`VatIdWrong`) are wrong check digits. Ids of
    countries that we cannot check are returned as they are; they change no tax. An empty text stays empty.
    """
    home = _prefix_of_country(country)
    bare = _bare(text, home)
    if not bare:
        return ""
    for candidate in _readings(bare, home):
        found = _valid(candidate)
        if found:
            return found
    if _prefix(bare) or home or len(bare) > LONGEST:
        raise VatIdWrong
    return bare


def is_of_the_eu(vat_id: str) -> bool:
    """Tell whether a normalised id belongs to a member state, so that the register of the Union knows it."""
    return vat_id[:2] in EU_PREFIXES


def state_of(vat_id: str) -> str:
    """Return the ISO code of the country that gave a normalised id; nothing if its letters are unknown."""
    prefix = _prefix(vat_id)
    return {"EL": "GR", "CHE": "CH", NORTHERN_IRELAND: "GB"}.get(prefix, prefix)


def number_of(vat_id: str) -> str:
    """Return a normalised id without the letters of its country."""
    return vat_id.removeprefix(_prefix(vat_id))


def _bare(text: str, home: str) -> str:
    bare = "".join(letter for letter in text.upper() if letter.isalnum())
    if bare.startswith("CHE") or home == "CHE":
        for tail in SWISS_TAILS:
            bare = bare.removesuffix(tail)
    return bare


def _prefix_of_country(country: str) -> str:
    iso = vat_country(country)
    prefix = PREFIXES.get(iso, iso)
    return prefix if prefix in KNOWN_PREFIXES else ""


def _readings(bare: str, home: str) -> list[str]:
    """Return what the letters may mean: an id with its country, or a number of the billing country that has letters."""
    same = SAME_PREFIX.get(bare[:2])
    whole = same + bare[2:] if same else bare
    return [whole, home + bare] if home else [whole]


def _prefix(bare: str) -> str:
    return next((prefix for prefix in KNOWN_PREFIXES if bare.startswith(prefix)), "")


def _valid(candidate: str) -> str:
    """Return the id in its one right form, or nothing if its digits are wrong or its country is unknown."""
    prefix = _prefix(candidate)
    try:
        if prefix == "CHE":
            return str(uid.validate(candidate))
        if prefix == "GB":
            return f"GB{gb_vat.validate(candidate.removeprefix('GB'))}"
        return str(eu_vat.validate(candidate)) if prefix else ""
    except ValidationError:
        return ""
