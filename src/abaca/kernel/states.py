"""What may follow what: a table of moves, with a guard and a drawing."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Generic, TypeVar

from abaca.kernel.refusals import Refusal
from abaca.kernel.refusals import gettext_noop as _

S = TypeVar("S", bound=StrEnum)


class WrongMove(Refusal):
    code = "wrong_move"
    sentence = _("What is “{now}” cannot become “{then}”.")
    status = 409


class Machine(Generic[S]):
    """Know the moves from state to state; the first row is where everything begins."""

    def __init__(self, table: Mapping[S, AbstractSet[S]]) -> None:
        every_state = {state for row in table for state in type(row)}
        targets = {then for row in table.values() for then in row}
        if not table or every_state != set(table) or not targets <= every_state:
            raise ValueError("a machine needs one row for every state, and no other")
        self.table = {now: frozenset(row) for now, row in table.items()}

    def allows(self, now: S, then: S) -> bool:
        return then in self.table[now]

    def check(self, now: S, then: S) -> None:
        """Refuse a move that the table does not know."""
        if not self.allows(now, then):
            raise WrongMove(now=now, then=then)

    def ends(self) -> frozenset[S]:
        """Return the states without a way out."""
        return frozenset(now for now, row in self.table.items() if not row)

    def diagram(self) -> str:
        """Draw the table for the documentation, in the language of Mermaid."""
        states = list(self.table)
        begins = [f"[*] --> {states[0]}"]
        moves = [f"{now} --> {then}" for now in states for then in states if self.allows(now, then)]
        ends = [f"{now} --> [*]" for now in states if now in self.ends()]
        return "\n    ".join(["stateDiagram-v2", *begins, *moves, *ends]) + "\n"
