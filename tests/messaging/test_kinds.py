"""Kinds of email: whatever they may name is there, and their own words name nothing else."""

import re
from typing import Any

import pytest
from django.conf import settings

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.customers.models import Customer
from clientela.messaging import examples, objects, queries
from clientela.messaging.actions import notify, preview, save_wording
from clientela.messaging.changes import Piece, changes
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.rendering import Own
from clientela.post.letter import MASK, masked
from clientela.post.models import MailboxMessage
from clientela.store.models import Store
from tests.cast import Cast
from tests.post.letters import delivered

NAMES = sorted(KINDS)
# What law or security needs, whatever else an address gets: of the emails about accounts all but these,
INVITING = {"account.invite", "account.invite_reminder", "account.welcome"}
# and of the others these.
OWED = {
    *("order.confirmation", "order.claimed", "subscription.created"),
    *("privacy.export_ready", "privacy.erased"),
}
TOLD = {
    *("account.invite", "account.welcome", "account.code", "account.deactivated", "account.email_changed"),
    *("account.invite_reminder", "account.email_code", "account.email_moved", "account.password_first"),
    *("account.password_changed", "account.no_account", "account.no_code", "account.no_new_accounts"),
    *("account.closed", "account.way_added", "account.way_removed", "account.passkey_alarm"),
    *("account.unlock", "account.new_device", "account.released", "order.claimed"),
    *("account.password_reset", "customer.contact", "order.confirmation", "order.shipped", "order.refund"),
    *("order.cancelled", "checkout.abandoned", "payment.method_update", "credit.issued", "gift_card.issued"),
    *("subscription.created", "subscription.upcoming", "subscription.payment_failed", "staff.new_order"),
    *("company.access", "marketing.confirmation", "draft.invoice", "privacy.export_ready", "privacy.erased"),
}


def at(values: Any, path: str) -> Any:
    for name in path.split("."):
        values = values[name]
    return values


def test_every_email_of_the_book_is_there() -> None:
    assert set(KINDS) >= TOLD
    about_accounts = {name for name in KINDS if name.startswith("account.")}
    assert {name for name, kind in KINDS.items() if kind.is_essential} == about_accounts - INVITING | OWED
    assert {kind.group for kind in KINDS.values()} == {"accounts", "orders", "marketing", "staff", "other"}


@pytest.mark.parametrize("name", NAMES)
def test_a_code_that_somebody_waits_for_is_held_back_by_nothing(name: str) -> None:
    """What goes by the fast lane goes to every address."""
    assert KINDS[name].is_essential or KINDS[name].queue is not Queue.CODES


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_named_is_there(db: None, name: str) -> None:
    """TP-02: each declared variable has a value in the sample, each secret is declared."""
    kind = KINDS[name]
    sample = examples.values(kind, "en")
    for variable in kind.variables:
        at(sample, variable)
    assert {kind.also.get(variable, variable) for variable in kind.variables} >= kind.secret


@pytest.mark.parametrize("language", sorted(dict(settings.LANGUAGES)))
@pytest.mark.parametrize("name", NAMES)
def test_their_own_words_name_nothing_unknown(db: None, name: str, language: str) -> None:
    own = queries.built_in(KINDS[name], language)
    assert examples.doubts(KINDS[name], own) == []
    made = preview(name, language, None, by=SYSTEM)
    assert made.subject and not re.search(r"\{\{|\bNone\b", made.text + made.html)


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [
        ("privacy.erased", "nb", "21. november 2025, 14:05"),
        ("account.closed", "da", "21. november 2025, 14.05"),
        ("order.claimed", "it", "21 novembre 2025, 14:05"),
        ("privacy.export_ready", "sv", "28 november 2025"),
        ("credit.issued", "it", "21 novembre 2026"),
        ("subscription.created", "nb", "21. desember 2025"),
        ("subscription.upcoming", "en", "21 December 2025"),
        ("subscription.payment_failed", "da", "24. december 2025"),
    ],
)
def test_sample_moments_are_in_the_language_of_the_email(
    db: None, name: str, language: str, written: str
) -> None:
    """Those that samples write out, and those that the date filter writes."""
    assert written in preview(name, language, None, by=SYSTEM).text


