"""Who of the chosen people is written to, and why the others are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .states import Against, Basis, Saying


@dataclass(frozen=True)
class Choice:
    """Which customers an edition is meant for; an empty list means all."""

    only_active: bool = True  # those with a subscription that runs
    plans: tuple[str, ...] = ()  # codes; of subscriptions that run
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(kept: Mapping[str, Any]) -> "Choice":
        """Return the choice that was kept."""
        lists = {name: tuple(kept.get(name, ())) for name in ("plans", "countries", "languages")}
        return Choice(only_active=bool(kept.get("only_active", True)), **lists)


def basis_of(sayings: Iterable[str], *, customers_too: bool) -> Basis | None:
    """Return on what a newsletter to somebody rests, by what he said, oldest first; None where nothing carries it.

    A no outweighs everything before it and every purchase after it. `customers_too` is the vendor's choice to write to
    customers who did not object.
    """
    found = list(sayings)
    decisive = [saying for saying in found if saying != Saying.TOLD]
    if decisive:
        return Basis.CONSENT if decisive[-1] == Saying.CONSENTED else None
    return Basis.CUSTOMER if customers_too and found else None


def why_not(sayings: Iterable[str], *, customers_too: bool, mark: str = "") -> Against | None:
    """Return why somebody gets no newsletter, the weightiest reason first; None where nothing speaks against it.

    `mark` is what is known of his address: it bounced, or its reader complained.
    """
    found = list(sayings)
    if basis_of(found, customers_too=customers_too) is None:
        decisive = [saying for saying in found if saying != Saying.TOLD]
        return Against.OBJECTED if decisive else Against.NO_BASIS
    return Against(mark) if mark else None
