"""Where a page's time goes, and the slowest statement's plan: `python -m bench.speed.inside` on a store."""

import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.speed.figures import Inside
from bench.speed.world import World

TIMES = 15


def look(world: World, cookies: dict[str, str]) -> dict[str, Inside]:
    """Ask the store's own code for each page in a process beside the server."""
    asked = {
        "cookies": cookies,
        "paths": {
            "list": "/admin/customers",
            "total": "/admin/customers/count?q=",
            "deep": f"/admin/customers?sort=-added&after={world.spots[0].cursor}",
            "common": f"/admin/customers?q={world.common[0]}",
            "common_total": f"/admin/customers/count?q={world.common[0]}",
            "rare": f"/admin/customers?q={world.rare[0]}",
            "profile": f"/admin/customers/{world.customers[0]}",
        },
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.speed.inside"],
        env=world.store.environment | {"CLIENTELA_LOG": "warning"},
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {job: Inside(**found) for job, found in json.loads(done.stdout).items()}


def main() -> None:
    """Print what was found, as JSON."""
    import django

    django.setup()
    asked = json.load(sys.stdin)
    found = {job: _page(path, asked["cookies"]) for job, path in asked["paths"].items()}
    print(json.dumps(found))


def _page(path: str, cookies: dict[str, str]) -> dict[str, Any]:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1")
    client.cookies.load(cookies)
    for _ in range(3):
        assert client.get(path).status_code == 200
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - began) * 1000)
    tries = [_statements(lambda: client.get(path)) for _ in range(5)]
    # The quickest of each: what another process held up says nothing about the statement.
    statements = [min(same, key=lambda one: one[1]) for same in zip(*tries, strict=True)]
    slowest, slowest_ms = max(statements, key=lambda one: one[1])
    return {
        "queries": len(statements),
        "sql_ms": sum(ms for _text, ms in statements),
        "whole_ms": min(times),
        "slowest": slowest,
        "slowest_ms": slowest_ms,
        "plan": _plan(slowest),
    }


def _statements(ask: Any) -> list[tuple[str, float]]:
    """Each statement that a page sends, as the server got it, with the milliseconds it took."""
    from django.db import connection

    found: list[tuple[str, float]] = []

    def watch(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        answer = execute(statement, params, many, context)
        taken = (time.perf_counter() - began) * 1000
        found.append(
            (str(connection.ops.last_executed_query(context["cursor"].cursor, statement, params)), taken)
        )
        return answer

    with connection.execute_wrapper(watch):
        ask()
    return found


def _plan(statement: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {statement}".replace("%", "%%"), [])
        return "\n".join(line for (line,) in cursor.fetchall())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    main()
