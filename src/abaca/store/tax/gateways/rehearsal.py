"""The register of a rehearsal: it confirms every id whose check digits are right, but for published numbers.

Numbers with six equal digits in a row play what registers do. The answer depends on nothing but the id and the time
since it was first asked about, so the demo, the tests and the simulation may repeat everything.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from abaca.store.tax.gateways.contract import Question, Reply
from abaca.store.tax.states import VatAnswer


@dataclass(frozen=True)
class Part:
    """What the register plays: silent for a while, then an answer."""

    digit: str
    silent_for: timedelta | None  # None: it never answers
    answer: VatAnswer
    examples: tuple[str, ...]  # with right check digits


PARTS = (
    Part("1", timedelta(0), VatAnswer.CONFIRMED, ("DE111111117", "ATU11111116", "FR44111111118", "IT11111110018")),
    Part("2", timedelta(0), VatAnswer.REFUSED, ("DE222222220", "ATU22222226", "FR46222222226", "IT22222220018")),
    Part(
        "3",
        timedelta(minutes=10),
        VatAnswer.CONFIRMED,
        ("DE333333339", "ATU33333336", "FR48333333334", "IT33333330018"),
    ),
    Part("4", timedelta(days=3), VatAnswer.CONFIRMED, ("DE444444443", "ATU44444446", "FR50444444442", "IT44444440018")),
    Part("5", timedelta(days=3), VatAnswer.REFUSED, ("DE555555551", "ATU55555553", "FR70555555556", "IT55555550015")),
    Part("6", None, VatAnswer.UNKNOWN, ("DE666666660", "ATU66666663", "FR72666666664", "IT66666660015")),
)
BY_DIGIT = {part.digit: part for part in PARTS}
SILENCE = "MS_UNAVAILABLE"


class RehearsalRegister:
    """Answers by the table above."""

    name = "rehearsal"

    def ask(self, question: Question, *, at: datetime) -> Reply:
        part = part_of(question.vat_id)
        if part.silent_for is None or at < question.first_asked_at + part.silent_for:
            return Reply(VatAnswer.UNKNOWN, said=SILENCE)
        if part.answer == VatAnswer.REFUSED:
            return Reply(VatAnswer.REFUSED)
        return Reply(VatAnswer.CONFIRMED, consultation=f"REHEARSAL-{question.vat_id}-{at:%Y%m%d}")


def part_of(vat_id: str) -> Part:
    """Return what the register plays for an id."""
    run = re.search(r"(\d)\1{5}", vat_id)
    return BY_DIGIT.get(run.group(1), BY_DIGIT["1"]) if run else BY_DIGIT["1"]
