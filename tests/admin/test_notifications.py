"""Settings → Notifications: the words of emails, changed without breaking any."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client

from clientela.admin import attention, wordings
from clientela.core.actor import SYSTEM
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.messaging import examples, queries
from clientela.messaging.actions import notify, save_wording
from clientela.messaging.kinds import KINDS
from clientela.messaging.models import Wording
from clientela.messaging.rendering import Own
from clientela.orders.models import Order, Refund, Shipment
from clientela.post.models import Message
from clientela.staff.models import Session
from clientela.store import actions
from clientela.store.look import Look
from clientela.store.models import Store
from tests.admin.scenes import mailed, make_draft, make_order, message
from tests.cast import PASSWORD, Cast, as_staff
from tests.store.test_brand import picture

PATH = "/admin/settings/notifications"
CODE = f"{PATH}/account.code"
MINE = {"language": "en", "format": "simple", "subject": "Hello {{ code }}", "body": "# Hi\n\n! {{ code }}"}


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def page(client: Client, path: str = CODE) -> str:
    return client.get(path).content.decode()


def words(language: str = "en", kind: str = "account.code") -> Wording | None:
    return queries.current(kind, language)


def test_the_list_shows_every_email_by_topic(client: Client) -> None:
    save_wording("account.code", "en", Own("a", "{{ code }}"), by=SYSTEM)
    shown = page(client, PATH)
    assert all(f'"{PATH}/{kind}"' in shown for kind in KINDS)
    assert [shown.index(f"<h2>{title}<") for title in ("Accounts", "Orders", "Marketing", "Other")]
    assert "Your own words: English" in shown


def test_found_by_the_search_of_settings(client: Client) -> None:
    assert PATH in page(client, "/admin/settings?q=email+template")


def test_the_editor_begins_with_the_built_in_words(client: Client) -> None:
    """In the language of its tab, with what may be named and how it comes out."""
    Store.objects.update(languages=["en", "nb"])
    shown = page(client)
    assert "Your code: {{ code }}" in shown and "The six digits" in shown
    assert "Your code: 042137" in shown and f'src="{CODE}/preview?language=en"' in shown
    assert "Koden din" in page(client, f"{CODE}?language=nb")
    assert "Your code: {{ code }}" in page(client, f"{CODE}?language=xx")
    assert client.get(f"{PATH}/no.such").status_code == 404


def test_words_are_saved_and_used(client: Client) -> None:
    answer = client.post(f"{CODE}/save", MINE)
    assert (answer.status_code, answer["Location"]) == (303, f"{CODE}?language=en")
    saved = words()
    assert saved and (saved.subject, saved.body) == (MINE["subject"], MINE["body"])
    assert "Hello {{ code }}" in page(client) and "Your own words" in page(client)
    message = notify(
        "account.code", "a@example.com", {"code": "1", "minutes": 10, "time": "now"}, by=SYSTEM, language="en"
    )
    assert message and message.subject.startswith("Hello ")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "Hello\n{{ code"}, "Line 2, column 1"),
        ({"body": "Hello\n{{ kode }}"}, "Line 2, column 4"),
        ({"subject": "{% if %}"}, "Line 1"),
        ({"body": "{{ code | no_such }}"}, "Line 1, column 11: There is no filter “no_such”."),
        ({"body": "Hi\n\n {% if code %}{{ code }}"}, "Line 3, column 2: “if” is begun here"),
        ({"body": "{% include 'x' %}"}, "Line 1"),
        ({"body": " "}, "Write something here"),
        ({"format": "pdf"}, "Choose one of these"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    client: Client, changed: dict[str, str], said: str
) -> None:
    """Beside its field, with line and column; nothing is saved."""
    answer = client.post(f"{CODE}/save", MINE | changed)
    shown = answer.content.decode()
    assert answer.status_code == 422 and said in shown
    typed = next(iter(changed.values())).replace("'", "&#x27;")
    assert typed == "pdf" or typed in shown
    assert words() is None


HOSTILE = [
    "{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}",
    "{{ 'x' | times: 99999999 }}{% for i in (1..99999999) %}{% endfor %}",
    "{{ code.__class__.__mro__ }}",
    "{{ shop.__init__ }}",
    "{% render '/etc/passwd' %}",
    "{% capture a %}" * 30,
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_templates_are_refused_and_harmless(client: Client, body: str) -> None:
    """TP-01, TP-03: by saving, looking and sending; each is said, none takes the page down."""
    for deed in ("save", "preview", "check", "test"):
        answer = client.post(f"{CODE}/{deed}", MINE | {"body": body})
        assert answer.status_code == (422 if deed in {"save", "test"} else 200), deed
        assert "root:" not in answer.content.decode()
    assert words() is None and not Message.objects.exists()


def test_scripts_don_t_reach_the_preview(client: Client) -> None:
    """TP-01, WB-02: what would run is gone, and the frame's own policy lets nothing run or load anyway."""
    body = "<p>{{ code }}</p><script>alert(1)</script><img src=x onerror=alert(1)><form action=/x></form>"
    answer = client.post(f"{CODE}/preview", MINE | {"format": "html", "body": body})
    shown = answer.content.decode()
    assert "042137" in shown and not re.search("<script|onerror|<form", shown)
    for checked in (
        answer,
        client.get(f"{CODE}/preview"),
        client.post(f"{CODE}/preview", MINE | {"body": "{{"}),
    ):
        policy = checked["Content-Security-Policy"]
        assert checked.status_code == 200 and checked["X-Frame-Options"] == "SAMEORIGIN"
        assert policy.startswith("sandbox; default-src 'none'") and "script" not in policy
        assert "frame-ancestors 'self'" in policy and "allow-" not in policy


