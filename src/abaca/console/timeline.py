"""Everything that happened with a customer, from three books, as one row in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from abaca.journal.models import Entry
from abaca.messaging.models import Letter
from abaca.messaging.states import LetterState

from .entries import LETTERS, LICENCE, MONEY, OTHER, word_for
from .words import LETTER_STATES, OF_THE_DESK, letter_title, lost_words

ALL, STAFF = "all", "staff"
FILTERS = (ALL, MONEY, LETTERS, LICENCE, STAFF)
FEW = 60


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    text: str
    topic: str
    by: str
    kind: str = ""
    detail: str = ""
    href: str = ""
    needs: str = ""  # the permission without which the link is not offered

    def belongs_to(self, name: str) -> bool:
        return name in {ALL, self.topic} or (name == STAFF and self.by.startswith("usr_"))


@dataclass(frozen=True)
class Names:
    """What refs are called by people: orders by their numbers, members of the staff by their addresses."""

    orders: Mapping[str, str]
    staff: Mapping[str, str]

    def of(self, by: str) -> str:
        """Say who acted; what happens by itself needs no name."""
        if by.startswith("usr_"):
            return _("by {name}").format(name=self.staff.get(by, by))
        known = {"cus_": _("by the customer"), "acc_": _("by the program user")}
        others = {
            "a guest": _("in the checkout"),
            "a declaration": _("on the page without a log-in"),
            "the bank": _("by the bank"),
        }
        return known.get(by[:4], others.get(by, ""))


def moments(
    entries: Iterable[Entry], licensing: Iterable[Entry], letters: Iterable[Letter], names: Names
) -> list[Moment]:
    """Return all of it, the newest first."""
    # of what happened at one instant the money comes first, then the licence, then the letter about it
    rows = [_of_letter(letter, names) for letter in letters]
    rows += [_of_entry(entry, names, LICENCE) for entry in licensing]
    rows += [_of_entry(entry, names, OTHER) for entry in entries]
    return sorted(rows, key=lambda moment: moment.at, reverse=True)


def counted(rows: Sequence[Moment]) -> dict[str, int]:
    """Return how many moments each filter leaves."""
    return {name: sum(row.belongs_to(name) for row in rows) for name in FILTERS}


def _of_entry(entry: Entry, names: Names, otherwise: str) -> Moment:
    topic, kind, text = word_for(entry, otherwise=otherwise)
    about = names.orders.get(entry.about, "")
    detail = [about if about not in text else "", names.of(entry.by)]
    paper = str(entry.facts.get("fresh") or entry.facts.get("number", "")) if entry.what.startswith("invoice.") else ""
    href = reverse("console:invoice", args=[paper]) if paper else ""
    return Moment(entry.at, text, topic, entry.by, kind, " · ".join(filter(None, detail)), href)


def _of_letter(letter: Letter, names: Names) -> Moment:
    lost = lost_words(letter)
    detail = [_("letter to {address}").format(address=letter.to_address)]
    detail.append(lost or str(LETTER_STATES[LetterState(letter.state)]))
    detail += [_("called unwanted by its reader") if letter.complained_at else "", names.of(letter.resent_by)]
    return Moment(
        letter.sent_at or letter.created_at,
        letter_title(letter),
        LETTERS,
        letter.resent_by,
        "harm" if lost else "attention" if letter.complained_at else "",
        " · ".join(filter(None, detail)),
        reverse("console:letter", args=[letter.ref]),
        "desk.view" if letter.kind in OF_THE_DESK else "",
    )
