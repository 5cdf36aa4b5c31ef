"""What the shop asks of a register of VAT ids, and in which words it is answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from abaca.store.tax.states import VatAnswer


@dataclass(frozen=True)
class Question:
    """A normalised id of a member state, and when it was first asked about."""

    vat_id: str
    first_asked_at: datetime


@dataclass(frozen=True)
class Reply:
    """What a register said; `said` is its own code for a silence."""

    answer: VatAnswer
    consultation: str = ""
    said: str = ""


class Register(Protocol):
    """Whoever can tell whether a VAT id is good. Every way in which asking can end is a reply, never an exception."""

    name: str

    def ask(self, question: Question, *, at: datetime) -> Reply: ...
