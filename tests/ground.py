"""The ground every test stands on: an embedded PostgreSQL, one migrated template, a copy per test process.

Loaded by `-p tests.ground` before Django reads its settings.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from clientela.config import lights
from clientela.config.embedded import Cluster

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASE = f"test_{WORKER or 'main'}"


def _make_ground() -> Path:
    # Not below a private folder: as root, the database runs as a user of its own who must get there.
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="clientela-test-", dir=base))
    folder.chmod(0o711)
    return folder


def _start() -> Cluster:
    made = "CLIENTELA_TEST_GROUND" not in os.environ
    folder = _make_ground() if made else Path(os.environ["CLIENTELA_TEST_GROUND"])
    os.environ["CLIENTELA_TEST_GROUND"] = os.environ["CLIENTELA_DATA"] = str(folder)
    os.environ["CLIENTELA_STATIC"] = str(folder / "static")
    os.environ.setdefault("CLIENTELA_LOG", "critical")
    cluster = Cluster(folder, durable=False)
    if made:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        lights.turn_on(cluster, lambda _words: None)
        root = Path(__file__).resolve().parent.parent
        for command in (["migrate"], ["collect"]):
            subprocess.run(
                [sys.executable, "-m", "clientela", *command], check=True, cwd=root, stdout=subprocess.DEVNULL
            )
    return cluster


def fresh_database(name: str = DATABASE) -> None:
    """Give a test process a new copy of the migrated template."""
    with psycopg.connect(CLUSTER.url("superuser", "postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE clientela OWNER clientela_owner')


CLUSTER = _start()
fresh_database()
os.environ["DATABASE_URL"] = CLUSTER.url("app", DATABASE)
