"""The statement that sets how customers stand, by the borders between the fifths of them."""

from clientela.segments.models import RfmGroup, SpendTier

# Average order × orders a year, halved for every half-year of silence. Minor units a year.
EXPECTED = """
(c.amount_spent::float8 / c.orders_count
 * c.orders_count / greatest(1, extract(epoch FROM now() - c.first_order_at) / 31557600.0)
 * power(0.5, extract(epoch FROM now() - c.last_order_at) / 15778800.0))
"""
# Rows: recency 1 (long ago) to 5; columns: frequency and money together, 1 to 5.
_R = RfmGroup
MATRIX = (
    (_R.DORMANT, _R.DORMANT, _R.AT_RISK, _R.PREVIOUSLY_LOYAL, _R.PREVIOUSLY_LOYAL),
    (_R.ALMOST_LOST, _R.ALMOST_LOST, _R.AT_RISK, _R.AT_RISK, _R.PREVIOUSLY_LOYAL),
    (_R.ALMOST_LOST, _R.NEEDS_ATTENTION, _R.NEEDS_ATTENTION, _R.LOYAL, _R.LOYAL),
    (_R.PROMISING, _R.ACTIVE, _R.ACTIVE, _R.LOYAL, _R.LOYAL),
    (_R.NEW, _R.ACTIVE, _R.ACTIVE, _R.CHAMPIONS, _R.CHAMPIONS),
)
_GROUPS = ", ".join("[" + ", ".join(f"'{group.value}'" for group in row) + "]" for row in MATRIX)


def _score(value: str, borders: str) -> str:
    """1 to 5: one more than the borders that a value lies beyond."""
    return f"(1 + (SELECT count(*) FROM unnest({borders}) border WHERE {value} > border))"  # noqa: S608 - ours


WRITE = f"""
WITH scored AS (
  SELECT c.id, c.orders_count, b.spend AS tiers, {EXPECTED} AS expected,
         {_score("c.last_order_at", "b.recency")} AS r,
         {_score("c.orders_count", "b.frequency")} AS f,
         {_score("c.amount_spent", "b.money")} AS m
    FROM customers_customer c CROSS JOIN segments_borders b
   WHERE c.id /*which*/ AND c.deleted_at IS NULL AND c.orders_count > 0
), found AS (
  SELECT id, (ARRAY[{_GROUPS}])[r][(f + m + 1) / 2] AS rfm_group,
         CASE WHEN cardinality(tiers) < 2 THEN ''
              WHEN expected > tiers[2] THEN '{SpendTier.HIGH.value}'
              WHEN expected > tiers[1] THEN '{SpendTier.MEDIUM.value}'
              ELSE '{SpendTier.LOW.value}' END AS spend_tier
    FROM scored
)
INSERT INTO segments_standing AS s (customer_id, rfm_group, spend_tier)
SELECT id, rfm_group, spend_tier FROM found
    ON CONFLICT (customer_id) DO UPDATE
   SET rfm_group = excluded.rfm_group, spend_tier = excluded.spend_tier, reckoned_at = now()
 WHERE (s.rfm_group, s.spend_tier) IS DISTINCT FROM (excluded.rfm_group, excluded.spend_tier)
"""  # noqa: S608 - all parts are ours
# Whose orders went to somebody else, or back.
FORGET = """
DELETE FROM segments_standing s USING customers_customer c
 WHERE c.id = s.customer_id AND c.id /*which*/ AND (c.orders_count = 0 OR c.deleted_at IS NOT NULL)
"""
