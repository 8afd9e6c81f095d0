"""Questions about the store as a whole."""

from datetime import datetime

from clientela.journal.queries import about


def last_backup() -> datetime | None:
    """When the newest backup was made, or nothing where there is none."""
    newest = about("backup", 1).filter(name="store.backed_up").first()
    at: datetime | None = newest.at if newest else None
    return at
