"""What the customer's program shows when a letter did not reach him (N5): licensing is told by the feed.

Whoever uses a program need not be who bought it. So the feed carries a word and a page that wants a log-in, never a
link that acts.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.store.feed.actions import News, tell
from abaca.store.notices.actions import note_shown, take_to_show
from abaca.store.notices.models import Undelivered
from abaca.store.notices.queries import shown_about, undelivered_of
from abaca.store.notices.states import Shown
from abaca.store.product_keys.queries import keys_by_line
from abaca.store.product_keys.states import REDEEMABLE
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import open_terms, paid_terms

NOTICED = "product_key.noticed"
Place = tuple[int, int]  # a subscription, and which of its terms


@transaction.atomic
def tell_programs(ids: Sequence[int], *, at: datetime) -> None:
    """Say to licensing what the programs of some customers are to show now, by the product keys of their terms.

    Of several notices about one term a charge that waits says most. As many statements for many as for one.
    """
    found = take_to_show(ids)
    if not found:
        return
    subscriptions = list({u.subscription_id for u in found})
    standing = {u.pk: u for u in undelivered_of(subscriptions)} | {u.pk: u for u in found}
    paid, waiting = paid_terms(subscriptions), open_terms(subscriptions)
    places = list(dict.fromkeys((u.subscription_id, u.term) for u in found))
    keys = keys_by_line([paid[place].line_id for place in places if place in paid])
    news = [
        News(NOTICED, {"ref": key.ref, **_shown(place, list(standing.values()), waiting)})
        for place in places
        if place in paid
        for key in keys.get(paid[place].line_id, [])
        if key.form in REDEEMABLE
    ]
    for u in found:
        u.shown = shown_about(u)
    note_shown(found)
    tell(news, at=at)


def _shown(place: Place, standing: Sequence[Undelivered], waiting: dict[int, Term]) -> dict[str, str | None]:
    codes = {shown_about(u) for u in standing if (u.subscription_id, u.term) == place}
    code = next((each for each in Shown if each in codes), None)
    if code is None:
        return {"code": None, "url": None}
    term = waiting.get(place[0])
    page = f"orders/{term.line.order.number}/" if code == Shown.RENEWAL_WAITS and term else ""
    return {"code": str(code), "url": f"{settings.PUBLIC_URL}/account/{page}"}
