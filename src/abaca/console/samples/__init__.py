"""What letters look like: a built-in set of facts for each kind, in each of its variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import others, store


@dataclass(frozen=True)
class Sample:
    """One variant of a letter, as a room would hand it in."""

    template: str
    variant: str  # in English; it names the sample for the staff
    facts: dict[str, Any] = field(hash=False)
    secrets: dict[str, str] = field(hash=False)


def _all() -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    of_the_store = [
        (f"store_notices/{kind}", variant, facts, secrets) for kind, variant, facts, secrets in store.LETTERS
    ]
    for template, variant, facts, secrets in [*of_the_store, *others.LETTERS]:
        sample = Sample(template, variant, {**store.WHO, **facts}, secrets)
        found.setdefault(template, []).append(sample)
    return found


SAMPLES: Mapping[str, list[Sample]] = _all()
