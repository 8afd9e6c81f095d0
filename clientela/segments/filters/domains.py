"""The filter over the domain of email addresses, and the domains that somebody may mean."""

from django.db import connection
from django.db.models import CharField, F, Func, Q, Value
from django.db.models.lookups import In

from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.language.tree import Test

# Counting them all would read every customer at each letter that is typed. Two bounded looks instead: which
# domains the newest customers share, a walk back along the primary key; and which others begin with what was
# typed, a jump from each to the next along the index on domains, however many customers have it.
_LOOKED_AT = 20_000
_SHARED = """
SELECT domain FROM (
  SELECT split_part(email_key, '@', 2) AS domain FROM (
    SELECT email_key FROM customers_customer WHERE deleted_at IS NULL ORDER BY id DESC LIMIT %s
  ) newest WHERE email_key IS NOT NULL
) shared
 WHERE strpos(domain, %s) > 0
 GROUP BY domain ORDER BY NOT starts_with(domain, %s), count(*) DESC, domain LIMIT %s
"""
_BEGINNING = """
WITH RECURSIVE found(domain) AS (
  (SELECT split_part(email_key, '@', 2) FROM customers_customer
    WHERE deleted_at IS NULL AND split_part(email_key, '@', 2) >= %(typed)s
    ORDER BY split_part(email_key, '@', 2) LIMIT 1)
  UNION ALL
  SELECT (SELECT split_part(c.email_key, '@', 2) FROM customers_customer c
           WHERE c.deleted_at IS NULL AND split_part(c.email_key, '@', 2) > found.domain
           ORDER BY split_part(c.email_key, '@', 2) LIMIT 1)
    FROM found WHERE starts_with(found.domain, %(typed)s)
)
SELECT domain FROM found WHERE starts_with(domain, %(typed)s) LIMIT %(most)s
"""


class Domain(Func):
    """What stands behind the @ of a customer's address; an index holds it."""

    function = "split_part"
    output_field = CharField()

    def __init__(self) -> None:
        super().__init__(F("email_key"), Value("@"), Value(2))


def at_domain(test: Test, clock: Clock) -> Q:
    """Whether a customer's address is at one of these domains, whatever their case."""

    def of(wanted: list[str]) -> Q:
        # The first half keeps the whole true or false, so that its opposite holds for those without one.
        return Q(email_key__isnull=False) & Q(In(Domain(), [text.lower() for text in wanted]))

    return conditions.one_of(test, of, Q(email_key=None))


def domains(typed: str, most: int) -> list[tuple[str, str]]:
    """The domains that somebody may mean, those that most of the newest customers share first."""
    wanted = typed.strip().lower()
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [_LOOKED_AT, wanted, wanted, most])
        found = [domain for (domain,) in cursor.fetchall()]
        if len(found) < most:
            cursor.execute(_BEGINNING, {"typed": wanted, "most": most})
            found += [domain for (domain,) in cursor.fetchall()]
    return [(domain, domain) for domain in dict.fromkeys(found)][:most]
