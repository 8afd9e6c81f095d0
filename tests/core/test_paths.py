"""Redirects lead to a path of our own or nowhere."""

import pytest

from clientela.core.paths import own_path

ELSEWHERE = [
    "", "evil.com", "//evil.com", "///evil.com", "////evil.com", "http://evil.com", "https://evil.com",
    "HTTPS://evil.com", "http:evil.com", "http:/evil.com", "http:///evil.com", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "\\\\evil.com", "/\\evil.com", "\\/evil.com",
    "/\\/evil.com", "/\t/evil.com", "/\n/evil.com", "/\r\n/evil.com", "\t//evil.com", " //evil.com",
    " /account", "/.//evil.com", "/./evil.com", "/../evil.com", "/a/..//evil.com", "/%2f/evil.com",
    "/%2F%2Fevil.com", "/%2fevil.com", "/%5cevil.com", "/%5Cevil.com", "/%252f%252fevil.com",
    "/%2e%2e/evil.com", "/%2e/evil.com", "/a/%2e%2e", "/account/..", "/account\x00", "/account%00",
    "/account%0d%0aSet-Cookie:x", "/a?x=\r\nSet-Cookie: y", "/a?x=\\", "/a#\x7f", "?next=//evil.com",
    "#//evil.com", "@evil.com", ":80", "/ /evil.com", "/%09/evil.com",
]  # fmt: skip
OURS = [
    "/", "/account", "/account/orders?page=2", "/products/bl%C3%A5b%C3%A6r", "/checkout#delivery",
    "/a.b/c..d/.e", "/search?q=a%20b&to=//x", "/admin/customers?search=ann%40example.com",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_a_browser_could_read_as_elsewhere_is_refused(target: str) -> None:
    """WB-07: other hosts, schemes, backslashes, dot segments, double slashes and escapes of them."""
    assert own_path(target, "/home") == "/home"


@pytest.mark.parametrize("target", OURS)
def test_a_path_of_our_own_is_taken(target: str) -> None:
    """WB-07: the way back after signing in keeps its query."""
    assert own_path(target, "/home") == target


def test_there_are_forty_payloads() -> None:
    """WB-07: the list that the checklist asks for."""
    assert len(set(ELSEWHERE)) >= 40
