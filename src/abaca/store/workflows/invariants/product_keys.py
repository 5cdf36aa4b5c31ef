"""Product keys, and what the feed tells of them."""

from .telling import told


def a_paid_order_has_one_product_key_per_seat() -> list[str]:
    """Find seats without a product key; one that is honestly wanted, of a generator or an empty list, counts as one."""
    return told(
        "Order {} is {} with {} seats and has {} product keys, had or wanted, for {} of them.",
        """
        SELECT o.ref, o.state, l.quantity, count(k.seat), count(DISTINCT k.seat) FROM store_orders_order o
        JOIN store_orders_line l ON l.order_id = o.id
        LEFT JOIN (
            SELECT line_id, generate_series(seat, seat + seats - 1) AS seat FROM store_product_keys_productkey k
            WHERE NOT EXISTS (SELECT 1 FROM store_product_keys_productkey n WHERE n.instead_of = k.ref)
            UNION ALL SELECT line_id, generate_series(seat, seat + seats - 1) FROM store_product_keys_errand
            WHERE state <> 'delivered') k ON k.line_id = l.id AND k.seat BETWEEN 1 AND l.quantity
        WHERE o.state = 'paid' GROUP BY o.id, l.id
        HAVING (count(k.seat), count(DISTINCT k.seat)) <> (l.quantity, l.quantity) ORDER BY o.id
        """,
    )


def a_product_key_taken_back_has_one_successor_in_its_seat() -> list[str]:
    return told(
        "Product key {} is there instead of {}, which is {}, withdrawn {}.",
        """
        SELECT n.ref, n.instead_of, coalesce(k.line_id || '/' || k.seat, 'missing'),
            coalesce(k.withdrawn_on::text, 'never')
        FROM store_product_keys_productkey n LEFT JOIN store_product_keys_productkey k ON k.ref = n.instead_of
        WHERE n.instead_of <> ''
            AND (k.id IS NULL OR (k.line_id, k.seat) <> (n.line_id, n.seat) OR k.withdrawn_on IS NULL) ORDER BY n.id
        """,
    )


def no_product_key_comes_before_the_money() -> list[str]:
    return told(
        "Product key {} was minted at {} for order {}, which is {}.",
        """
        SELECT k.ref, k.minted_at, o.ref, o.state FROM store_product_keys_productkey k
        JOIN store_orders_line l ON l.id = k.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE o.state <> 'paid' OR k.seat + k.seats - 1 > l.quantity OR k.minted_at < o.paid_at ORDER BY k.id
        """,
    )


def a_product_key_is_wanted_of_a_paid_order_until_it_is_there() -> list[str]:
    return told(
        "The product key for seat {} of order {} is {}, the order is {}, and the product key is {}.",
        """
        SELECT e.seat, o.ref, e.state, o.state, coalesce(k.ref, 'not there') FROM store_product_keys_errand e
        JOIN store_orders_line l ON l.id = e.line_id JOIN store_orders_order o ON o.id = l.order_id
        LEFT JOIN store_product_keys_productkey k ON k.line_id = e.line_id AND k.seat = e.seat
        WHERE o.state <> 'paid' OR (e.state = 'delivered') <> (k.id IS NOT NULL) ORDER BY e.id
        """,
    )


def what_came_later_has_its_letter() -> list[str]:
    return told(
        "The product key for seat {} of order {} came at {}, and no letter brings it.",
        """
        SELECT e.seat, o.ref, e.done_at FROM store_product_keys_errand e
        JOIN store_orders_line l ON l.id = e.line_id JOIN store_orders_order o ON o.id = l.order_id
        WHERE e.state = 'delivered' AND e.announced_at IS NULL AND NOT EXISTS (
            SELECT FROM store_product_keys_errand f WHERE f.line_id = e.line_id AND f.state IN ('waiting', 'asked'))
        ORDER BY e.id
        """,
    )


def the_feed_has_no_gap() -> list[str]:
    return told(
        "The feed has {} documents from {} to {}, and its counter stands at {}.",
        """
        SELECT * FROM (
            SELECT count(*) AS documents, coalesce(min(position), 0) AS first, coalesce(max(position), 0) AS last,
                coalesce((SELECT last FROM store_feed_counter), 0) AS counter FROM store_feed_document) f
        WHERE documents <> last OR last <> counter OR (documents > 0 AND first <> 1)
        """,
    )


def the_feed_tells_of_every_product_key_once() -> list[str]:
    return told(
        "The feed tells of product key {} {} times, and the shop has minted it {} times.",
        """
        SELECT coalesce(k.ref, d.ref), coalesce(d.times, 0), count(k.id)
        FROM (SELECT * FROM store_product_keys_productkey WHERE form IN ('abaca', 'foreign')) k
        FULL JOIN (SELECT body->>'ref' AS ref, count(*) AS times FROM store_feed_document
            WHERE kind = 'product_key.issued' GROUP BY 1) d ON d.ref = k.ref
        GROUP BY 1, 2 HAVING coalesce(d.times, 0) <> 1 OR count(k.id) <> 1 ORDER BY 1
        """,
    )
