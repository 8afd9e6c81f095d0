"""Custom fields: in the settings, on a profile, and in the customer's account."""

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.customers.actions import NewField, define, set_fields
from clientela.customers.models import Customer, MetafieldDefinition
from clientela.customers.queries import definitions, fields_of
from clientela.journal.models import Event
from clientela.segments.models import Segment
from tests.cast import Cast, as_customer, as_staff

HERE = "/admin/settings/fields"


def read(client: Client, path: str, status: int = 200) -> str:
    """The words of a page."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(answer.content.decode().split())


@pytest.fixture
def fields(db: None) -> list[MetafieldDefinition]:
    """A number and a note of the staff's, and what customers choose themselves."""
    return [
        define(NewField("Shoe size", "number", key="size"), by=SYSTEM),
        define(NewField("Motto", "text", key="motto"), by=SYSTEM),
        define(NewField("Topics", "list", "preferences", "topics", ["Art", "Tea"], True), by=SYSTEM),
    ]


def at(definition: MetafieldDefinition) -> str:
    return f"field_{definition.pk}"


def has(customer: Customer) -> dict[str, str]:
    return fields_of([customer.pk])[customer.pk]


def test_a_field_is_added_changed_and_deleted(cast: Cast) -> None:
    """Its key is made of its name; what goes with it is shown before it goes."""
    owner = as_staff(cast.owner)
    assert "No fields yet" in read(owner, HERE) and HERE in read(owner, "/admin/settings")
    typed = {"name": "Coffee roast", "type": "choice", "choices": "Light\nDark", "namespace": "custom"}
    assert owner.post(f"{HERE}/new", typed).status_code == 303
    (field,) = definitions()
    assert (field.full_name, field.choices) == ("custom.coffee_roast", ["Light", "Dark"])
    page = read(owner, HERE)
    assert "custom.coffee_roast" in page and "Choice" in page
    answer = owner.post(f"{HERE}/new", typed)
    assert answer.status_code == 422 and "with this key already" in answer.content.decode()
    changed = {"name": "Roast", "type": "choice", "choices": "Light\nDark\nGreen", "version": 1}
    assert owner.post(f"{HERE}/{field.pk}", changed).status_code == 303
    answer = owner.post(f"{HERE}/{field.pk}", changed | {"name": "Late"})
    assert answer.status_code == 422 and "Somebody changed this" in answer.content.decode()
    set_fields(cast.guest.pk, {"custom.coffee_roast": "Dark"}, by=SYSTEM)
    answer = owner.post(f"{HERE}/{field.pk}", changed | {"type": "text", "version": 2})
    assert answer.status_code == 422 and "so the type stays" in answer.content.decode()
    Segment.objects.create(name="Dark ones", query="metafields.custom.coffee_roast = 'Dark'")
    page = read(owner, f"{HERE}/{field.pk}/delete")
    assert "1 customer has a value." in page and "Dark ones" in page
    assert owner.post(f"{HERE}/{field.pk}/delete").status_code == 303
    assert definitions() == [] and has(cast.guest) == {}
    read(owner, f"{HERE}/{field.pk}", 404)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Fill this in."),
        ({"type": "choice"}, "Enter at least one choice."),
        ({"key": "Shoe size"}, "Use small letters"),
        ({"namespace": "Ø"}, "Use small letters"),
    ],
)
def test_what_is_no_field_says_why(cast: Cast, typed: dict[str, str], words: str) -> None:
    whole = {"name": "X", "type": "text", "namespace": "custom", "key": "x"} | typed
    answer = as_staff(cast.owner).post(f"{HERE}/new", whole)
    assert answer.status_code == 422 and words in answer.content.decode() and definitions() == []


def test_only_for_those_who_may(cast: Cast, fields: list[MetafieldDefinition]) -> None:
    """AC-02: who can't change settings adds, changes and deletes no field."""
    for user in (cast.support, cast.marketing, cast.read_only):
        client = as_staff(user)
        for path in (f"{HERE}/new", f"{HERE}/{fields[0].pk}", f"{HERE}/{fields[0].pk}/delete"):
            assert client.get(path).status_code == client.post(path).status_code == 403
    assert len(definitions()) == 3