def test_preview_keeps_nothing_and_says_mistakes(client: Client) -> None:
    assert "<h1" in client.post(f"{CODE}/preview", MINE).content.decode()
    assert (
        "Line 1, column 4" in client.post(f"{CODE}/preview", MINE | {"body": "{{ kode }}"}).content.decode()
    )
    assert not Wording.objects.exists()


def test_the_look_beside_it(client: Client) -> None:
    """Subject and plain text; names that stand for nothing, with the one likely meant, before saving."""
    shown = client.post(f"{CODE}/check", MINE).content.decode()
    assert "Hello 042137" in shown and "Nothing is known" not in shown
    body = "{% if custmer.first_name %}x{% endif %}\n{% if shop.nam %}y{% endif %}"
    shown = client.post(f"{CODE}/check", MINE | {"body": body}).content.decode()
    assert "custmer.first_name" in shown and "line 1, column 7" in shown and "line 2, column 7" in shown
    assert "<code>customer.first_name</code>" in shown and "<code>shop.name</code>" in shown
    kept = {"body": f"{body}\n{{{{ code }}}}"}
    assert client.post(f"{CODE}/save", MINE | kept).status_code == 303
    assert (
        "A mistake in the subject" in client.post(f"{CODE}/check", MINE | {"subject": "{{"}).content.decode()
    )


def test_with_a_customers_data(cast: Cast, client: Client) -> None:
    """For those who may see customers; without the power over addresses those of the sample stand there."""
    typed = MINE | {"subject": "{{ customer.name }}", "customer": "ingrid"}
    assert "Ingrid Hansen" in client.post(f"{CODE}/check", typed).content.decode()
    assert "Anna Berg" in client.post(f"{CODE}/check", typed | {"customer": "nobody-here"}).content.decode()
    reader = as_staff(cast.read_only)
    if reader.get(CODE).status_code == 200:
        shown = reader.post(f"{CODE}/check", typed | {"subject": "{{ customer.default_address.city }}"})
        assert "Bath" in shown.content.decode()


def shown_for(client: Client, kind: str, customer: Customer, **more: str) -> str:
    typed = {"language": "en", "customer": customer.email} | more
    answer = client.post(f"{PATH}/{kind}/check", typed, headers={"HX-Request": "true"})
    return answer.content.decode()


