"""Who is kept out."""

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from clientela.gate.models import Block
from clientela.gate.networks import plain

_FIND = """
SELECT 1 FROM gate_block WHERE (until IS NULL OR until > statement_timestamp())
  AND CASE kind WHEN 'network' THEN value::inet >>= %s::inet ELSE value = ANY(%s) END LIMIT 1
"""


def is_blocked(ip: str, domain: str = "") -> bool:
    """Whether this client's network, or this email domain or one above it, is kept out."""
    parts = domain.lower().split(".")
    names = [".".join(parts[at:]) for at in range(len(parts))]
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [plain(ip) or None, names])
        return cursor.fetchone() is not None


def blocks() -> list[Block]:
    """What is kept out, the newest first."""
    still = Q(until=None) | Q(until__gt=Now())
    return list(Block.objects.filter(still).order_by("-made_at", "-pk"))
