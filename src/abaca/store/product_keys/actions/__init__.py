"""What can be done with product keys, their sources, and those that are still wanted."""

from .errands import call_off, enter_by_hand, mark_announced, send_out, serve_from_list, store_answers, take
from .minted import Wanted, mint_for
from .provision import Low, Provided, provide
from .seats import forget_addressees, note_sending, replace
from .sources import SourceWish, choose_source
from .stocked import import_list
from .withdrawals import reinstate, withdraw

__all__ = [
    "Low",
    "Provided",
    "SourceWish",
    "Wanted",
    "call_off",
    "choose_source",
    "enter_by_hand",
    "forget_addressees",
    "import_list",
    "mark_announced",
    "mint_for",
    "note_sending",
    "provide",
    "reinstate",
    "replace",
    "send_out",
    "serve_from_list",
    "store_answers",
    "take",
    "withdraw",
]