def test_with_a_customers_newest_order(cast: Cast, client: Client) -> None:
    """As the real email would have it; the link that is the buyer's alone stays that of the sample."""
    assert "Order #1001 confirmed" in shown_for(client, "order.confirmation", cast.ingrid), "none: the sample"
    make_order(cast.ingrid, total=1500)
    newest = make_order(cast.ingrid, total=2700, street="Havnegata 9")
    Order.objects.filter(pk=newest.pk).update(currency="NOK", language="nb")
    shown = shown_for(client, "order.confirmation", cast.ingrid)
    assert f"Order {newest.name} confirmed" in shown and "NOK" in shown and "Havnegata 9" in shown
    assert "Wool blanket" in shown and "Teapot" not in shown and "https://store.example/orders/m1-0" in shown
    for kind in ("order.cancelled", "order.claimed", "staff.new_order"):
        assert newest.name in shown_for(client, kind, cast.ingrid), kind
    assert f"/admin/orders/{newest.number}" in shown_for(client, "staff.new_order", cast.ingrid)


def test_with_what_was_sent_and_given_back(cast: Cast, client: Client) -> None:
    """The newest of each; a customer who has none of a kind gets the sample whole."""
    first, second = make_order(cast.ingrid), make_order(cast.ingrid)
    line = first.lines.get()
    Shipment.objects.create(order=first, carrier="Posten", tracking_number="NO1", pieces={str(line.pk): 1})
    shown = shown_for(client, "order.shipped", cast.ingrid)
    assert f"Order {first.name} is on its way" in shown and "Posten" in shown and "1 × Wool blanket" in shown
    sample = shown_for(client, "order.refund", cast.ingrid)
    assert "£59.00" in sample and second.name not in sample.replace("#1001", "")
    Refund.objects.create(order=second, amount=700, currency="GBP")
    assert "£7.00" in shown_for(client, "order.refund", cast.ingrid)
    draft = make_draft(cast.ingrid)
    invoice = shown_for(client, "draft.invoice", cast.ingrid)
    assert draft.name in invoice and "https://store.example/invoice/12-0" in invoice


def test_a_customers_order_tells_no_more_than_may_be_seen(db: None, cast: Cast) -> None:
    """AC-03: without the power over addresses those of the sample, without that over orders the sample."""
    make_order(cast.ingrid)
    order = make_order(cast.ingrid, street="Havnegata 9")
    kind = KINDS["order.confirmation"]
    real = examples.real(kind, "en", cast.ingrid)
    assert "order_status_url" not in real and "Havnegata" in str(real)
    hidden = examples.values(kind, "en", cast.ingrid, real=real, with_addresses=False)
    assert hidden["order"]["name"] == order.name and "Havnegata" not in str(hidden)
    owner = cast.owner.as_actor()
    blind = replace(owner, powers=owner.powers - {Power.ORDERS_VIEW})
    shown = wordings.values(kind, "en", cast.ingrid.email, by=blind)
    assert shown["order"]["name"] == "#1001" != order.name and shown["customer"]["name"] == "Ingrid Hansen"


