"""A store of its own for a measurement: an embedded database in a folder that goes away afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.config import lights
from clientela.config.embedded import Cluster

if TYPE_CHECKING:
    from bench.speed.store import Store


SIZE = 2000


def unsealed(folder: Path, text: str, purpose: str, place: str) -> Any:
    """What a store in this folder sealed, by its own secret key."""
    from django.conf import settings

    if not settings.configured:
        key = (folder / "secret-key").read_text().strip()
        settings.configure(SECRET_KEY=key, SECRET_KEY_FALLBACKS=[])
    from clientela.core import seals

    return seals.unseal(text, purpose=purpose, place=place)


@contextmanager
def served(folder: Path | None) -> "Iterator[Store]":
    """A demo store that answers, in a folder that stays, or in one that goes away afterwards."""
    from bench.speed.store import Store

    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    own = folder or Path(tempfile.mkdtemp(prefix="clientela-bench-", dir=base))
    own.mkdir(exist_ok=True)
    own.chmod(0o711)
    store = Store(SIZE, own)
    try:
        store.make()
        store.start()
        store.know()
        yield store
    finally:
        store.stop()
        if folder is None:
            shutil.rmtree(own, ignore_errors=True)
            own.with_name(f"{own.name}.log").unlink(missing_ok=True)


@contextmanager
def empty_store() -> Iterator[Path]:
    """Start an empty, migrated store and set Django up on it."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="clientela-bench-", dir=base))
    folder.chmod(0o711)
    os.environ["CLIENTELA_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "clientela.config.settings"
    os.environ.pop("DATABASE_URL", None)
    cluster = Cluster(folder)
    try:
        lights.turn_on(cluster, lambda _words: None)
        command = [sys.executable, "-m", "clientela", "migrate"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        yield folder
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