@pytest.mark.parametrize("name", NAMES)
def test_no_sample_speaks_english_dates(db: None, name: str) -> None:
    assert not re.search(r"November \d{4}|\d{4}-\d\d-\d\d", preview(name, "nb", None, by=SYSTEM).text)


def test_the_readers_own_data_in_their_own_mailbox_alone(db: None, cast: Cast) -> None:
    """An order that moved still writes to its first address: that one learns nothing of the customer."""
    save_wording("account.welcome", "en", Own("Hi", "{{ customer.email }}|{{ customer.phone }}"), by=SYSTEM)
    values = {"account_link": "https://store.example/account"}
    Customer.objects.filter(pk=cast.ingrid.pk).update(phone="+4722334455")
    told = []
    for to in ("ingrid.hansen@EXAMPLE.com", "other@example.com"):
        message = notify("account.welcome", to, values, by=SYSTEM, language="en", customer_id=cast.ingrid.pk)
        assert message
        told.append("+4722334455" in message.text)
    assert told == [True, False]


def test_a_secret_under_another_name_is_sealed_too(db: None, cast: Cast) -> None:
    """CD-02: whatever a template calls it, the outbox has dots and the mail the link."""
    body = "<p>{{ customer.account_activation_url }} {{ account_activation_url }}</p>"
    save_wording("account.invite", "en", Own("Come in", body, is_html=True), by=SYSTEM)
    link = "https://store.example/account/activate/1/s3cret"
    message = notify(
        "account.invite", cast.ingrid.email, {"account_activation_url": link, "custom_message": ""},
        by=SYSTEM, language="en", customer_id=cast.ingrid.pk,
    )  # fmt: skip
    assert message and "s3cret" not in message.html + message.text
    assert masked(message.html).count(MASK) == 2
    delivered(message)
    assert MailboxMessage.objects.latest("pk").html.count("s3cret") == 2


def test_doubts_know_lists_and_what_isn_t_there(db: None) -> None:
    kind = Notification(
        "tests.kind", "Test", "", "", {}, {"lines": [{"title": "Cup"}], "nothing": None, "text": "x"}
    )
    known = "{{ lines.size }}{{ lines.first.titel }}{{ nothing.more }}{{ text.size }}"
    source = known + "{% for l in lines %}{{ l.a }}{% endfor %}"
    assert [doubt.name for doubt in examples.doubts(kind, Own("{{ lnes }}", source))] == ["lnes"]


def test_names_for_the_same_thing() -> None:
    kind = Notification(
        "tests.kind", "Test", "", "", {}, {}, also={"a": "b.c", "b.d": "b.c", "gone": "no.such", "b.e": "x"}
    )
    values = {"b": {"c": 1, "e": 2}, "x": 3}
    assert kind.whole(values) == {"b": {"c": 1, "d": 1, "e": 2}, "x": 3, "a": 1}
    assert values == {"b": {"c": 1, "e": 2}, "x": 3}


def test_who_is_nobody_has_every_name(db: None, cast: Cast) -> None:
    assert set(objects.customer(None)) == set(objects.customer(cast.ingrid)) == set(objects.sample_customer())
    shown = examples.values(KINDS["account.code"], "en", cast.ingrid, with_addresses=False)["customer"]
    assert shown["name"] == "Ingrid Hansen" and shown["default_address"]["city"] == "Bath"


def test_changes_word_by_word() -> None:
    assert changes("Hello you\n", "Hello there\n") == [
        Piece("same", "Hello "),
        Piece("gone", "you"),
        Piece("new", "there"),
        Piece("same", "\n"),
    ]
    assert changes("same\n", "same\n") == []
    lines = [f"{number}\n" for number in range(40)]
    kinds = [piece.kind for piece in changes("".join(lines), "".join([*lines[:20], "new\n", *lines[20:]]))]
    assert kinds == ["skipped", "same", "new", "same", "skipped"]
    assert changes("", "x") == [Piece("new", "x")]


def test_the_built_in_words_of_a_store_in_its_currency(db: None) -> None:
    Store.objects.update(currency="NOK")
    assert "146,50" in preview("order.confirmation", "nb", None, by=SYSTEM).text
