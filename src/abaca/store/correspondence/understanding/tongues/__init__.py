"""The seven languages: a module of plain tables for each, explained in docs/understanding.md."""

from collections.abc import Mapping

from abaca.store.correspondence.understanding.tongue import Tongue, tongue

from . import de, en, es, fr, it, nl, pt
from .everyday import EVERYDAY
from .going_on import GOING_ON
from .turning import TURNING
from .wider import WIDER

_MODULES = {"en": en, "fr": fr, "de": de, "it": it, "es": es, "pt": pt, "nl": nl}


def _joined(*tables: Mapping[str, str]) -> Mapping[str, str]:
    """Return one table of several; where they have a phrase in common, the first one counts within its meaning."""
    meanings = dict.fromkeys(meaning for table in tables for meaning in table)
    return {meaning: " | ".join(table[meaning] for table in tables if meaning in table) for meaning in meanings}


TONGUES: Mapping[str, Tongue] = {
    code: tongue(
        code, _joined(TURNING[code], module.MEANS, WIDER[code], GOING_ON[code]), module.IN_TWO_PARTS, EVERYDAY[code]
    )
    for code, module in _MODULES.items()
}
ANSWERS: Mapping[str, Mapping[str, str]] = {code: module.ANSWERS for code, module in _MODULES.items()}
