"""Backups: taken while orders come in, brought back into an empty store, refused when damaged."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from clientela.checkout import actions as checkout
from clientela.config.backups import BackupRefused, Place, archive, make, restore
from clientela.config.embedded import Cluster
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.journal import sealing
from clientela.journal.queries import reading
from clientela.orders.models import Order
from clientela.staff.models import Session, User
from clientela.staff.roles import Role
from tests import ground
from tests.cast import VISITOR, make_customer, make_staff
from tests.checkout.goods import ready, stock_shelf
from tests.config.restored import FIGURES, LOOK

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that root's system user can pass through; pytest's own is closed to it."""
    base = "/var/tmp" if Path("/var/tmp").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="clientela-test-", dir=base)).resolve()
    folder.chmod(0o711)
    yield folder
    for data in folder.iterdir():
        if (data / "postgres").is_dir():
            Cluster(data).stop()
    shutil.rmtree(folder)


@pytest.fixture
def place(real_db: None, folder: Path) -> Place:
    """The store of the tests, with two files."""
    files = folder / "files"
    (files / "pictures").mkdir(parents=True)
    (files / "pictures/mug.svg").write_text("<svg/>")
    (files / "blåbær.txt").write_bytes(os.urandom(3_000_000))
    return Place(ground.CLUSTER.url("owner", ground.DATABASE), files, folder, embedded=True)


@contextmanager
def shoppers() -> Iterator[list[int]]:
    """Somebody orders without pause. Gives the numbers of what was placed."""
    shelf, placed, over = stock_shelf(mugs=None), [], threading.Event()

    def shop() -> None:
        while not over.is_set():
            order = checkout.place(
                ready(shelf, email=f"shopper{len(placed) % 7}@example.com")[0].pk, by=VISITOR
            )
            placed.append(order.number)
        connections.close_all()

    thread = threading.Thread(target=shop)
    thread.start()
    try:
        yield placed
    finally:
        over.set()
        thread.join()


def figures(url: str) -> dict[str, Any]:
    """What must be the same: orders and amounts, of orders and of customers."""
    with psycopg.connect(url) as inside:
        row = inside.execute(FIGURES).fetchone()
    assert row
    return dict(zip(("orders", "amount", "counted", "spent", "lines", "paid"), row, strict=True))


def clientela(data: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "clientela", *words],
        env=environment(data),
        capture_output=True,
        text=True,
        **options,
    )


def environment(data: Path) -> dict[str, str]:
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "CLIENTELA_TEST_GROUND"}
    }
    settings_module = {"DJANGO_SETTINGS_MODULE": "clientela.config.settings"}
    return kept | settings_module | {"CLIENTELA_DATA": str(data), "PYTHONPATH": str(ROOT), "COLUMNS": "300"}


def with_key(data: Path) -> Path:
    """A new data folder with the secret key of the store."""
    data.mkdir(mode=0o711)
    shutil.copy(settings.DATA_DIR / "secret-key", data / "secret-key")
    return data


def test_a_backup_under_load_comes_back_exactly(place: Place, folder: Path) -> None:
    """F34, SE-05: figures equal; nobody is signed in; the log goes on without a gap; pages answer."""
    owner, token = make_staff(Role.OWNER), seals.new_token()
    Session.objects.create(user=owner, token_hash=seals.token_hash(token))
    make_customer("ingrid@example.com", "Ingrid", account=True)
    with psycopg.connect(place.url, autocommit=True) as old:
        for _ in range(3000):
            old.execute("SELECT pg_current_xact_id()")
    with reading("probe", most=10_000) as seen:
        assert seen
    with shoppers() as placed:
        while len(placed) < 3:
            time.sleep(0.01)
        made = make(place, folder / "backups", keep=3)
        while len(placed) < made.manifest.counts["orders_order"] + 2:
            time.sleep(0.01)
    sealing.seal_next(by=SYSTEM)
    data = with_key(folder / "new")
    done = clientela(data, "restore", str(made.path))
    assert done.returncode == 0, done.stderr
    assert "Ended: 1 sessions" in done.stdout and "secret key" not in done.stdout
    new = Cluster(data)
    new.start()
    found = figures(new.url("owner"))
    assert found["orders"] == found["counted"] == found["paid"] == made.manifest.counts["orders_order"] >= 3
    assert (
        found["amount"]
        == found["spent"]
        == sum(Order.objects.order_by("number").values_list("total", flat=True)[: found["orders"]])
    )
    assert found["orders"] < len(placed)
    assert (data / "files/blåbær.txt").read_bytes() == (place.files / "blåbær.txt").read_bytes()
    script = [sys.executable, "-c", LOOK, token]
    looked = subprocess.run(script, env=environment(data), capture_output=True, text=True)
    assert looked.returncode == 0, looked.stderr
    told = json.loads(looked.stdout)
    assert told["drift"] == [] and told["broken"] is None
    assert told["pages"] == {"/": 200, "/products": 200, "/account/login": 200, "/admin": 302}
    assert told["read_once"] and told["last_read"] == "store.restored" and told["nothing_left"]
    assert told["may_change_log"] is False and told["sealed"] > 0


