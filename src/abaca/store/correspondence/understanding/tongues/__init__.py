"""The seven languages: a module of plain tables for each, explained in docs/understanding.md."""

from collections.abc import Mapping

from abaca.store.correspondence.understanding.tongue import Tongue, tongue

from . import de, en, es, fr, it, nl, pt
from .everyday import EVERYDAY

_MODULES = {"en": en, "fr": fr, "de": de, "it": it, "es": es, "pt": pt, "nl": nl}

TONGUES: Mapping[str, Tongue] = {
    code: tongue(code, module.MEANS, module.IN_TWO_PARTS, EVERYDAY[code]) for code, module in _MODULES.items()
}
ANSWERS: Mapping[str, Mapping[str, str]] = {code: module.ANSWERS for code, module in _MODULES.items()}
