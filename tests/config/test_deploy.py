"""The examples for proxies, services and containers say what the code does."""

import re
from pathlib import Path

import pytest

from tools.addresses import addresses

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def settings(unit: Path) -> list[tuple[str, str]]:
    """Every line of a unit as name and value."""
    lines = (line for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return [(name, value) for name, _is, value in (line.partition("=") for line in lines)]


def test_the_brake_of_nginx_stands_before_addresses_that_are_there() -> None:
    """RL-01: each pattern matches an address where passwords are hashed or mail is asked for."""
    found = re.search(r"location ~ (\S+) \{\s+limit_req ", (DEPLOY / "nginx.conf").read_text())
    assert found
    routes = [address.route for address in addresses()]
    for path in ("/account/login", "/account/register", "/account/recover", "/account/reset", "/admin/login"):
        assert re.search(found[1], path) and any(route.startswith(path) for route in routes), path
    assert not re.search(found[1], "/products") and not re.search(found[1], "/admin/customers")


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_keep_figures_closed_and_paths_out_of_logs(name: str) -> None:
    """SC-04, LK-06, RL-04: `/metrics` ends there; what a client claims of its address goes no further."""
    text = (DEPLOY / name).read_text()
    assert re.search(r"/metrics \{?\s*(return )?404", text)
    assert "$proxy_add_x_forwarded_for" not in text and "CLIENTELA_TRUSTED_PROXIES=1" in text
    assert not re.search(r"log_format[^;]*\$(request\b(?!_)|request_uri|uri|http_referer)", text)


def test_slow_senders_wait_at_the_proxy() -> None:
    """F21: whole requests are taken in first, which nginx does by itself and Caddy only when told."""
    assert "request_buffers 16MB" in (DEPLOY / "Caddyfile").read_text()
    assert not re.search(r"proxy_request_buffering\s+off", (DEPLOY / "nginx.conf").read_text())


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_may_do_little(unit: Path) -> None:
    """SC-05: no capability, one folder to write to, a command that is there."""
    found = dict(settings(unit))
    assert found["User"] == "clientela" and found["CapabilityBoundingSet"] == ""
    assert found["NoNewPrivileges"] == "yes" and found["ProtectSystem"] == "strict"
    assert found["StateDirectory"] == "clientela" and found["UMask"] == "0077"
    from clientela.config.commands import app

    known = {info.name or info.callback.__name__ for info in app.registered_commands if info.callback}
    started = [value.split()[1] for name, value in settings(unit) if name.startswith("ExecStart")]
    assert started and set(started) <= known


def test_web_and_worker_never_see_the_owners_password() -> None:
    """SC-05: it stands in a file of the migrations' unit alone."""
    readers = [unit.name for unit in UNITS if ("EnvironmentFile", "/etc/clientela/owner") in settings(unit)]
    assert readers == ["clientela-migrate.service"]


def test_the_container_installs_what_was_tried() -> None:
    """SC-03: packages by their hashes, nothing compiled, nothing else fetched, not as root."""
    text = (DEPLOY / "Containerfile").read_text()
    assert "--require-hashes" in text and "--only-binary :all:" in text
    assert not re.search(r"apt|curl|wget|https?://(?!127\.0\.0\.1)", text)
    assert text.index("USER clientela") < text.index("ENTRYPOINT")
