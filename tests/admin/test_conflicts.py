"""F23: two colleagues at one profile: nothing is overwritten unseen, at every door of it."""

from typing import Any

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions
from clientela.customers.models import Channel, Consent, Customer, OptIn
from tests.admin.scenes import make_order
from tests.cast import Cast, as_staff

FIELDS = ("first_name", "last_name", "email", "phone", "language", "birthday", "tax_exempt")


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def path(customer: Customer, rest: str = "") -> str:
    return f"/admin/customers/{customer.pk}{rest}"


def opened(customer: Customer) -> dict[str, str]:
    """The form of the profile as somebody opened it, with nothing typed yet."""
    customer.refresh_from_db()
    values = {name: getattr(customer, name) for name in FIELDS}
    seen = {f"seen_{name}": "" if value is None else str(value) for name, value in values.items()}
    drawn = {name: str(value) for name, value in values.items() if value and name != "tax_exempt"}
    return drawn | seen | ({"tax_exempt": "on"} if customer.tax_exempt else {})


# What a colleague made of each field, what was typed here, and how both are shown.
SAME = [
    ("first_name", "Inga", "Inger", ("Inga", "Inger")),
    ("last_name", "Berg", "Bakke", ("Berg", "Bakke")),
    ("phone", "+4790807060", "+47 90 80 70 61", ("+47 90 80 70 60", "+47 90 80 70 61")),
    ("language", "da", "sv", ("Danish", "Swedish")),
    ("birthday", "1990-05-17", "1991-05-17", ("17 May 1990", "17 May 1991")),
]


@pytest.mark.parametrize(("field", "theirs", "mine", "words"), SAME)
def test_same_field_is_asked_about(
    client: Client, cast: Cast, field: str, theirs: str, mine: str, words: tuple[str, str]
) -> None:
    """Both values stand side by side with who changed it; what was typed elsewhere stays typed."""
    form = opened(cast.ingrid)
    other = "first_name" if field == "last_name" else "last_name"
    actions.edit(cast.ingrid.pk, {field: theirs}, by=cast.support.as_actor())
    answer = client.post(path(cast.ingrid, "/edit"), form | {field: mine, other: "Typed"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Support, " in text and 'value="Typed"' in text
    assert all(word in text for word in words) and f'name="{field}" value="{mine}"' in text
    assert f'name="seen_{field}" value="{theirs}"' in text
    again = form | {field: mine, other: "Typed", f"seen_{field}": theirs}
    for keep, kept in (("theirs", theirs), ("yours", mine)):
        assert client.post(path(cast.ingrid, "/edit"), again | {f"keep_{field}": keep}).status_code == 303
        cast.ingrid.refresh_from_db()
        assert str(getattr(cast.ingrid, field)).replace(" ", "") == kept.replace(" ", "")
        assert getattr(cast.ingrid, other) == "Typed"
        again |= {f"seen_{other}": "Typed"}


def test_a_tick_that_both_changed_is_the_same_change(client: Client, cast: Cast) -> None:
    """Tax is yes or no: whoever changes it away from the same start wants the same."""
    form = opened(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"tax_exempt": True}, by=cast.support.as_actor())
    assert client.post(path(cast.ingrid, "/edit"), form | {"tax_exempt": "on"}).status_code == 303
    form = opened(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"tax_exempt": False}, by=cast.support.as_actor())
    assert client.post(path(cast.ingrid, "/edit"), form | {"first_name": "Inga"}).status_code == 303
    cast.ingrid.refresh_from_db()
    assert not cast.ingrid.tax_exempt and cast.ingrid.first_name == "Inga"


def test_different_fields_both_survive(client: Client, cast: Cast) -> None:
    """A phone number comes back with spaces as it was shown: that is no change of one's own."""
    actions.edit(cast.ingrid.pk, {"phone": "+4790807060"}, by=SYSTEM)
    form = opened(cast.ingrid) | {"phone": "+47 908 07 060", "first_name": "Inga"}
    actions.edit(cast.ingrid.pk, {"phone": "+4790807061", "language": "da"}, by=cast.support.as_actor())
    assert client.post(path(cast.ingrid, "/edit"), form).status_code == 303
    cast.ingrid.refresh_from_db()
    assert (cast.ingrid.first_name, cast.ingrid.phone, cast.ingrid.language) == ("Inga", "+4790807061", "da")


