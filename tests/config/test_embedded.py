"""The PostgreSQL server that Clientela brings along: started, killed, found again, refused."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from clientela.config.embedded import Cluster, EmbeddedError, FolderLock, default_data_dir
from clientela.config.embedded.cluster import reason
from clientela.config.embedded.conf import MEGABYTE, memory_settings, settings_text
from clientela.config.embedded.processes import Processes


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that root's system user can pass through; pytest's own is closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="clientela-test-")).resolve()
    folder.chmod(0o711)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.name == "postgres" and (path / "postmaster.pid").exists():
            Cluster(path.parent).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="clientela-test-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "shop", durable=False)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


def ask(cluster: Cluster, query: str, role: str = "app") -> object:
    with psycopg.connect(cluster.url(role), autocommit=True) as server:
        row = server.execute(query).fetchone()
        return row[0] if row else None


def everyone(cluster: Cluster) -> list[int]:
    return Processes(cluster.pgdata, cluster.pgdata.stat().st_uid).everyone()


def postmaster(cluster: Cluster) -> int:
    found = Processes(cluster.pgdata, cluster.pgdata.stat().st_uid).postmaster()
    assert found
    return found


def write_row(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, words text)")
    with psycopg.connect(cluster.url()) as app:
        app.execute("INSERT INTO note (words) VALUES ('blåbær')")


FORBIDDEN = [
    "CREATE TABLE mine ()",
    "CREATE TEMP TABLE mine ()",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE theirs ADD COLUMN more text",
    "DROP TABLE theirs",
    "TRUNCATE theirs",
    "CREATE ROLE mine",
    "SET ROLE clientela_owner",
    "ALTER SYSTEM SET fsync = off",
    "COPY theirs TO PROGRAM 'true'",
]


def test_app_role_works_with_rows_but_changes_no_tables_sc_05(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE theirs (id bigserial, words text)")
    with psycopg.connect(cluster.url(), autocommit=True) as app:
        app.execute("INSERT INTO theirs (words) VALUES ('one'), ('two')")
        app.execute("UPDATE theirs SET words = 'three' WHERE words = 'two'")
        app.execute("DELETE FROM theirs WHERE words = 'one'")
        assert app.execute("SELECT words FROM theirs").fetchall() == [("three",)]
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("statement_timeout", "30s"), ("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "1min")],
)
def test_app_role_gives_up_in_time_sc_05(cluster: Cluster, setting: str, value: str) -> None:
    assert ask(cluster, f"SHOW {setting}") == value
    assert ask(cluster, f"SHOW {setting}", "owner") == "0"


def test_server_speaks_unicode_and_utc_and_to_no_network(cluster: Cluster) -> None:
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SELECT lower('ÆØÅ')") == "æøå"
    assert ask(cluster, "SHOW timezone") == "UTC"
    assert ask(cluster, "SHOW listen_addresses") == ""


def test_only_the_owner_may_enter(cluster: Cluster) -> None:
    for folder in (cluster.pgdata, cluster.data_dir / "run"):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert cluster.log.stat().st_mode & 0o777 == 0o600


def test_log_keeps_no_statement_that_failed(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as app, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        app.execute("SELECT 'kari@example.com'::int")
    assert "kari@example.com" not in cluster.log.read_text()


def test_further_database_has_the_same_rights(cluster: Cluster) -> None:
    cluster.create_database("further")
    with psycopg.connect(cluster.url("owner", "further"), autocommit=True) as owner:
        owner.execute("CREATE TABLE theirs (words text)")
    with psycopg.connect(cluster.url("app", "further")) as app:
        app.execute("INSERT INTO theirs VALUES ('one')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine ()")
    cluster.drop_database("further")
    assert ask(cluster, "SELECT count(*) FROM pg_database WHERE datname = 'further'") == 0


def test_second_start_takes_the_running_server_over(cluster: Cluster) -> None:
    before = postmaster(cluster)
    Cluster(cluster.data_dir).start()
    assert postmaster(cluster) == before


def test_stop_leaves_nothing_running_and_start_finds_the_rows(place: Path) -> None:
    cluster = Cluster(place / "shop")
    assert not cluster.is_running()
    cluster.start()
    write_row(cluster)
    assert cluster.is_running()
    cluster.stop()
    assert not cluster.is_running()
    assert everyone(cluster) == []
    cluster.stop()
    cluster.start()
    assert ask(cluster, "SELECT words FROM note") == "blåbær"


def test_start_after_kill_9_finds_every_accepted_row(place: Path) -> None:
    cluster = Cluster(place / "shop")
    cluster.start()
    write_row(cluster)
    busy = threading.Thread(target=turn_in_circles, args=[cluster])
    busy.start()
    while ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%'", "superuser") != 1:
        pass
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert everyone(cluster), "the busy one does not notice by itself"
    cluster.start()
    assert ask(cluster, "SELECT words FROM note") == "blåbær"
    busy.join()


def turn_in_circles(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner")) as owner, pytest.raises(psycopg.OperationalError):
        owner.execute("DO $$ BEGIN LOOP END LOOP; END $$")


def test_stop_after_kill_9_leaves_nothing_running(place: Path) -> None:
    cluster = Cluster(place / "shop")
    cluster.start()
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.stop()
    assert everyone(cluster) == []


def test_stale_process_id_of_another_program_is_no_obstacle(place: Path) -> None:
    cluster = Cluster(place / "shop")
    cluster.start()
    text = (cluster.pgdata / "postmaster.pid").read_text()
    cluster.stop()
    (cluster.pgdata / "postmaster.pid").write_text(f"{os.getpid()}\n{text.partition(chr(10))[2]}")
    cluster.start()
    assert cluster.is_running()


def test_half_made_database_is_made_anew(place: Path) -> None:
    half = place / "shop/postgres.half-killed"
    half.mkdir(parents=True, mode=0o711)
    half.parent.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    Cluster(place / "shop").start()
    assert not half.exists()


def test_two_starts_at_once_make_one_server(place: Path) -> None:
    cluster = Cluster(place / "shop")
    code = "import sys, pathlib; from clientela.config.embedded import Cluster; Cluster(sys.argv[1]).start()"
    starts = [subprocess.Popen([sys.executable, "-c", code, str(place / "shop")]) for _ in range(3)]
    assert [start.wait() for start in starts] == [0, 0, 0]
    assert cluster.log.read_text().count("ready to accept connections") == 1


def test_long_folder_name_gets_a_short_socket(place: Path) -> None:
    cluster = Cluster(place / ("very-" * 20 + "long, and odd"))
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1
    short = Path((cluster.data_dir / "run.path").read_text().split("\n")[0])
    assert short.stat().st_mode & 0o777 == 0o700
    cluster.stop()
    cluster.start()
    assert Path((cluster.data_dir / "run.path").read_text().split("\n")[0]) == short
    cluster.stop()
    short.rmdir()


def refusal(data_dir: Path) -> str:
    with pytest.raises(EmbeddedError) as refused:
        Cluster(data_dir).start()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_file_in_place_of_the_folder_is_refused(place: Path) -> None:
    (place / "shop").write_text("")
    assert "is not a folder" in refusal(place / "shop")


def test_folder_of_something_else_is_refused(place: Path) -> None:
    cluster = Cluster(place / "shop")
    cluster.start()
    cluster.stop()
    (cluster.pgdata / "PG_VERSION").write_text("17\n")
    assert "is of PostgreSQL 17, not 18" in refusal(place / "shop")
    (cluster.pgdata / "PG_VERSION").unlink()
    assert "parts of it are missing" in refusal(place / "shop")
    shutil.rmtree(cluster.pgdata)
    cluster.pgdata.write_text("")
    assert "is not a folder" in refusal(place / "shop")


def test_damaged_database_is_told_in_the_servers_words(place: Path) -> None:
    cluster = Cluster(place / "shop")
    cluster.start()
    cluster.stop()
    shutil.rmtree(cluster.pgdata / "pg_wal")
    assert '"pg_wal"' in refusal(place / "shop")
    assert everyone(cluster) == []


def test_what_the_server_says_while_we_knock_is_not_why_it_ended() -> None:
    damaged = 'FATAL:  required WAL directory "pg_wal" does not exist\n'
    knocked = "FATAL:  the database system is in recovery mode\n"
    assert reason(damaged + knocked) == 'required WAL directory "pg_wal" does not exist'
    assert reason(knocked) == "it ended without saying why"


def test_folder_out_of_reach_is_refused_and_left_as_it_was(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    assert "can't be" in refusal(closed / "shop")
    assert closed.stat().st_mode & 0o777 == 0o500
    assert not (closed / "shop").exists()


def test_one_clientela_per_folder(place: Path) -> None:
    taken = pytest.raises(EmbeddedError, match=rf"already running on .*\(process {os.getpid()}\)")
    with FolderLock(place / "shop"), taken:
        FolderLock(place / "shop").acquire()
    with FolderLock(place / "shop"):
        assert (place / "shop/lock").read_text() == f"{os.getpid()}\n"


def test_lock_of_a_killed_clientela_is_free_again(place: Path) -> None:
    code = (
        "import sys, pathlib; from clientela.config.embedded import FolderLock;"
        "FolderLock(pathlib.Path(sys.argv[1])).acquire(); print(flush=True); input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place / "shop")], stdin=pipe, stdout=pipe
    ) as other:
        assert other.stdout and other.stdout.readline()
        with pytest.raises(EmbeddedError, match=f"process {other.pid}"):
            FolderLock(place / "shop").acquire()
        other.kill()
    FolderLock(place / "shop").acquire()


def test_default_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELA_DATA", "/srv/shop")
    assert default_data_dir() == Path("/srv/shop")
    monkeypatch.delenv("CLIENTELA_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/home")
    by_user = {True: Path("/var/lib/clientela/data"), False: Path("/srv/home/clientela")}
    assert default_data_dir() == by_user[os.geteuid() == 0]


def test_memory_follows_the_machine() -> None:
    assert memory_settings(512 * MEGABYTE)["shared_buffers"] == "128MB"
    assert memory_settings(2048 * MEGABYTE)["shared_buffers"] == "512MB"
    assert memory_settings(24 * 1024 * MEGABYTE) == {
        "shared_buffers": "1024MB",
        "effective_cache_size": "12288MB",
        "maintenance_work_mem": "256MB",
    }


def test_settings_keep_what_was_accepted_unless_thrown_away() -> None:
    assert "fsync = 'on'" in settings_text(Path("/srv/it's"), Path("/srv/run"), durable=True)
    assert "fsync = 'off'" in settings_text(Path("/srv/it's"), Path("/srv/run"), durable=False)