def test_the_logo_is_loaded_from_where_staff_are(
    client: Client, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    """The frame loads nothing from other addresses, and the store's own may be another."""
    settings.MEDIA_ROOT = tmp_path
    logo = actions.keep_logo(picture(), by=SYSTEM)
    actions.publish_brand(Look(logo=logo), seen=0, by=SYSTEM)
    Store.objects.update(url="https://www.holm.example")
    sent = mailed("a@example.com", html=f'<img src="{Store.current().logo_link}">')
    own = message(cast.ingrid, html=f'<img src="{Store.current().logo_link}">')
    for path in (
        f"{PATH}/customer.contact/preview",
        f"/admin/mailbox/{sent.pk}/body",
        f"/admin/messages/{own.pk}/body",
    ):
        shown = page(client, path)
        assert f'src="/files/{logo}"' in shown and "https://www.holm.example/files/" not in shown, path


def test_a_test_goes_to_oneself(cast: Cast, client: Client) -> None:
    """Unsaved words too; they stay in the form."""
    answer = client.post(f"{CODE}/test", MINE)
    sent = Message.objects.get()
    assert (sent.to, sent.subject, sent.customer_id) == (cast.owner.email, "Hello 042137", None)
    assert answer.status_code == 200 and "A test is on its way" in answer.content.decode()
    assert "Hello {{ code }}" in answer.content.decode() and words() is None


def test_back_to_the_built_in_words(client: Client) -> None:
    client.post(f"{CODE}/save", MINE)
    assert client.post(f"{CODE}/revert", {"language": "en"}).status_code == 303
    assert words() is None and "Your code: {{ code }}" in page(client)


def test_history_tells_who_changed_what_and_restores(cast: Cast, client: Client) -> None:
    client.post(f"{CODE}/save", MINE)
    first = words()
    client.post(f"{CODE}/save", MINE | {"subject": "Howdy {{ code }}"})
    shown = page(client, f"{CODE}/history")
    assert "<del>Hello</del><ins>Howdy</ins>" in shown and cast.owner.name in shown and "In use" in shown
    assert first and "# Hi" in page(client, f"{CODE}/history?version={first.pk}")
    assert client.get(f"{CODE}/history?version=999999").status_code == 404
    client.post(f"{CODE}/revert", {"language": "en"})
    assert "Back to the built-in words" in page(client, f"{CODE}/history")
    assert client.post(f"{CODE}/restore", {"version": first.pk}).status_code == 303
    again = words()
    assert again and again.subject == MINE["subject"] and len(queries.versions("account.code", "en")) == 4
    assert client.post(f"{CODE}/restore", {"version": "x"}).status_code == 404
    assert client.post(f"{PATH}/order.refund/restore", {"version": first.pk}).status_code == 404


def hidden(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    assert found
    return found[1]


@pytest.mark.parametrize("deed", ["save", "revert", "restore"])
def test_changing_asks_for_a_proof_and_keeps_what_was_typed(client: Client, deed: str) -> None:
    """AC-05: the words of emails can send people anywhere."""
    save_wording("account.code", "en", Own("Old", "{{ code }}"), by=SYSTEM)
    old = words()
    assert old
    Session.objects.update(proved_at=F("proved_at") - timedelta(minutes=6))
    asked = client.post(f"{CODE}/{deed}", MINE | {"version": old.pk})
    assert "Prove that it is you" in asked.content.decode() and words() == old
    for free in (CODE, f"{CODE}/history", f"{CODE}/preview"):
        assert client.get(free).status_code == 200
    if deed == "save":
        shown = asked.content.decode()
        given = {"password": PASSWORD, "next": hidden(shown, "next"), "kept": hidden(shown, "kept")}
        on = client.post("/admin/prove", given).content.decode()
        assert client.post(f"{CODE}/save", {"kept": hidden(on, "kept")}).status_code == 303
        saved = words()
        assert saved and saved.subject == MINE["subject"]


def test_who_may(cast: Cast) -> None:
    """AC-02: seeing is one power, changing another."""
    for user in cast.staff():
        browser: Any = as_staff(user)
        sees = {power.value for power in user.powers} >= {"settings.view"}
        for deed in ("save", "revert", "restore", "test"):
            status = browser.post(f"{CODE}/{deed}", MINE).status_code
            assert (status == 403) is ("settings.edit" not in {power.value for power in user.powers}), deed
        assert (browser.get(CODE).status_code == 200) is sees


def test_staff_are_told_where_words_failed(cast: Cast, client: Client) -> None:
    """TP-03: on the home page, in the list, and above the words."""
    body = "{% for i in (1..minutes) %}{% for j in (1..minutes) %}x{% endfor %}{% endfor %}{{ code }}"
    save_wording("account.code", "en", Own("x", body), by=SYSTEM)
    notify(
        "account.code", "a@example.com", {"code": "1", "minutes": 999, "time": "x"}, by=SYSTEM, language="en"
    )
    (needed,) = [line for line in attention.needed(cast.owner.as_actor()) if line.matter.name == "wordings"]
    assert needed.words == "1 email template fails"
    assert CODE in page(client, "/admin/attention/wordings")
    assert "Fails: English" in page(client, PATH)
    assert "An email could not be written in these words" in page(client)
    client.post(f"{CODE}/revert", {"language": "en"})
    assert not queries.failed().exists()


def test_languages_of_the_store_alone(client: Client) -> None:
    """A language that the store doesn't speak has no words of its own."""
    Store.objects.update(languages=["en"])
    client.post(f"{CODE}/save", MINE | {"language": "nb"})
    assert words("nb") is None and words(Store.current().language)
    assert str(dict(settings.LANGUAGES)["nb"]) not in page(client)
