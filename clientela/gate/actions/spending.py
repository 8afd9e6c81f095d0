"""What counts once: a proof of work, a token of a protocol that allows it a single use."""

import hashlib
from datetime import datetime

from django.db import connection

from clientela.core.actor import Actor
from clientela.core.seals import purpose_key

_SPEND = "INSERT INTO gate_spent (digest, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def spend(what: str, value: str, until: datetime, *, by: Actor) -> bool:
    """Use something up that counts once, until it would be too old anyway. Gives whether it was unused.

    `what` says of which kind it is. One statement: of a hundred at once one wins.
    """
    by.anyone_may()
    digest = hashlib.sha256(purpose_key("spent") + f"{what}\x1f{value}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [digest, until])
        return bool(cursor.rowcount)
