"""What the links of letters open; and letters that get links of today, because those of before were voided."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from abaca.access import links
from abaca.access.links import LinkReplaced
from abaca.kernel.refusals import Refusal
from abaca.store.notices.actions import CANCEL_LINK, METHOD_LINK, ORDER_LINK, PAY_LINK, link_to
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import subscription_by_ref

PURPOSES = {
    "order": ORDER_LINK,
    "pay": PAY_LINK,
    "confirm": PAY_LINK,
    "cancel": CANCEL_LINK,
    "method": METHOD_LINK,
}
LINK = re.compile(rf"/({'|'.join(PURPOSES)})/([\w:=-]{{20,}})/", re.ASCII)


def order_by_link(purpose: str, token: str, *, at: datetime) -> Order:
    """Return the order that a link opens; refuse one of before its customer's address was corrected."""
    ref, edition = links.read_with_edition(purpose, token, at=at)
    order = order_by_ref(ref)
    if edition != order.link_edition:
        raise LinkReplaced
    return order


def subscription_by_link(purpose: str, token: str, *, at: datetime) -> Subscription:
    """Return the subscription that a link opens; refuse one of before its customer's address was corrected."""
    ref, edition = links.read_with_edition(purpose, token, at=at)
    subscription = subscription_by_ref(ref)
    if edition != subscription.link_edition:
        raise LinkReplaced
    return subscription


def with_new_links(told: Any, *, at: datetime) -> Any:
    """Return what a letter says, its links to orders and subscriptions signed anew; whatever else it says stays."""
    return _changed(told, lambda text: LINK.sub(lambda found: f"/{found[1]}/{_anew(found[1], found[2], at)}/", text))


def with_new_texts(told: Any, fresh: Mapping[str, str]) -> Any:
    """Return what a letter says, such that some texts took the place of others; `fresh` has the new by the old."""
    old = re.compile("|".join(map(re.escape, fresh)))
    return _changed(told, lambda text: old.sub(lambda found: fresh[found[0]], text)) if fresh else told


def _changed(told: Any, change: Callable[[str], str]) -> Any:
    if isinstance(told, str):
        return change(told)
    if isinstance(told, dict):
        return {name: _changed(value, change) for name, value in told.items()}
    if isinstance(told, list):
        return [_changed(value, change) for value in told]
    return told


def _anew(page: str, token: str, at: datetime) -> str:
    purpose = PURPOSES[page]
    try:
        ref = links.read(purpose, token, at=at)
        thing = order_by_ref(ref) if purpose in (ORDER_LINK, PAY_LINK) else subscription_by_ref(ref)
    except Refusal:  # over its time, or no link at all
        return token
    return link_to(purpose, thing, at=at)
