"""What can be done with notices and letters of the store."""

from .letters import (
    CANCEL_LINK,
    METHOD_LINK,
    ORDER_LINK,
    PAY_LINK,
    draft,
    method_facts,
    order_facts,
    subscription_facts,
)
from .planned import replan, say

__all__ = [
    "CANCEL_LINK",
    "METHOD_LINK",
    "ORDER_LINK",
    "PAY_LINK",
    "draft",
    "method_facts",
    "order_facts",
    "replan",
    "say",
    "subscription_facts",
]
