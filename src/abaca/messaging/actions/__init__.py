"""Letters are written down, taken in hand, and their fate is noted; in the files of this folder."""

from .calling_off import call_off_newsletters
from .forgetting import FORGOTTEN, forget, forget_old, keep_longer
from .keys import NoMasterSecret
from .returning import clear_mark, note_bounce, note_complaint, return_address_of
from .sending import Fate, claim, let_go, note, renew
from .wordings import reword, say_as_shipped
from .writing import OUTBOX_NAME, Draft, enqueue, resend, secrets_of, see_to

__all__ = [
    "FORGOTTEN",
    "OUTBOX_NAME",
    "Draft",
    "Fate",
    "NoMasterSecret",
    "call_off_newsletters",
    "claim",
    "clear_mark",
    "enqueue",
    "forget",
    "forget_old",
    "keep_longer",
    "let_go",
    "note",
    "note_bounce",
    "note_complaint",
    "renew",
    "resend",
    "return_address_of",
    "reword",
    "say_as_shipped",
    "secrets_of",
    "see_to",
]
