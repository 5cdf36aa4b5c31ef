"""The letters about what was declared on a page without a log-in: to whoever sent it, and to whose contract it is."""

from datetime import datetime
from typing import Any

from django.conf import settings

from abaca.access import links
from abaca.messaging.actions import Draft
from abaca.messaging.facts import day_fact, instant_fact
from abaca.store.correspondence.declaring import harmless
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.states import Declared
from abaca.store.customers.models import Customer
from abaca.store.notices.actions import draft
from abaca.store.subscriptions.models import Subscription

from .rights import Right
from .withdrawal import withdrawal_days

RECEIPT_LINK = "declared"  # look at what was declared, and keep it
YES_LINK = "declaration"  # confirm it as the registered address
GOOD_FOR = 400  # days


def declared_facts(declaration: Declaration) -> dict[str, Any]:
    """Return what was declared, as letters and pages say it."""
    return {
        "what": declaration.what,
        "kind": "extraordinary" if declaration.extraordinary else "ordinary",
        "reason": harmless(declaration.reason_given),
        "name": harmless(declaration.name),
        "contract": harmless(declaration.contract),
        "ends": day_fact(declaration.wanted_on) if declaration.wanted_on else None,
        "email": declaration.email,
    }


def receipt_path(declaration: Declaration, *, at: datetime) -> str:
    """Return the address of the page on which a declaration can be read, printed and stored."""
    return f"/cancel/received/{links.sign(RECEIPT_LINK, declaration.ref, days=GOOD_FOR, at=at)}/"


def receipt(declaration: Declaration, at: datetime) -> Draft:
    """Return the confirmation for whoever sent it: what he declared, and when; never whether it leads anywhere."""
    kind = "cancellation_received" if declaration.what == Declared.CANCEL else "withdrawal_declared"
    return Draft(
        to_address=declaration.email,
        to_name=harmless(declaration.name),
        language=declaration.language,
        template=f"store_notices/{kind}",
        kind=kind,
        context={
            "name": harmless(declaration.name),
            "received_at": instant_fact(declaration.received_at),
            "declared": declared_facts(declaration),
            "done": False,
            "path": receipt_path(declaration, at=at),
        },
        about=declaration.ref,
        key=f"{kind}/{declaration.ref}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )


def question(declaration: Declaration, customer: Customer, subscription: Subscription | None, at: datetime) -> Draft:
    wish = "cancel" if declaration.what == Declared.CANCEL else "withdrawal"
    facts = {
        "wish": wish,
        "by": "page",
        "title": subscription.plan.title if subscription else "",
        "from_address": declaration.email,
        "received_at": instant_fact(declaration.received_at),
        "path": f"/cancel/confirm/{links.sign(YES_LINK, declaration.ref, days=GOOD_FOR, at=at)}/",
    }
    return draft("wish_confirm", customer, about=declaration.ref, key=f"wish_confirm/{declaration.ref}", facts=facts)


def lapsed(declaration: Declaration, customer: Customer, right: Right) -> Draft:
    facts = {
        "received_at": instant_fact(declaration.received_at),
        "number": right.order.number,
        "title": right.order.lines.all()[0].description,
        "lapsed": str(right.lapsed),
        "last_day": day_fact(right.last) if right.last else None,
        "days": withdrawal_days(),
        "path": f"/account/orders/{right.order.number}/",
    }
    key = f"withdrawal_lapsed/{declaration.ref}"
    return draft("withdrawal_lapsed", customer, about=right.order.ref, key=key, facts=facts)
