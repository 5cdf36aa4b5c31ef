"""What can be done about newsletters."""

from .belonging import declarations_change_hands
from .editions import (
    NobodyToWriteTo,
    NotADraft,
    TextMissing,
    Words,
    start,
    stop,
    trial,
    write,
)
from .sending import write_letters
from .standing import Answer, NoWords, Shown, consent_to, forget, hear, object_to, settle_mails, tell

__all__ = [
    "Answer",
    "NoWords",
    "NobodyToWriteTo",
    "NotADraft",
    "Shown",
    "TextMissing",
    "Words",
    "consent_to",
    "declarations_change_hands",
    "forget",
    "hear",
    "object_to",
    "settle_mails",
    "start",
    "stop",
    "tell",
    "trial",
    "write",
    "write_letters",
]