def test_filled_in_on_the_profile(cast: Cast, fields: list[MetafieldDefinition]) -> None:
    """On the card, as the reader's language writes it; with the rest of the profile, or not at all."""
    size, motto, topics = fields
    client, where = as_staff(cast.support), f"/admin/customers/{cast.guest.pk}"
    assert "Nothing filled in yet." in read(client, where)
    typed = {"first_name": "Gianni", "last_name": "Rossi", "language": ""}
    own = {at(size): "1,041.5", at(motto): "Piano", at(topics): "tea"}
    assert client.post(f"{where}/edit", typed | own).status_code == 303
    assert has(cast.guest) == {"custom.size": "1041.5", "custom.motto": "Piano", "preferences.topics": "Tea"}
    page = read(client, where)
    assert "Shoe size</dt>" in page and "1,041.5" in page and "Custom fields changed" in page
    answer = client.post(f"{where}/edit", typed | own | {"first_name": "Gianna", at(size): "big"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Enter a number." in page and 'value="big"' in page
    assert Customer.objects.get(pk=cast.guest.pk).first_name == "Gianni"
    cast.support.language = "nb"
    cast.support.save()
    assert 'value="1041,5"' in read(client, f"{where}/edit")


def test_a_colleague_was_quicker(cast: Cast, fields: list[MetafieldDefinition]) -> None:
    """Both values side by side, and the choice between them; a form sent back as it was changes nothing."""
    size = fields[0]
    client, where = as_staff(cast.support), f"/admin/customers/{cast.guest.pk}/edit"
    typed = {"first_name": "Gianni", "last_name": "Rossi", f"seen_{at(size)}": ""}
    set_fields(cast.guest.pk, {"custom.size": "40"}, by=SYSTEM)
    assert client.post(where, typed | {at(size): ""}).status_code == 303 and has(cast.guest)
    answer = client.post(where, typed | {at(size): "41"})
    page = answer.content.decode()
    assert answer.status_code == 422 and f'name="keep_{at(size)}"' in page
    assert f'name="seen_{at(size)}" value="40"' in page and has(cast.guest) == {"custom.size": "40"}
    again = typed | {at(size): "41", f"seen_{at(size)}": "40"}
    assert client.post(where, again | {f"keep_{at(size)}": "theirs"}).status_code == 303
    assert has(cast.guest) == {"custom.size": "40"}
    assert client.post(where, again | {f"keep_{at(size)}": "yours"}).status_code == 303
    assert has(cast.guest) == {"custom.size": "41"}


def test_in_the_customers_account(cast: Cast, fields: list[MetafieldDefinition]) -> None:
    """Only what is theirs; what they write is recorded as theirs; staff who were quicker stay."""
    size, _motto, topics = fields
    client = as_customer(cast.ingrid)
    page = read(client, "/account/profile")
    assert "Preferences" in page and "Topics" in page and "Shoe size" not in page
    sent = {at(topics): "Tea", f"seen_{at(topics)}": "", at(size): "50"}
    assert client.post("/account/profile/preferences", sent).status_code == 303
    assert has(cast.ingrid) == {"preferences.topics": "Tea"}
    assert Event.objects.get(name="customer.field_changed").actor_kind == "customer"
    answer = client.post("/account/profile/preferences", {at(topics): "Wine"})
    assert answer.status_code == 422 and "Art, Tea" in answer.content.decode()
    set_fields(cast.ingrid.pk, {"preferences.topics": "Art"}, by=SYSTEM)
    answer = client.post("/account/profile/preferences", {at(topics): "", f"seen_{at(topics)}": "Tea"})
    assert answer.status_code == 422 and "Somebody changed this" in answer.content.decode()
    assert has(cast.ingrid) == {"preferences.topics": "Art"}


def test_no_preferences_where_nothing_is_asked(cast: Cast) -> None:
    assert "Preferences" not in read(as_customer(cast.ingrid), "/account/profile")
    assert "Custom fields" not in read(as_staff(cast.owner), f"/admin/customers/{cast.guest.pk}")
