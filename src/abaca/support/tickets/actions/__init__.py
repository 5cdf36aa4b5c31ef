"""What can be done with tickets."""

from .collecting import MailUnknown, collect, make_ticket
from .forgetting import forget, forget_old, keep_longer
from .joining import merge, take_out
from .keeping import assign, close, close_settled, link, note, note_bounces, note_deed, note_needed, reopen
from .passages import drop_snippet, save_snippet, speak
from .writing import Addressee, Answer, answer, write

__all__ = [
    "Addressee",
    "Answer",
    "MailUnknown",
    "answer",
    "assign",
    "close",
    "close_settled",
    "collect",
    "drop_snippet",
    "forget",
    "forget_old",
    "keep_longer",
    "link",
    "make_ticket",
    "merge",
    "note",
    "note_bounces",
    "note_deed",
    "note_needed",
    "reopen",
    "save_snippet",
    "speak",
    "take_out",
    "write",
]
