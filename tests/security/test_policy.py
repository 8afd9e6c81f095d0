"""Every answer carries the headers that keep a browser safe."""

from tests.cast import as_staff
from tests.security.everywhere import FRAMES, House

STRICT = (
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "report-uri /csp-report",
)


def answers(house: House):
    """What everybody gets at every address, by GET and by POST."""
    for who, browser in house.browsers().items():
        browser.raise_request_exception = False
        for place in house.places:
            for verb in ("get", "post"):
                yield who, place, verb, getattr(browser, verb)(place.path)


def test_the_policy_stands_on_every_answer(house: House) -> None:
    """WB-02: pages, redirects and errors; nothing inline but in the sandboxed frames of mail and pictures."""
    for who, place, verb, answer in answers(house):
        policy, where = answer.headers["Content-Security-Policy"], (who, verb, place)
        assert answer.status_code < 500, where
        if place.route in FRAMES and answer.status_code == 200:
            assert policy.startswith("sandbox") and "default-src 'none'" in policy, where
            assert "script-src" not in policy and "allow-scripts" not in policy, where
            assert "allow-same-origin" not in policy and "allow-forms" not in policy, where
            continue
        assert all(rule in policy for rule in STRICT), where
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, where


# What an address names for good: pictures, and a brand's style sheet.
KEPT = {"/files/<str:name>", "/brand/<int:version>-<str:digest>.css"}


def test_the_other_headers_stand_on_every_answer(house: House) -> None:
    """WB-06, SE-08: nothing is guessed, framed, told on, kept, or open to another site's scripts."""
    for who, place, verb, answer in answers(house):
        where = (who, verb, place)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", where
        assert "geolocation=()" in answer.headers["Permissions-Policy"], where
        assert "Access-Control-Allow-Origin" not in answer.headers, where
        kept = place.route in KEPT and answer.status_code == 200
        assert ("no-store" in answer.headers["Cache-Control"]) is not kept, where


def test_a_script_runs_with_this_answers_nonce_alone(house: House) -> None:
    """WB-02: the nonce is new each time."""
    owner = as_staff(house.cast.owner)
    policies = {owner.get("/admin/customers").headers["Content-Security-Policy"] for _time in range(3)}
    assert len(policies) == 3


def test_addresses_with_a_secret_tell_nobody_where_one_came_from(house: House) -> None:
    """LK-06: links by mail and the page behind them. No other site learns the address.

    A page with forms tells its own site: browsers send forms of a page that tells nobody as from nowhere.
    """
    browser = house.browsers()["visitor"]
    secret = [
        p.path
        for p in house.places
        if p.route in {"/orders/<str:signed>", "/account/reset/<int:customer_id>/<str:token>"}
    ]
    assert len(secret) == 2
    for path in secret:
        wanted = "same-origin" if path.startswith("/orders/") else "no-referrer"
        assert browser.get(path).headers["Referrer-Policy"] == wanted, path
