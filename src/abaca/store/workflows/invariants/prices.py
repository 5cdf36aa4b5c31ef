"""Sums of orders, and codes: what is taken off is taken off once, and no more often than was promised."""

from .telling import told


def an_order_is_its_lines_less_its_reductions() -> list[str]:
    """Hold each order against its parts, in its own basis and net (billing.md, M8, V6 and V7)."""
    return told(
        "Order {} comes to {} in its basis and {} net; its parts to {} and {}.",
        """
        SELECT o.ref, CASE o.basis WHEN 'gross' THEN o.gross ELSE o.net END, o.net,
            l.amount - coalesce(r.amount, 0), l.net - coalesce(r.net, 0)
        FROM store_orders_order o
        JOIN (SELECT order_id, sum(amount) AS amount, sum(net) AS net FROM store_orders_line GROUP BY 1) l
            ON l.order_id = o.id
        LEFT JOIN (SELECT order_id, sum(amount) AS amount, sum(net) AS net FROM store_orders_reduction GROUP BY 1) r
            ON r.order_id = o.id
        WHERE CASE o.basis WHEN 'gross' THEN o.gross ELSE o.net END <> l.amount - coalesce(r.amount, 0)
            OR o.net <> l.net - coalesce(r.net, 0)
        ORDER BY o.id
        """,
    )


def a_code_is_used_within_its_limits() -> list[str]:
    return told(
        "Code {} is in use {} times, {} times by one customer.",
        """
        SELECT c.code, sum(u.uses), max(u.uses) FROM store_catalogue_coupon c
        JOIN (SELECT coupon_id, customer_ref, count(*) AS uses FROM store_catalogue_redemption
            WHERE given_back_at IS NULL GROUP BY 1, 2) u ON u.coupon_id = c.id
        GROUP BY c.id HAVING sum(u.uses) > c.in_total OR max(u.uses) > c.per_customer ORDER BY c.id
        """,
    )


def an_order_with_a_code_has_used_it_once() -> list[str]:
    """Hold first orders against the uses of codes: a lapsed one has given its code back."""
    return told(
        "Order {} is {}, has {} reductions by a code, and {} uses of one.",
        """
        SELECT o.ref, o.state, r.codes, u.uses FROM store_orders_order o
        CROSS JOIN LATERAL (SELECT count(*) AS codes FROM store_orders_reduction
            WHERE order_id = o.id AND kind = 'coupon') r
        CROSS JOIN LATERAL (SELECT count(*) AS uses FROM store_catalogue_redemption
            WHERE order_ref = o.ref AND given_back_at IS NULL) u
        WHERE o.kind = 'first' AND (u.uses > 0 AND o.state = 'lapsed' OR r.codes > u.uses AND o.state <> 'lapsed')
        ORDER BY o.id
        """,
    )
