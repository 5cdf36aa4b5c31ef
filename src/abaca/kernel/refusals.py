"""How the house says "no, because"."""

from typing import ClassVar


def gettext_noop(sentence: str) -> str:
    """Mark a sentence of the kernel for the translators; who shows it translates it."""
    return sentence


class Refusal(Exception):
    """Say no to a person who can do something about it."""

    code: ClassVar[str]
    sentence: ClassVar[object]  # a str or a lazy translation of one, with {named} holes for the facts
    status: ClassVar[int] = 400
    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        # No positional arguments go up, so that pickle can build the refusal again and hang the facts back on.
        super().__init__()
        self.facts = facts
        if field is not None:
            self.field = field

    def __str__(self) -> str:
        # Only now: the language of a lazy sentence is that of the reader.
        return str(self.sentence).format(**self.facts)
