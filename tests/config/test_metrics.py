"""Figures for Prometheus: what they are, and who gets to see them."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from clientela.config import metrics
from clientela.core.queue import Queue, enqueue
from tests.jobs.test_standstill import alive, failing, older

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/operators/metrics.md"
TOKEN = "a-long-token-for-the-scraper"


def read(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Every figure by name and by its labels, these in the order of their names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[
                tuple(value for _label, value in sorted(sample.labels.items()))
            ] = sample.value
    return found


def test_figures_tell_what_the_database_knows(db: None, client: Client) -> None:
    failing(3)
    enqueue("post.sweep", Queue.CODES)
    older(400)
    client.get("/products")
    answer = client.get("/metrics", headers={"host": "localhost"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    found = read(answer.content.decode())
    assert found["clientela_database_up"] == {(): 1}
    assert found["clientela_queue_waiting"] == {("mail",): 3, ("codes",): 1}
    assert found["clientela_queue_oldest_seconds"][("codes",)] >= 400
    assert "clientela_worker_heartbeat_seconds" not in found
    assert found["clientela_mail_open"] == {("queued",): 3} and found["clientela_mail_failing"] == {(): 3}
    assert found["clientela_alert"] == {("queue",): 0, ("worker",): 1, ("mail",): 1}
    assert found["clientela_requests_total"][("GET", "/products", "200")] >= 1
    assert found["clientela_request_seconds_count"][("GET", "/products")] >= 1
    alive(seconds_ago=20)
    again = read(client.get("/metrics", headers={"host": "localhost"}).content.decode())
    assert 20 <= again["clientela_worker_heartbeat_seconds"][()] < 60


def test_every_figure_is_documented(db: None, client: Client) -> None:
    """The table of the document and what is told are the same."""
    failing(1)
    alive()
    client.get("/products")
    text = client.get("/metrics", headers={"host": "localhost"}).content.decode()
    told = {name for name in re.findall(r"^# TYPE (\S+)", text, re.MULTILINE) if name.startswith("clientela")}
    told = {name for name in told if not name.endswith("_created")}
    table = set(re.findall(r"^\| `(clientela_\w+)`", DOCUMENT.read_text(), re.MULTILINE))
    assert {figure.name for figure in metrics.FIGURES} < table and told <= table


SEEN = {
    "beside us": ({}, {"host": "127.0.0.1:8000"}, 200),
    "beside us, by name": ({}, {"host": "localhost:8000"}, 200),
    "beside us, six": ({"REMOTE_ADDR": "::1"}, {"host": "[::1]:8000"}, 200),
    "through a proxy": ({}, {"host": "localhost", "x-forwarded-for": "127.0.0.1"}, 404),
    "through another": ({}, {"host": "localhost", "x-real-ip": "203.0.113.9"}, 404),
    "a name that leads here": ({}, {"host": "evil.example"}, 404),
    "from elsewhere": ({"REMOTE_ADDR": "203.0.113.9"}, {"host": "localhost"}, 404),
    "with the token": ({"REMOTE_ADDR": "203.0.113.9"}, {"authorization": f"Bearer {TOKEN}"}, 200),
    "with a wrong one": ({"REMOTE_ADDR": "203.0.113.9"}, {"authorization": f"Bearer {TOKEN}x"}, 404),
    "with none": ({"REMOTE_ADDR": "203.0.113.9"}, {"authorization": "Bearer "}, 404),
}


@pytest.mark.parametrize("name", SEEN)
def test_figures_are_not_public(
    db: None, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """SC-04: a page like any that isn't there, unless asked from this machine or with the token."""
    monkeypatch.setenv("CLIENTELA_METRICS_TOKEN", TOKEN)
    settings.ALLOWED_HOSTS = ["shop.example", "localhost", "127.0.0.1", "[::1]"]
    extra, headers, status = SEEN[name]
    answer = client.get("/metrics", headers={"host": "localhost"} | headers, **extra)
    assert answer.status_code == status
    assert (b"clientela_" in answer.content) == (status == 200)


def test_without_a_token_none_fits(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """SC-04: an empty setting opens nothing."""
    monkeypatch.setenv("CLIENTELA_METRICS_TOKEN", "")
    assert (
        client.get("/metrics", headers={"authorization": "Bearer "}, REMOTE_ADDR="203.0.113.9").status_code
        == 404
    )
    assert client.post("/metrics", headers={"host": "localhost"}).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_programs_beside_us_ask_without_tls(db: None, settings: Settings, path: str) -> None:
    """SC-04: where all else is sent to https, and only known names are answered."""
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["shop.example"]
    client = Client()
    assert client.get(path, headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/products", headers={"host": "shop.example"}).status_code == 301
    assert client.get("/products", headers={"host": "127.0.0.1:8000"}).status_code == 400


SCRIPT = """
import django; django.setup()
from clientela.config import metrics
metrics.observe("products", "GET", 200, 0.01)
from prometheus_client import generate_latest
print(generate_latest(metrics._registry()).decode())
"""


def told(**environment: str) -> str:
    settings = {"DJANGO_SETTINGS_MODULE": "clientela.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | settings | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_a_database_the_rest_is_told() -> None:
    """F14: the scraper learns of it, rather than of nothing."""
    found = read(told(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))
    assert found["clientela_database_up"] == {(): 0} and "clientela_queue_waiting" not in found
    assert found["process_resident_memory_bytes"][()] > 10_000_000


def test_several_web_processes_add_up() -> None:
    """Whichever is asked tells of all."""
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 2, 3):
            found = read(told(PROMETHEUS_MULTIPROC_DIR=folder))
            assert found["clientela_requests_total"] == {("GET", "products", "200"): times}
            assert found["clientela_database_up"] == {(): 1}


def test_whoever_asks_strangely_makes_no_new_figures(db: None, client: Client) -> None:
    """SC-04: made-up paths and methods are counted together, or they would fill the memory."""
    for number in range(5):
        client.get(f"/nowhere-{number}")
        client.generic(f"BREW{number}", "/products")
    text = client.get("/metrics", headers={"host": "localhost"}).content.decode()
    counted = read(text)["clientela_requests_total"]
    assert "nowhere" not in text and "BREW" not in text
    assert counted[("GET", "other", "404")] >= 5 and counted[("other", "other", "405")] >= 5
