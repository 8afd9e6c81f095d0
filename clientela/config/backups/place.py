"""What a backup is made of, and what it is brought back into: a database, files, a data folder."""

import os
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clientela.core.errors import Refused


class BackupRefused(Refused):
    """A backup can't be made or brought back like this; the sentence says why."""

    code = "backup_refused"


@dataclass(frozen=True)
class Place:
    """One store's database (by its owner's address), its files, and the folder of its data."""

    url: str
    files: Path
    data_dir: Path
    # The embedded database comes with programs of its own version.
    embedded: bool

    @property
    def conninfo(self) -> str:
        """The database's address without the password, which others could read in a list of processes."""
        parts = conninfo_to_dict(self.url)
        parts.pop("password", None)
        return make_conninfo("", **parts)

    @property
    def environment(self) -> dict[str, str]:
        """What PostgreSQL's programs get from their surroundings: the password, words in English."""
        password = conninfo_to_dict(self.url).get("password")
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return kept | {"LC_ALL": "C"} | ({"PGPASSWORD": str(password)} if password else {})


def place_here() -> Place:
    """The store that this command works for."""
    from django.conf import settings

    from clientela.config.embedded import Cluster

    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    data_dir = Path(settings.DATA_DIR)
    return Place(url or Cluster(data_dir).url("owner"), Path(settings.MEDIA_ROOT), data_dir, not url)
