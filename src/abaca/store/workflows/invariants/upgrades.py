"""What must hold of upgrades at every instant (billing.md, V8 and V16); each question answers what is wrong."""

from .telling import told


def an_upgrade_takes_off_at_most_what_was_unused() -> list[str]:
    """Hold every reduction against the term it names: never negative, never above the price, never above what was paid.

    The unused part is computed afresh, by another hand: days and sums of the invoice in numeric, half away from zero.
    """
    return told(
        "Order {} takes {} off a price of {}, and {} of {} were unused.",
        """
        SELECT o.ref, r.net, l.net, r.facts->>'net', r.facts->>'paid' FROM store_orders_reduction r
        JOIN store_orders_order o ON o.id = r.order_id JOIN store_orders_line l ON l.order_id = o.id
        WHERE r.kind = 'unused' AND NOT (
            r.net >= 0 AND r.net <= l.net AND r.net <= (r.facts->>'net')::bigint
            AND (r.facts->>'net')::bigint = round(
                (r.facts->>'paid')::numeric * (r.facts->>'days_left')::int / (r.facts->>'days')::int)
            AND (r.facts->>'days_left')::int = greatest(0, least(
                (r.facts->>'days')::int, (r.facts->>'ends')::date - (r.facts->>'on')::date))
            AND (r.facts->>'days')::int = (r.facts->>'ends')::date - (r.facts->>'begins')::date)
        ORDER BY o.id
        """,
    )


def no_upgrade_gives_more_than_was_unused() -> list[str]:
    """Hold what an upgrade took off and credited against the unused part of the terms that it ended."""
    return told(
        "Upgrade {} took {} off and credited {}, and {} were unused.",
        """
        SELECT o.ref, coalesce(r.net, 0), coalesce(n.net, 0), u.credit FROM store_subscriptions_upgrade u
        JOIN store_orders_order o ON o.id = u.order_id AND o.state = 'paid'
        LEFT JOIN LATERAL (
            SELECT sum(net) AS net FROM store_orders_reduction WHERE order_id = o.id AND kind = 'unused') r ON true
        LEFT JOIN LATERAL (
            SELECT sum(i.net) AS net FROM store_invoices_invoice i
            WHERE i.customer_id = o.customer_id AND i.cause = 'upgrade' AND i.issued_at = o.paid_at) n ON true
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(i.net), 0) AS net FROM store_subscriptions_term t
            JOIN store_orders_line l ON l.id = t.line_id
            JOIN store_invoices_invoice i ON i.order_id = l.order_id AND i.kind = 'invoice'
            JOIN store_orders_order paid ON paid.id = l.order_id
            WHERE t.subscription_id = u.subscription_id AND paid.paid_at >= o.placed_at) later ON true
        WHERE coalesce(r.net, 0) + coalesce(n.net, 0) NOT BETWEEN u.credit AND u.credit + later.net
        ORDER BY o.id
        """,
    )


def an_upgrade_takes_the_place_of_its_forerunner() -> list[str]:
    """Find paid upgrades that run beside their old terms, and old terms that do not run though all was given back.

    An upgrade that ended with its unused days has used the old term up, as has one whose old term is over anyway.
    """
    return told(
        "Upgrade {} began on {}, and term {} of the old subscription is not ended by it.",
        """
        SELECT o.ref, u.on, t.number FROM store_subscriptions_upgrade u
        JOIN store_orders_order o ON o.id = u.order_id AND o.state = 'paid'
        JOIN store_orders_line l ON l.order_id = o.id JOIN store_subscriptions_term n ON n.line_id = l.id
        JOIN store_subscriptions_term t ON t.subscription_id = u.subscription_id AND t.state = 'paid' AND t.ends > u.on
        WHERE (n.stopped_why NOT IN ('refunded', 'charged_back') AND t.stopped_why = '')
            OR (t.stopped_why = 'upgraded' AND EXISTS (
                SELECT 1 FROM store_invoices_invoice i WHERE i.order_id = o.id AND i.cause = 'refund'
                    AND t.ends > (i.issued_at AT TIME ZONE o.time_zone)::date)
                AND NOT EXISTS (
                    SELECT 1 FROM store_subscriptions_upgrade again JOIN store_orders_order p ON p.id = again.order_id
                    WHERE again.subscription_id = u.subscription_id AND again.id > u.id AND p.state = 'paid'))
        ORDER BY o.id
        """,
    ) + told(
        "Product key {} replaces {}, which is {}.",
        """
        SELECT n.ref, n.replaces, coalesce('withdrawn on ' || k.withdrawn_on::text, 'still counting')
        FROM store_product_keys_productkey n LEFT JOIN store_product_keys_productkey k ON k.ref = n.replaces
        WHERE n.replaces <> '' AND n.withdrawn_on IS NULL AND k.withdrawn_on IS NULL ORDER BY n.id
        """,
    )


def an_open_upgrade_waits_for_money() -> list[str]:
    return told(
        "The upgrade of order {} is {}, and its order is {}.",
        """
        SELECT o.ref, CASE WHEN u.closed_at IS NULL THEN 'open' ELSE 'closed' END, o.state
        FROM store_subscriptions_upgrade u JOIN store_orders_order o ON o.id = u.order_id
        WHERE (u.closed_at IS NULL) <> (o.state = 'placed') ORDER BY o.id
        """,
    )
