"""Letters and notices."""

from abaca.messaging.queries import letters_under
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState

from .telling import BATCH, MOST, told


def a_paid_order_has_one_delivery_letter() -> list[str]:
    paid = list(Order.objects.filter(state=OrderState.PAID).order_by("pk").values_list("ref", flat=True))
    sentences = []
    for begin in range(0, len(paid), BATCH):
        refs = paid[begin : begin + BATCH]
        written = {letter.about for letter in letters_under(f"order_confirmed/{ref}" for ref in refs)}
        sentences += [f"Order {ref} is paid, and no letter delivers it." for ref in refs if ref not in written]
    return sentences[:MOST]


def the_boxed_notice_is_given_once_a_term() -> list[str]:
    return told(
        "Subscription {} was told {} times that term {} renews.",
        """
        SELECT s.ref, count(*), n.term FROM store_notices_notice n
        JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.kind = 'renewal_boxed' AND n.said_at IS NOT NULL GROUP BY s.id, n.term HAVING count(*) > 1 ORDER BY s.id
        """,
    )


def nobody_who_cancelled_is_told_that_it_renews() -> list[str]:
    said = told(
        "Subscription {} was told at {} that it renews, after it was cancelled at {}.",
        """
        SELECT s.ref, n.said_at, e.at FROM store_notices_notice n
        JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        CROSS JOIN LATERAL (
            SELECT what, at FROM store_journal_entry
            WHERE about = s.ref AND at <= n.said_at
                AND what IN ('subscription.renewal_cancelled', 'subscription.renewal_resumed')
            ORDER BY id DESC LIMIT 1) e
        WHERE n.kind LIKE 'renewal_%%' AND n.said_at IS NOT NULL AND e.what = 'subscription.renewal_cancelled'
            AND e.at < n.said_at
        ORDER BY s.id
        """,
    )
    return said + told(
        "Subscription {} is {}, its renewal is {}, and {} is planned for {}.",
        """
        SELECT s.ref, s.state, CASE WHEN s.auto_renew THEN 'on' ELSE 'off' END, n.kind, n.planned_at
        FROM store_notices_notice n JOIN store_subscriptions_subscription s ON s.id = n.subscription_id
        WHERE n.said_at IS NULL AND (s.state <> 'active' OR s.auto_renew = (n.kind = 'ending')) ORDER BY s.id
        """,
    )
