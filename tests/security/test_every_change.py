"""Only forms of our own change anything, and looking never does, at every address there is."""

from clientela.catalog.models import Variant
from tests.cast import as_customer, as_staff
from tests.security.everywhere import HOOKS, ONE_CLICK, REPORTS, House
from tests.storefront.shop.way import checksums

# What stands there is carried by a cookie of the page before, or by the token of a preview.
_BY_COOKIE = {
    *("/checkout/<uuid:checkout_id>/thanks", "/admin/senders/<int:sender_id>"),
    "/brand/orders",
}


def strict(house: House, who: str):
    """The browser of somebody, checked for the token as real ones are."""
    browser = house.browsers()[who]
    browser.handler.enforce_csrf_checks = True
    return browser


def test_addresses_lead_to_something(house: House) -> None:
    """The tests below are worth what this scene is: the owner and Ingrid see every page of theirs."""
    owner, ingrid = as_staff(house.cast.owner), as_customer(house.cast.ingrid)
    for place in house.places:
        if "GET" in place.methods and place.route not in _BY_COOKIE:
            browser = owner if place.route.startswith("/admin") else ingrid
            assert browser.get(place.path).status_code in {200, 302, 303, 410}, place
    assert len(house.places) > 60 and Variant.objects.exists()


def test_no_change_without_the_token(house: House) -> None:
    """WB-01: every address refuses POST, PUT, PATCH and DELETE without our token, to whoever asks."""
    before = checksums()
    for who in house.browsers():
        browser = strict(house, who)
        before = checksums()
        for place in house.places:
            if place.route in {REPORTS, HOOKS, ONE_CLICK}:
                continue
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = browser.generic(method, place.path, b"x=y", "application/x-www-form-urlencoded")
                assert answer.status_code == 403, (who, method, place)
        assert checksums() == before


def test_no_change_for_another_sites_page(house: House) -> None:
    """WB-01: what the browser says comes from elsewhere is refused at every address, token or not."""
    for who, browser in house.browsers().items():
        before = checksums()
        for place in house.places:
            for site in ("cross-site", "same-site"):
                answer = browser.post(place.path, {"x": "y"}, headers={"Sec-Fetch-Site": site})
                assert answer.status_code == 403, (who, site, place)
        assert checksums() == before


def test_the_token_of_another_origin_is_refused(house: House) -> None:
    """WB-01: with an Origin that isn't ours, even the right token changes nothing."""
    browser = strict(house, "visitor")
    browser.get("/account/login")
    token = browser.cookies["csrf"].value
    data = {"csrfmiddlewaretoken": token, "email": "a@example.com", "password": "x"}
    assert browser.post("/account/login", data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post("/account/login", data, headers={"Origin": "null"}).status_code == 403
    assert browser.post("/account/login", data).status_code == 422


def test_looking_changes_nothing(house: House) -> None:
    """WB-01: every GET and HEAD, twice, as visitor, customer and owner, leaves all tables as they were."""
    for who, browser in house.browsers().items():
        before = checksums()
        for place in house.places:
            for _time in range(2):
                browser.get(place.path)
                browser.head(place.path)
            assert checksums() == before, (who, place)


def test_reports_write_nothing(house: House) -> None:
    """WB-01: the one address without a token takes reports of browsers, and none of it stays."""
    browser = strict(house, "visitor")
    before = checksums()
    for body in (
        b'{"csp-report": {"effective-directive": "img-src"}}',
        b"[]",
        b"no",
        b"[" * 16_000,
        b"\xff",
        b"x" * 20_000,
    ):
        assert browser.generic("POST", REPORTS, body, "application/csp-report").status_code in {204, 400}, (
            body[:20]
        )
    assert checksums() == before
