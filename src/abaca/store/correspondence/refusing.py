"""What a refusal is kept as, so that each reader has it in his own language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override

from abaca.kernel.refusals import Refusal

SOURCE = "en"  # the language in which the sentences are written


def facts_of(refusal: Refusal) -> dict[str, Any]:
    """Return the code of a refusal, its sentence as it is written in the code, and what belongs into its holes."""
    with override(SOURCE):
        holes = {name: str(value) for name, value in refusal.facts.items()}
        return {"code": refusal.code, "sentence": str(refusal.sentence), **({"holes": holes} if holes else {})}


def sentence_of(facts: Mapping[str, Any]) -> str:
    """Say a refusal that was kept, to whoever reads it now; nothing where none was."""
    words = str(facts.get("sentence", ""))
    return gettext(words).format(**facts.get("holes", {})) if words else ""
