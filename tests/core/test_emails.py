"""One person, one canonical address: confusable ones are refused or meet in one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core import emails
from clientela.core.emails import EmailNotValid, canonical

# What an attacker puts in the place of a letter, and the letter it is taken for.
TWINS = {
    "\u0131": "i", "\u0130": "i", "\u212a": "k", "\u017f": "s", "\ufb01": "fi", "\u00df": "ss", "\u00e9": "e",
    "e\u0301": "e", "\uff45": "e", "\u0430": "a", "\u200b": "", "\u00ad": "", "\u2060": "", "\ufeff": "",
    "\u202e": "", "\u217f": "m", "\u2019": "'",
}  # fmt: skip


def form(text: str) -> str | None:
    """The canonical form, or nothing where the address is refused."""
    try:
        return canonical(text)
    except EmailNotValid:
        return None


@pytest.mark.parametrize("twin", sorted(TWINS))
def test_twins_in_the_local_part_are_refused(twin: str) -> None:
    """EN-04: a letter outside ASCII before the @ is never an address of its own."""
    for text in (f"m{twin}ke@example.com", f"{twin}mike@example.com", f"mike{twin}@example.com"):
        assert form(text) in {None, form("mike@example.com")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "a@",
        "@example.com",
        "a b@example.com",
        "a@b@example.com",
        "a@exa mple.com",
        "a@-x.com",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@example.com.",
        "a@.example.com",
        "a@example..com",
        "a..b@example.com",
        ".a@example.com",
        "a.@example.com",
        '"a b"@example.com',
        "a@example.com,b@example.com",
        "a@x;b@x.com",
        "Ann <a@example.com>",
        "a@example.com\nBcc: b@example.com",
        "a\x00@example.com",
        "a@\uff45xample.com",
        "a@e\u200bxample.com",
        "a@bu\u0308cher.de",
        "a(c)@example.com",
        f"a@{'x' * 250}.com",
        "a@localhost.",
        "a%0a@",
        "a@exam\u2025ple.com",
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    """EN-04, TP-04: one mailbox, no literal, no list, no control character, nothing NFKC would change."""
    assert form(text) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@Example.COM ", "ann@example.com"),
        ("\u00a0ann@example.com\t", "ann@example.com"),
        ("ANN+Tag@example.com", "ann+tag@example.com"),
        ("ann@bücher.de", "ann@xn--bcher-kva.de"),
        ("ann@BÜCHER.de", "ann@xn--bcher-kva.de"),
        ("ann@XN--BCHER-KVA.de", "ann@xn--bcher-kva.de"),
        ("ann@blåbær.no", "ann@xn--blbr-roah.no"),
        ("ann@example\u3002com", "ann@example.com"),
    ],
)
def test_one_form_for_one_mailbox(typed: str, kept: str) -> None:
    """EN-04: space, case and the two spellings of a domain don't matter."""
    assert canonical(typed) == kept


LETTERS = st.sampled_from([*"abkisme.+-_AKIS019", *TWINS, "\u00f6", "o\u0308"])
LOCAL = st.lists(LETTERS, min_size=1, max_size=8).map("".join)
DOMAIN = st.sampled_from(
    ["example.com", "EXAMPLE.com", "bücher.de", "bu\u0308cher.de", "\uff45xample.com", "kilo.is"]
)


@given(LOCAL, DOMAIN)
def test_the_form_is_plain_and_stays_what_it_is(local: str, domain: str) -> None:
    """EN-04: ASCII in small letters, and the form of the form is the form."""
    found = form(f"{local}@{domain}")
    if found is not None:
        assert found.isascii() and found == found.lower() and canonical(found) == found
        assert len(found) <= emails.LONGEST


def folds(text: str) -> set[str]:
    """What databases of all kinds take this text for: by upper and lower case, by NFKC, without accents."""
    whole = unicodedata.normalize("NFKC", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return {text.upper(), text.lower(), text.casefold(), whole.casefold(), bare.casefold(), bare.upper()}


@given(LOCAL, LOCAL)
def test_two_that_could_be_confused_are_never_two_accounts(one: str, other: str) -> None:
    """EN-04: whoever any folding takes for the same is refused or has the same form."""
    if folds(one) & folds(other):
        forms = {form(f"{text}@example.com") for text in (one, other)} - {None}
        assert len(forms) <= 1


@given(st.text(max_size=40))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    """EN-04: whatever is typed, the answer is a form or a refusal."""
    form(text)
    form(f"{text}@example.com")
    form(f"ann@{text}")
    assert emails.is_valid(text) == (form(text) is not None)


def test_mail_goes_to_a_plain_domain() -> None:
    """EN-04: the letters before the @ as they were typed, the domain so that every mail server reads it."""
    assert emails.for_mail(" Ann.Berg@Bücher.DE ") == "Ann.Berg@xn--bcher-kva.de"
