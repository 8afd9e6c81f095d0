"""Changing the store's settings: with checks, without lost updates, on record."""

import pytest
from django.db import connection

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, SeveralRefused
from clientela.core.seals import SealBroken
from clientela.journal.models import Event
from clientela.store import keys
from clientela.store.actions import change_settings
from clientela.store.keys import HIDDEN, NoSuchSetting
from clientela.store.models import Store
from tests.cast import Cast


def change(key: str, text: str) -> list[str]:
    return change_settings({f"store.{key}": text}, by=SYSTEM)


def test_a_change_is_kept_and_recorded(db: None) -> None:
    """One fact for each setting that changed, with what it was and became."""
    before = Store.current()
    changed = change_settings({"store.name": " Holm ", "store.currency": before.currency}, by=SYSTEM)
    assert changed == ["store.name"]
    assert (Store.current().name, Store.current().version) == ("Holm", before.version + 1)
    event = Event.objects.get(name="settings.changed")
    assert event.data == {"key": "store.name", "before": before.name, "after": "Holm"}


def test_the_same_again_changes_nothing(db: None) -> None:
    change("name", "Holm")
    version = Store.current().version
    assert change("name", "Holm") == []
    assert Store.current().version == version and Event.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("currency", "XXY"),
        ("currency", "gbp"),
        ("currency", ""),
        ("time_zone", "Mars/Base"),
        ("country", "XX"),
        ("email", "no address"),
        ("email", "a@example.com, b@example.com"),
        ("email", ""),
        ("url", "javascript:x"),
        ("url", "store"),
        ("name", ""),
        ("name", "x" * 81),
        ("accent", "red"),
        ("accent", "#12345g"),
        ("languages", ""),
        ("languages", "en,xx"),
        ("smtp_port", "many"),
        ("smtp_port", "-1"),
        ("smtp_port", "99999999999999"),
        ("mail_via", "pigeon"),
        ("mail_via", "smtp"),
        ("smtp_security", "ssl3"),
        ("prices_include_tax", "perhaps"),
    ],
)
def test_what_can_not_be_is_refused_beside_its_key(db: None, key: str, text: str) -> None:
    """The checks of the page, also on the command line."""
    before = Store.current()
    with pytest.raises(SeveralRefused) as refused:
        change(key, text)
    assert f"store.{key}" in refused.value.by_field() or key == "mail_via"
    after = Store.current()
    assert after.version == before.version and getattr(after, key) == getattr(before, key)
    assert not Event.objects.exists()


def test_several_wrong_at_once_and_none_is_kept(db: None) -> None:
    with pytest.raises(SeveralRefused) as refused:
        change_settings({"store.name": "Good", "store.currency": "x", "store.accent": "x"}, by=SYSTEM)
    assert set(refused.value.by_field()) == {"store.currency", "store.accent"}
    assert Store.current().name != "Good"


@pytest.mark.parametrize(
    ("key", "text", "kept"),
    [
        ("languages", "nb, en", "nb,en"),
        ("prices_include_tax", "off", "false"),
        ("prices_include_tax", "YES", "true"),
        ("smtp_port", " 2525 ", "2525"),
        ("currency", "JPY", "JPY"),
    ],
)
def test_texts_are_read_and_written(db: None, key: str, text: str, kept: str) -> None:
    change(key, text)
    assert keys.find(f"store.{key}").text(Store.current()) == kept


def test_two_at_the_settings_page_lose_nothing(db: None) -> None:
    """F23: whoever saves second sees that somebody else did."""
    version = Store.current().version
    change_settings({"store.name": "First"}, by=SYSTEM, version=version)
    with pytest.raises(ChangedMeanwhile):
        change_settings({"store.name": "Second"}, by=SYSTEM, version=version)
    assert Store.current().name == "First"


def test_secrets_are_sealed_and_never_shown(db: None) -> None:
    """SC-01: not in the table, not in the log, not in what a page or the command line gets."""
    change("smtp_password", "right-horse")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT s::text FROM store_store s),"
            " (SELECT string_agg(e::text, '') FROM journal_event e)"
        )
        assert all("right-horse" not in text for text in cursor.fetchone())
    setting = keys.find("store.smtp_password")
    assert Store.current().secret("smtp_password") == "right-horse"
    assert setting.text(Store.current()) == HIDDEN
    assert change("smtp_password", HIDDEN) == []
    assert change("smtp_password", "other-horse") == ["store.smtp_password"]
    assert Store.current().secret("smtp_password") == "other-horse"
    assert change("smtp_password", "") == ["store.smtp_password"]
    assert Store.current().secret("smtp_password") == "" and setting.text(Store.current()) == ""


def test_a_secret_of_another_column_does_not_open(db: None) -> None:
    """SC-01: bound to table, row and column."""
    change("smtp_password", "right-horse")
    store = Store.current()
    store.phone = store.smtp_password
    with pytest.raises(SealBroken):
        store.secret("phone")


def test_unknown_keys_are_refused(db: None) -> None:
    """AP-07: neither a stranger's key nor a column that is no setting."""
    for key in ("name", "store.nothing", "store.id", "store.version", "nothing.name", ""):
        with pytest.raises(NoSuchSetting):
            change_settings({key: "1"}, by=SYSTEM)


def test_who_may(cast: Cast) -> None:
    """AC-02: the power to edit settings."""
    for user in (cast.support, cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            change_settings({"store.name": "Mine"}, by=user.as_actor())
    with pytest.raises(NotAllowed):
        change_settings({"store.name": "Mine"}, by=visitor())
    assert change_settings({"store.name": "Holm"}, by=cast.manager.as_actor()) == ["store.name"]
    assert Event.objects.get(name="settings.changed").actor_id == cast.manager.pk


def test_every_setting_has_a_label_and_a_text(db: None) -> None:
    found = list(keys.every())
    assert len({setting.key for setting in found}) == len(found) > 15
    for setting in found:
        assert str(setting.label) and isinstance(setting.text(setting.model.current()), str)


def test_links_are_the_stores_own(db: None) -> None:
    """LK-05: made from the store's record."""
    change("url", "https://shop.example/")
    assert Store.current().link("/account") == "https://shop.example/account"