def test_only_an_empty_store_takes_a_backup(place: Place, folder: Path) -> None:
    """What is there is never mixed with what was."""
    made = make(place, folder / "backups", keep=1)
    with pytest.raises(BackupRefused, match="not empty"):
        restore(place, made.path)
    assert not (place.data_dir / "restoring.json").exists()


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "text", "missing"])
def test_a_damaged_backup_is_refused_before_anything_changes(place: Place, folder: Path, damage: str) -> None:
    """Its digests tell."""
    path = make(place, folder / "backups", keep=1).path
    whole = path.read_bytes()
    middle = whole.find(b"PGDMP") + 5000
    changed = {
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "text": b"no tar at all" * 1000,
    }
    path.unlink() if damage == "missing" else path.write_bytes(changed[damage])
    ground.CLUSTER.create_database("test_restore")
    empty = Place(ground.CLUSTER.url("owner", "test_restore"), folder / "none", folder, embedded=True)
    try:
        with pytest.raises(BackupRefused, match=r"damaged|whole backup|can.t be read"):
            restore(empty, path)
        with psycopg.connect(empty.url) as inside:
            assert inside.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone() == (0,)
    finally:
        ground.CLUSTER.drop_database("test_restore")
    assert not (folder / "restoring.json").exists() and not (folder / "none").exists()


@pytest.mark.parametrize("name", ["../escaped", "files/../../escaped", "/escaped", "other"])
def test_a_backup_writes_nowhere_else(place: Place, folder: Path, name: str) -> None:
    """A prepared file can't lay out anything beside its place."""
    planted, bad = folder / "planted", folder / "bad.tar"
    planted.write_text("x")
    manifest = archive.manifest_of(make(place, folder / "backups", keep=1).path)
    manifest.digests = {}
    with tarfile.open(bad, "w") as tar:
        archive._add(tar, name, planted, manifest)
    (folder / "out").mkdir()
    with pytest.raises(BackupRefused, match="does not list"):
        archive.unpack(bad, folder / "out", manifest)
    assert list((folder / "out").iterdir()) == [] and not (folder / "escaped").exists()


def test_a_newer_backup_is_refused(place: Place, folder: Path) -> None:
    """Older code doesn't know its tables."""
    with psycopg.connect(place.url) as owner:
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('orders', '0999_x', now())")
    made = make(place, folder / "backups", keep=1)
    with pytest.raises(BackupRefused, match=r"newer Clientela .*orders\.0999_x"):
        restore(place, made.path)


def test_the_newest_are_kept_and_halves_cleared_away(place: Place, folder: Path) -> None:
    """Only files named as ours are removed; each is readable by its owner alone."""
    backups = folder / "backups"
    backups.mkdir()
    for day in range(10, 15):
        (backups / f"clientela-2020-01-{day}-030000.tar").write_text("old")
    (backups / "clientela-by-hand.tar").write_text("somebody's own")
    (backups / ".half-killed").mkdir()
    made = make(place, backups, keep=3)
    assert made.removed == 3 and made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in backups.iterdir()) == sorted(
        [
            *(".lock", "clientela-by-hand.tar", made.path.name),
            *(f"clientela-2020-01-{day}-030000.tar" for day in (13, 14)),
        ]
    )


def test_two_backups_at_once_are_one(place: Place, folder: Path) -> None:
    """The second says so and leaves the first alone."""
    import fcntl

    (folder / "backups").mkdir()
    with (folder / "backups/.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BackupRefused, match="Another backup"):
            make(place, folder / "backups", keep=1)


def test_a_backup_holds_no_way_in(place: Place, folder: Path) -> None:
    """SC-01, SE-01: neither the secret key nor a cookie stands in it, packed or not."""
    token, user = (
        seals.new_token(),
        User.objects.create(email="a@example.com", email_key="a@example.com", name="A"),
    )
    Session.objects.create(user=user, token_hash=seals.token_hash(token))
    made = make(place, folder / "backups", keep=1)
    archive.unpack(made.path, folder / "out", made.manifest)
    plain = subprocess.run(
        [_program("pg_restore"), "--file=-", folder / "out/database.dump"], capture_output=True, check=True
    ).stdout
    assert seals.token_hash(token).encode() in plain
    for secret in (token, settings.SECRET_KEY):
        assert secret.encode() not in plain and secret.encode() not in made.path.read_bytes()


def _program(name: str) -> Path:
    from clientela.config.embedded.runner import find_programs, find_runner

    return find_programs(find_runner()) / name


def test_a_restore_that_was_killed_goes_on(place: Place, folder: Path) -> None:
    """F07: half-way no other command opens the store; the same command ends it."""
    make_staff(Role.OWNER)
    made = make(place, folder / "backups", keep=1)
    data = with_key(folder / "new")
    words = [sys.executable, "-m", "clientela", "restore", str(made.path)]
    killed = subprocess.Popen(
        words, env=environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not (data / "restoring.json").is_file():
        assert time.monotonic() < deadline and killed.poll() is None
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    refused = clientela(data, "settings", "get", "store.name")
    assert refused.returncode == 1 and "restore was cut off" in refused.stderr
    done = clientela(data, "restore", str(made.path))
    assert done.returncode == 0, done.stderr
    assert clientela(data, "settings", "get", "store.name").returncode == 0
    new = Cluster(data)
    new.start()
    with psycopg.connect(new.url("owner")) as inside:
        assert inside.execute("SELECT count(*) FROM staff_user").fetchone() == (1,)


def test_backup_and_check_by_command(real_db: None, folder: Path) -> None:
    """The command notes the backup in the log, where the check finds it."""
    from typer.testing import CliRunner

    from clientela.config.commands import app
    from clientela.store.queries import last_backup

    assert last_backup() is None
    result = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["backup", "--to", str(folder / "backups")])
    assert result.exit_code == 0, result.output
    assert len(list((folder / "backups").glob("clientela-*.tar"))) == 1 and "rows" in result.output
    assert last_backup() is not None
