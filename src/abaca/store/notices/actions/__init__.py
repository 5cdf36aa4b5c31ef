"""What can be done with notices and letters of the store."""

from .letters import (
    CANCEL_LINK,
    METHOD_LINK,
    ORDER_LINK,
    PAY_LINK,
    draft,
    link_to,
    method_facts,
    order_facts,
    subscription_facts,
)
from .planned import replan, say
from .staff import dispute_letter, stock_letter, trouble_letter
from .undelivered import close, forget, note_held, note_lost, note_shown, see_to, send_again, take_to_show, tell_of_copy

__all__ = [
    "CANCEL_LINK",
    "METHOD_LINK",
    "ORDER_LINK",
    "PAY_LINK",
    "close",
    "dispute_letter",
    "draft",
    "forget",
    "link_to",
    "method_facts",
    "note_held",
    "note_lost",
    "note_shown",
    "order_facts",
    "replan",
    "say",
    "see_to",
    "send_again",
    "stock_letter",
    "subscription_facts",
    "take_to_show",
    "tell_of_copy",
    "trouble_letter",
]
