"""The settings pages."""

import pytest

from clientela.store.models import Store
from tests.cast import Cast, as_staff

PAGES = ("store", "money", "languages", "mail", "accounts", "marketing", "staff-notifications")


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def mail(**changes: str) -> dict[str, str]:
    row = Store.current()
    same = {"mail_via": "mailbox", "smtp_host": "", "smtp_port": "587", "smtp_security": "starttls"}
    same |= {"mails_per_minute": "0", "bounce_port": "993", "bounce_security": "tls"}
    return same | {"smtp_user": "", "smtp_password": "", "version": str(row.version)} | changes


def test_every_page_opens(client) -> None:
    for name in PAGES:
        assert client.get(f"/admin/settings/{name}").status_code == 200, name
    assert client.get("/admin/settings/nothing").status_code == 404


@pytest.mark.parametrize(
    ("words", "page"),
    [("currency", "money"), ("PASSW", "mail"), ("customer accounts", "accounts"), ("checkout", "accounts")],
)
def test_search_finds_the_page(client, words: str, page: str) -> None:
    """Searching *checkout* or *customer accounts* leads to the account settings."""
    assert f"/admin/settings/{page}" in text(client, f"/admin/settings?q={words}")


def test_search_that_finds_nothing_says_so(client) -> None:
    page = text(client, "/admin/settings?q=submarine")
    assert "Nothing in the settings fits" in page and "/admin/settings/mail" not in page


def test_saves_and_says_so(client) -> None:
    typed = {"name": "Nordlys", "url": "http://localhost:8000", "email": "shop@example.com"}
    typed |= {"phone": "", "line1": "", "postcode": "", "city": "", "country": "NO"}
    answer = client.post("/admin/settings/store", typed | {"version": str(Store.current().version)})
    assert answer.status_code == 303
    assert (Store.current().name, Store.current().country) == ("Nordlys", "NO")


def test_what_the_chosen_way_needs_is_not_called_optional(client) -> None:
    """Nor is it with another way that can't do without it: the word goes with those that can."""
    page = text(client, "/admin/settings/mail")

    def label(name: str) -> str:
        return page.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]

    for name in ("smtp_host", "mail_key", "mail_secret", "mail_region"):
        assert label(name) and "optional" not in label(name), name
    assert 'data-ways="mailgun"' in label("mail_domain") and "(optional)" in label("mail_domain")
    ways = label("mail_url").partition('data-ways="')[2].partition('"')[0].split()
    assert "mailgun" in ways and not {"postal", "unisender_go", "smtp"} & set(ways)
    assert "(optional)" in label("smtp_user") and "data-ways" not in label("smtp_user")


def test_what_cannot_be_saved_is_said_beside_its_field(client) -> None:
    answer = client.post("/admin/settings/mail", mail(mail_via="smtp"))
    assert answer.status_code == 422 and "Enter the mail server" in answer.content.decode()
    assert Store.current().mail_via == "mailbox"


def test_languages_with_the_own_one_first(client) -> None:
    typed = {"languages": ["en", "nb"], "own_language": "nb", "version": str(Store.current().version)}
    assert client.post("/admin/settings/languages", typed).status_code == 303
    assert Store.current().languages == ["nb", "en"]


def test_a_secret_is_never_shown_and_kept_when_left_alone(client) -> None:
    client.post("/admin/settings/mail", mail(smtp_password="hunter-two-hunter"))
    page = text(client, "/admin/settings/mail")
    assert "hunter-two-hunter" not in page and "••••••••" in page
    client.post("/admin/settings/mail", mail(smtp_password="••••••••", smtp_user="shop"))
    assert Store.current().secret("smtp_password") == "hunter-two-hunter"
    assert Store.current().smtp_user == "shop"


def test_a_colleagues_change_is_not_overwritten(client) -> None:
    """F23: the second save is refused and shows what stands there now."""
    opened = mail(smtp_user="mine")
    client.post("/admin/settings/mail", mail(smtp_user="theirs"))
    answer = client.post("/admin/settings/mail", opened)
    page = answer.content.decode()
    assert answer.status_code == 422 and "A colleague changed" in page and 'value="theirs"' in page
    assert Store.current().smtp_user == "theirs"
