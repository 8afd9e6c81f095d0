"""Twenty typical queries, each with the conditions that somebody would write by hand for it.

`count` is the condition as it is best put to count, `page` as it is best put to fill the first page; `c` is
the customer. Days are parameters: `day_90` began ninety days ago in the store's zone.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A query of the segment language, and the same by hand."""

    query: str
    count: str
    page: str = ""

    @property
    def for_page(self) -> str:
        return self.page or self.count


_TAGGED = "EXISTS (SELECT FROM customers_customer_tag r JOIN customers_tag t ON t.id = r.tag_id"
_TAGGED += " WHERE t.key = 'vip' AND r.customer_id = c.id)"
_IN_TAGGED = (
    "c.id IN (SELECT r.customer_id FROM customers_customer_tag r JOIN customers_tag t ON t.id = r.tag_id"
)
_IN_TAGGED += " WHERE t.key = 'vip')"
_IN_NORWAY = "EXISTS (SELECT FROM customers_address a WHERE a.customer_id = c.id AND a.country = 'NO')"
_IN_SWEDEN = "EXISTS (SELECT FROM customers_address a WHERE a.customer_id = c.id AND a.country = 'SE')"
_LEFT = (
    "EXISTS (SELECT FROM checkout_checkout k WHERE k.customer_id = c.id AND k.state = 'open'"
    " AND k.started_at >= %(day_30)s AND k.started_at < %(left)s)"
)


def _orders(rest: str, *, is_not: bool = False) -> str:
    found = f"EXISTS (SELECT FROM orders_order o WHERE o.customer_id = c.id AND {rest})"
    return f"NOT {found}" if is_not else found


def _sums(rest: str, having: str) -> str:
    rows = "SELECT o.customer_id FROM orders_order o WHERE o.customer_id IS NOT NULL"
    return f"c.id IN ({rows}{rest} GROUP BY o.customer_id HAVING {having})"


def _sums_each(rest: str, having: str) -> str:
    return f"(SELECT {having} FROM orders_order o WHERE o.customer_id = c.id{rest})"


_BOUGHT = "FROM orders_order o JOIN orders_line l ON l.order_id = o.id WHERE o.customer_id"
_STANDS = "EXISTS (SELECT FROM segments_standing s WHERE s.customer_id = c.id AND s."
_GONE_BACK = "SELECT FROM post_message m WHERE m.customer_id = c.id AND m.state = 'bounced'"

ASKED = (
    Asked("number_of_orders >= 2", "c.orders_count >= 2"),
    Asked("number_of_orders = 0", "c.orders_count = 0"),
    Asked(
        "amount_spent > 500 AND last_order_date < -90d",
        "c.amount_spent > 50000 AND c.last_order_at < %(day_90)s",
    ),
    Asked("customer_tags CONTAINS 'vip'", _IN_TAGGED, _TAGGED),
    Asked("customer_countries CONTAINS 'NO'", _IN_NORWAY),
    Asked(
        "customer_account_status = 'ENABLED' AND number_of_orders = 0",
        "c.account_state = 'enabled' AND c.orders_count = 0",
    ),
    Asked("email_subscription_status = 'SUBSCRIBED'", "c.email_consent = 'subscribed'"),
    Asked("abandoned_checkout_date >= -30d", _LEFT),
    Asked("orders_placed MATCHES (date >= -90d)", _orders("o.placed_at >= %(day_90)s")),
    Asked(
        "orders_placed MATCHES (count >= 3, date >= -1y)",
        _sums(" AND o.placed_at >= %(year)s", "count(*) >= 3"),
        _sums_each(" AND o.placed_at >= %(year)s", "count(*) >= 3"),
    ),
    Asked(
        "orders_placed MATCHES (sum_amount > 500)",
        _sums("", "sum(o.total) > 50000"),
        _sums_each("", "sum(o.total) > 50000"),
    ),
    Asked("orders_placed NOT MATCHES (date >= -1y)", _orders("o.placed_at >= %(year)s", is_not=True)),
    Asked(
        "products_purchased MATCHES (id = 3)",
        "c.id IN (SELECT o.customer_id FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
        " WHERE l.product_id = 3)",
        f"EXISTS (SELECT {_BOUGHT} = c.id AND l.product_id = 3)",
    ),
    Asked(
        "products_purchased MATCHES (id = 3, date >= -30d)",
        f"EXISTS (SELECT {_BOUGHT} = c.id AND l.product_id = 3 AND o.placed_at >= %(day_30)s)",
    ),
    Asked("rfm_group = 'CHAMPIONS'", f"{_STANDS}rfm_group = 'champions')"),
    Asked(
        "predicted_spend_tier = 'HIGH' AND email_subscription_status = 'SUBSCRIBED'",
        f"c.email_consent = 'subscribed' AND {_STANDS}spend_tier = 'high')",
    ),
    Asked("customer_email_domain = 'example.net'", "split_part(c.email_key, '@', 2) = 'example.net'"),
    Asked(
        "customer_tags NOT CONTAINS 'vip' AND customer_countries CONTAINS 'SE'",
        f"NOT {_TAGGED} AND {_IN_SWEDEN}",
    ),
    Asked(
        "customer_added_date >= -7d OR last_order_date = -1d",
        "(c.added_at >= %(day_7)s OR (c.last_order_at >= %(day_1)s AND c.last_order_at < %(day_0)s))",
    ),
    Asked("shopify_email.bounced MATCHES ()", f"EXISTS ({_GONE_BACK})"),
)
