"""What can be done with tickets."""

from .collecting import collect
from .forgetting import forget
from .joining import merge, take_out
from .keeping import assign, close, link, note, note_bounces, note_deed, reopen
from .passages import drop_snippet, save_snippet
from .writing import Addressee, Answer, answer, write

__all__ = [
    "Addressee",
    "Answer",
    "answer",
    "assign",
    "close",
    "collect",
    "drop_snippet",
    "forget",
    "link",
    "merge",
    "note",
    "note_bounces",
    "note_deed",
    "reopen",
    "save_snippet",
    "take_out",
    "write",
]
