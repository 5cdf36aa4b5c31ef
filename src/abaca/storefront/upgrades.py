"""What the pages of an order say where it is an upgrade: how its price came about, and what takes whose place."""

from typing import Any

from abaca.store.orders.states import OrderKind
from abaca.store.subscriptions.queries import upgrades_of_orders
from abaca.store.workflows.queries import WholeOrder
from abaca.store.workflows.quotes import explained, shown


def upgrade_context(whole: WholeOrder) -> dict[str, Any]:
    """Return the offer behind an order and its derivation; nothing for other orders."""
    if whole.order.kind != OrderKind.UPGRADE:
        return {}
    offer = shown(upgrades_of_orders([whole.order.pk])[whole.order.pk], whole.line)
    return {"offer": offer, "lines": explained(offer)}