def test_email_is_asked_about(client: Client, cast: Cast) -> None:
    form = opened(cast.guest)
    actions.put_email(cast.guest.pk, "theirs@example.net", by=cast.support.as_actor())
    typed = form | {"email": "mine@example.net", "last_name": "Typed"}
    answer = client.post(path(cast.guest, "/edit"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and "theirs@example.net" in text and "Support, " in text
    assert 'name="email" value="mine@example.net"' in text and 'value="Typed"' in text
    chosen = typed | {"seen_email": "theirs@example.net"}
    client.post(path(cast.guest, "/edit"), chosen | {"keep_email": "theirs"})
    cast.guest.refresh_from_db()
    assert (cast.guest.email, cast.guest.last_name) == ("theirs@example.net", "Typed")
    client.post(path(cast.guest, "/edit"), chosen | {"keep_email": "yours", "seen_last_name": "Typed"})
    cast.guest.refresh_from_db()
    assert cast.guest.email == "mine@example.net"


def test_email_of_a_colleague_stays_where_another_field_was_edited(client: Client, cast: Cast) -> None:
    form = opened(cast.guest)
    actions.put_email(cast.guest.pk, "theirs@example.net", by=SYSTEM)
    assert client.post(path(cast.guest, "/edit"), form | {"first_name": "Gino"}).status_code == 303
    cast.guest.refresh_from_db()
    assert (cast.guest.email, cast.guest.first_name) == ("theirs@example.net", "Gino")


def test_all_conflicts_are_asked_at_once_and_nothing_is_half_saved(client: Client, cast: Cast) -> None:
    form = opened(cast.guest)
    actions.put_email(cast.guest.pk, "theirs@example.net", by=SYSTEM)
    actions.edit(cast.guest.pk, {"first_name": "Theirs"}, by=SYSTEM)
    typed = form | {"email": "mine@example.net", "first_name": "Mine", "last_name": "Mine"}
    text = client.post(path(cast.guest, "/edit"), typed).content.decode()
    assert 'name="keep_email"' in text and 'name="keep_first_name"' in text
    cast.guest.refresh_from_db()
    assert (cast.guest.first_name, cast.guest.last_name) == ("Theirs", "Rossi")


def test_what_was_chosen_stays_chosen_while_something_else_is_wrong(client: Client, cast: Cast) -> None:
    """A wrong phone number must not make the choice forgotten, and so the colleague's value lost."""
    form = opened(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"first_name": "Inga"}, by=SYSTEM)
    chosen = form | {"first_name": "Inger", "seen_first_name": "Inga", "keep_first_name": "theirs"}
    answer = client.post(path(cast.ingrid, "/edit"), chosen | {"phone": "12"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "country code" in text
    assert 'name="keep_first_name" value="theirs" checked' in text


def test_a_third_change_is_asked_about_again(client: Client, cast: Cast) -> None:
    form = opened(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"first_name": "Second"}, by=SYSTEM)
    chosen = form | {"first_name": "Mine", "seen_first_name": "First", "keep_first_name": "yours"}
    answer = client.post(path(cast.ingrid, "/edit"), chosen)
    assert answer.status_code == 422 and "Second" in answer.content.decode()


def test_custom_field_is_asked_about(client: Client, cast: Cast) -> None:
    field = actions.define(actions.NewField("Size", "text", key="size"), by=SYSTEM)
    name = field.full_name
    form = opened(cast.ingrid) | {f"seen_field_{field.pk}": "", f"field_{field.pk}": "L"}
    actions.set_fields(cast.ingrid.pk, {name: "XL"}, by=cast.support.as_actor())
    answer = client.post(path(cast.ingrid, "/edit"), form)
    text = answer.content.decode()
    assert answer.status_code == 422 and f'name="keep_field_{field.pk}"' in text and "Support, " in text
    kept = form | {f"seen_field_{field.pk}": "XL", f"keep_field_{field.pk}": "theirs", "phone": "12"}
    text = client.post(path(cast.ingrid, "/edit"), kept).content.decode()
    assert f'name="keep_field_{field.pk}" value="theirs" checked' in text


def test_note_is_asked_about_with_who_wrote_the_other(client: Client, cast: Cast) -> None:
    actions.set_note(cast.ingrid.pk, "Theirs", by=cast.support.as_actor())
    answer = client.post(path(cast.ingrid, "/note"), {"note": "Mine", "seen": ""})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Support, " in text and "Mine" in text and "Theirs" in text


def test_tags_of_both_survive(client: Client, cast: Cast) -> None:
    """What each added and removed stays added and removed; the colleague is heard of."""
    actions.set_tags(cast.ingrid.pk, ["VIP", "fair", "old"], by=SYSTEM)
    assert 'name="seen" value="fair, old, VIP"' in client.get(path(cast.ingrid)).content.decode()
    actions.set_tags(cast.ingrid.pk, ["vip", "fair", "theirs"], by=SYSTEM)
    typed = {"tags": "VIP, old, mine", "seen": "VIP, fair, old"}
    answer = client.post(path(cast.ingrid, "/tags"), typed, follow=True)
    assert "What a colleague changed meanwhile stays as well." in answer.content.decode()
    carried = set(cast.ingrid.tag_rows.values_list("tag__name", flat=True))
    assert carried == {"VIP", "theirs", "mine"}
    wrong = client.post(path(cast.ingrid, "/tags"), {"tags": "x" * 256, "seen": "VIP"})
    assert wrong.status_code == 422 and 'name="seen" value="VIP"' in wrong.content.decode()


def test_consent_that_changed_is_shown_before_the_newest_wins(client: Client, cast: Cast) -> None:
    typed = {"channel": "email", "subscribed": "on", "reason": "by phone", "seen": "not_subscribed"}
    actions.set_consent(
        cast.ingrid.pk, Channel.EMAIL, Consent.UNSUBSCRIBED,
        level=OptIn.UNKNOWN, source="unsubscribe", by=cast.support.as_actor(),
    )  # fmt: skip
    answer = client.post(path(cast.ingrid, "/consent"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and "It became “Unsubscribed” meanwhile (Support, " in text
    assert 'value="by phone"' in text and 'name="seen" value="unsubscribed"' in text
    assert client.post(path(cast.ingrid, "/consent"), typed | {"seen": "unsubscribed"}).status_code == 303
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED


def test_who_wants_no_more_is_obeyed_whatever_it_was(client: Client, cast: Cast) -> None:
    actions.set_consent(
        cast.ingrid.pk, Channel.EMAIL, Consent.PENDING, level=OptIn.DOUBLE, source="account", by=SYSTEM
    )
    typed = {"channel": "email", "reason": "by letter", "seen": "subscribed"}
    assert client.post(path(cast.ingrid, "/consent"), typed).status_code == 303
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.UNSUBSCRIBED


def address(cast: Cast, street: str = "Storgata 1") -> Any:
    make_order(cast.ingrid, street=street)
    return cast.ingrid.addresses.order_by("-pk")[0]


def drawn(place: Place) -> dict[str, str]:
    """The form of an address as somebody opened it."""
    return place.as_dict() | {f"seen_{name}": value for name, value in place.as_dict().items()}


def change(cast: Cast, found: Any, **values: str) -> None:
    place = Place(**(found.place.as_dict() | values))
    actions.change_address(cast.ingrid.pk, found.pk, place, by=cast.support.as_actor())


def test_same_part_of_an_address_is_asked_about(client: Client, cast: Cast) -> None:
    """Street and town are one thing: of two changes, one whole is chosen. The typed phone stays."""
    found = address(cast)
    edit, form = path(cast.ingrid, f"/addresses/{found.pk}/edit"), drawn(found.place)
    change(cast, found, city="Bergen", postcode="5003", company="Theirs")
    typed = form | {"line1": "Bygata 2", "phone": "+47 908 07 060"}
    answer = client.post(edit, typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and 'name="keep_where"' in text and "keep_who" not in text
    assert "5003 Bergen" in text.replace("BERGEN", "Bergen") and "Bygata 2" in text and "Support, " in text
    assert 'name="seen_city" value="Bergen"' in text and 'name="seen_company" value=""' in text
    seen = {"seen_city": "Bergen", "seen_postcode": "5003"}
    assert client.post(edit, typed | seen | {"keep_where": "theirs"}).status_code == 303
    now = cast.ingrid.addresses.get(pk=found.pk)
    assert (now.line1, now.city, now.company) == ("Storgata 1", "Bergen", "Theirs") and now.phone
    assert client.post(edit, typed | seen | {"keep_where": "yours"}).status_code == 303
    now = cast.ingrid.addresses.get(pk=found.pk)
    assert (now.line1, now.city, now.company) == ("Bygata 2", "Oslo", "Theirs")


def test_different_parts_of_an_address_both_survive(client: Client, cast: Cast) -> None:
    found = address(cast)
    form = drawn(found.place) | {"phone": "+47 908 07 060"}
    change(cast, found, line1="Bygata 2")
    assert client.post(path(cast.ingrid, f"/addresses/{found.pk}/edit"), form).status_code == 303
    now = cast.ingrid.addresses.get(pk=found.pk)
    assert now.line1 == "Bygata 2" and now.phone


def test_an_address_deleted_meanwhile_can_be_added_again(client: Client, cast: Cast) -> None:
    """What was typed isn't lost."""
    found = address(cast)
    form = drawn(found.place) | {"line1": "Bygata 2"}
    actions.delete_address(cast.ingrid.pk, found.pk, by=SYSTEM)
    answer = client.post(path(cast.ingrid, f"/addresses/{found.pk}/edit"), form)
    text = answer.content.decode()
    assert answer.status_code == 422 and "Bygata 2" in text and "/addresses/new" in text
    assert "A colleague deleted this address meanwhile." in text
    assert client.get(path(cast.ingrid, f"/addresses/{found.pk}/edit")).status_code == 404


def test_an_address_changed_meanwhile_is_not_deleted_unseen(client: Client, cast: Cast) -> None:
    found = address(cast)
    delete, seen = path(cast.ingrid, f"/addresses/{found.pk}/delete"), {"seen": found.digest}
    change(cast, found, line1="Bygata 2")
    answer = client.post(delete, seen)
    assert answer.status_code == 422 and "Bygata 2" in answer.content.decode()
    assert "Support, " in answer.content.decode()
    seen = {"seen": cast.ingrid.addresses.get(pk=found.pk).digest}
    assert client.post(delete, seen).status_code == 303 and not cast.ingrid.addresses.exists()


def test_default_chosen_by_two_is_asked_about(client: Client, cast: Cast) -> None:
    first, second, third = (address(cast, street) for street in ("Agata 1", "Bgata 2", "Cgata 3"))
    choose = path(cast.ingrid, f"/addresses/{third.pk}/default")
    page = client.get(path(cast.ingrid)).content.decode()
    assert f"/addresses/{third.pk}/default?seen={first.pk}" in page
    actions.choose_default(cast.ingrid.pk, second.pk, by=cast.support.as_actor())
    answer = client.post(f"{choose}?seen={first.pk}")
    text = answer.content.decode()
    assert answer.status_code == 422 and "Bgata 2" in text and "Cgata 3" in text and "Support, " in text
    client.post(choose, {"seen": second.pk, "keep_default": "theirs"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.default_address_id == second.pk
    client.post(choose, {"seen": second.pk, "keep_default": "yours"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.default_address_id == third.pk


def test_a_new_default_asks_where_a_colleague_chose_another(client: Client, cast: Cast) -> None:
    first, second = (address(cast, street) for street in ("Agata 1", "Bgata 2"))
    actions.choose_default(cast.ingrid.pk, second.pk, by=SYSTEM)
    typed = first.place.as_dict() | {"line1": "Dgata 4", "default": "on", "seen_default": str(first.pk)}
    answer = client.post(path(cast.ingrid, "/addresses/new"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and "Bgata 2" in text and "Dgata 4" in text
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.default_address_id == second.pk and cast.ingrid.addresses.count() == 3


def test_a_fix_of_an_address_that_changed_is_looked_at_once_more(client: Client, cast: Cast) -> None:
    found = address(cast)
    fix = path(cast.ingrid, f"/addresses/{found.pk}/fix")
    typed = found.place.as_dict() | {"confirm": "1", "seen": "another", "line1": "Bygata 2"}
    assert client.post(fix, typed).headers["Location"] == fix
    assert cast.ingrid.addresses.get(pk=found.pk).line1 == "Storgata 1"
