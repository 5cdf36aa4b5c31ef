"""What passages may say about a customer, in the language of the answer."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from abaca.console.customers import Truth
from abaca.design.templatetags.abaca import day, money
from abaca.store.notices.actions import CANCEL_LINK, link_to
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.passages import SECRET

GOOD_FOR = 400  # days, as the links in the letters of the store


def facts_of(ticket: Ticket, truth: Truth | None) -> dict[str, str]:
    """Return what is known for the gaps of a passage; links that act are not among them."""
    facts = {"name": ticket.name, "account_link": f"{settings.PUBLIC_URL}/account/"}
    if truth is None:
        return facts
    facts["name"] = truth.whole.customer.name
    if truth.whole.orders:
        facts["order"] = truth.whole.orders[0].order.number
    subscription = spoken_of(truth)
    if subscription:
        with override(ticket.language):
            facts |= {
                "plan": subscription.plan.title,
                "ends": day(subscription.ends_on),
                "price": money(subscription.renewal_price),
            }
    return facts


def secrets_of(truth: Truth | None, *, at: datetime) -> dict[str, str]:
    """Return the links that act without a log-in, for the sealed part of a letter."""
    subscription = spoken_of(truth) if truth else None
    if subscription is None:
        return {}
    token = link_to(CANCEL_LINK, subscription, at=at)
    return dict(zip(SECRET, [f"{settings.PUBLIC_URL}/cancel/{token}/"], strict=True))


def spoken_of(truth: Truth) -> Subscription | None:
    """Return the subscription that an answer most likely speaks of: the newest that runs, else the newest."""
    rows = [each.subscription for each in truth.whole.subscriptions]
    running = [each for each in rows if each.state == SubscriptionState.ACTIVE]
    return max(running or rows, key=lambda each: each.pk, default=None)
