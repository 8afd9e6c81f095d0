"""Custom fields: defining them, filling them in, and taking them away."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, Refused, SeveralRefused
from clientela.customers.actions import (
    NewField,
    change_definition,
    define,
    fill_fields,
    remove_definition,
    set_field_each,
    set_fields,
)
from clientela.customers.actions import fields as fields_module
from clientela.customers.field_values import shown, to_type
from clientela.customers.models import Customer, Metafield, MetafieldDefinition
from clientela.customers.queries import customers, definitions, fields_of
from clientela.customers.story import of_customer
from clientela.jobs import running
from clientela.journal.models import Event
from clientela.segments import queries as segments
from tests.cast import Cast, actor_of, make_customer
from tests.customers.at_once import at_once

OWN = frozenset({"likes"})
KINDS = {
    "size": ("number", ()),
    "motto": ("text", ()),
    "since": ("date", ()),
    "trade": ("boolean", ()),
    "roast": ("choice", ("Light", "Dark")),
    "likes": ("list", ()),
    "news": ("list", ("Art", "Tea")),
}


def made(key: str) -> MetafieldDefinition:
    """A field of this key, of the kind that it has above."""
    type_, choices = KINDS[key]
    new = NewField(key.title(), type_, key=key, choices=choices, is_customers_own=key in OWN)
    return define(new, by=SYSTEM)


@pytest.fixture
def ann(db: None) -> Customer:
    for key in KINDS:
        made(key)
    return make_customer("ann@example.com", "Ann", account=True)


def fill(customer: Customer, seen: Mapping[str, str] | None = None, **texts: str) -> list[str]:
    named = {f"custom.{key}": text for key, text in texts.items()}
    return set_fields(customer.pk, named, seen=seen, by=SYSTEM)


def has(customer: Customer) -> dict[str, str]:
    return {name.partition(".")[2]: text for name, text in fields_of([customer.pk])[customer.pk].items()}


def test_each_type_is_kept_plainly(ann: Customer) -> None:
    fill(ann, size=" 41.50 ", motto="Slow  is fast", since="2019-02-28", trade="Yes", roast="DARK")
    fill(ann, likes="tea, Tea,\nlong walks ,", news="tea")
    assert has(ann) == {
        "size": "41.5",
        "motto": "Slow  is fast",
        "since": "2019-02-28",
        "trade": "true",
        "roast": "Dark",
        "likes": "tea, long walks",
        "news": "Tea",
    }


@pytest.mark.parametrize(
    ("language", "typed", "kept", "again"),
    [
        ("en", "1,234.5", "1234.5", "1234.5"),
        ("nb", "1234,5", "1234.5", "1234,5"),
        ("it", "1.234,5", "1234.5", "1234,5"),
        ("nb", "12.5", "12.5", "12,5"),
        ("en", "-0", "0", "0"),
    ],
)
def test_numbers_as_the_typist_writes_them(
    ann: Customer, language: str, typed: str, kept: str, again: str
) -> None:
    with translation.override(language):
        fill(ann, size=typed)
        definition = MetafieldDefinition.objects.get(key="size")
        assert has(ann)["size"] == kept and to_type(definition, kept) == again
        assert fill(ann, size=again) == []


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "28/02/2019"), ("nb", "28.02.2019"), ("nb", "28. 2. 2019"), ("it", "28/02/19")],
)
def test_days_as_the_typist_writes_them(ann: Customer, language: str, typed: str) -> None:
    with translation.override(language):
        fill(ann, since=typed)
    assert has(ann) == {"since": "2019-02-28"}


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("size", "much", "Enter a number."),
        ("size", "NaN", "Enter a number."),
        ("size", "1e5", "Enter a number."),
        ("size", "9" * 16, "too large"),
        ("size", "0.1234567", "six decimals"),
        ("since", "2019-02-29", "Enter a day"),
        ("since", "soon", "Enter a day"),
        ("since", "1/2", "Enter a day"),
        ("trade", "perhaps", "yes or no"),
        ("roast", "Burnt", "Light, Dark"),
        ("news", "Tea, Wine", "Art, Tea"),
        ("likes", "x" * 256, "255"),
        ("likes", ",".join(map(str, range(101))), "100"),
        ("motto", "x" * 1001, "1,000"),
    ],
)
def test_what_does_not_fit_says_why(ann: Customer, key: str, typed: str, words: str) -> None:
    with pytest.raises(SeveralRefused) as refused:
        fill(ann, motto="kept out", **{key: typed}) if key != "motto" else fill(ann, motto=typed)
    assert words in str(refused.value.fields[f"custom.{key}"])
    assert has(ann) == {}


def test_written_down_for_the_timeline(ann: Customer, cast: Cast) -> None:
    """The values are personal, the names aren't; one step of the version; nothing where nothing changed."""
    version = Customer.objects.get(pk=ann.pk).version
    assert fill(ann, size="41", roast="dark") == ["custom.size", "custom.roast"]
    assert fill(ann, size="41.0") == []
    assert Customer.objects.get(pk=ann.pk).version == version + 1
    event = Event.objects.get(name="customer.field_changed")
    assert event.data == {"fields": ["custom.size", "custom.roast"], "labels": ["Size", "Roast"]}
    assert event.details.personal == {
        "before": {"custom.size": "", "custom.roast": ""},
        "after": {"custom.size": "41", "custom.roast": "Dark"},
    }
    line = of_customer([ann.pk], viewer=cast.support.as_actor()).entries[0]
    assert line.sentence == "Custom fields changed: Size, Roast"
    assert [(change.label, change.after) for change in line.changes] == [("Size", "41"), ("Roast", "Dark")]


def test_found_by_words_until_they_go(ann: Customer) -> None:
    def found(text: str) -> bool:
        return bool(customers(text, "").rows)

    fill(ann, motto="Festina lente", likes="gardening, jazz", roast="Light", size="4711")
    assert found("festina") and found("jazz") and found("light") and not found("4711")
    fill(ann, motto="")
    assert not found("festina") and "motto" not in has(ann)
    remove_definition(MetafieldDefinition.objects.get(key="likes").pk, by=SYSTEM)
    assert not found("jazz")


def test_two_at_one_profile(ann: Customer) -> None:
    """Different fields both survive; the same field shows both values; a form sent back changes nothing."""
    drawn = {"custom.size": "", "custom.motto": ""}
    fill(ann, size="41")
    assert fill(ann, seen=drawn, size="", motto="Mine") == ["custom.motto"]
    with pytest.raises(ChangedMeanwhile) as refused:
        fill(ann, seen=drawn, size="42")
    assert (refused.value.theirs, refused.value.yours) == ({"custom.size": "41"}, {"custom.size": "42"})
    assert has(ann) == {"size": "41", "motto": "Mine"}
    assert fill(ann, seen={"custom.size": "41"}, size="42") == ["custom.size"]


def test_who_may_fill_in(ann: Customer, cast: Cast) -> None:
    """AC-02: staff who edit customers; the customer alone, and only what is their own."""
    me = actor_of(ann)
    assert set_fields(ann.pk, {"custom.likes": "tea"}, by=me) == ["custom.likes"]
    for name in ("custom.size", "custom.nothing"):
        with pytest.raises(Refused):
            set_fields(ann.pk, {name: "1"}, by=me)
    for actor in (actor_of(cast.ingrid), cast.read_only.as_actor(), visitor()):
        with pytest.raises(NotAllowed):
            set_fields(ann.pk, {"custom.likes": "x"}, by=actor)
        with pytest.raises(NotAllowed):
            set_field_each([ann.pk], definitions()[0].pk, "x", by=actor)
        with pytest.raises(NotAllowed):
            define(NewField("X", "text", key="x"), by=actor)
        with pytest.raises(NotAllowed):
            remove_definition(definitions()[0].pk, by=actor)
    with pytest.raises(NotThere):
        set_fields(0, {"custom.size": "1"}, by=SYSTEM)


def test_many_get_the_same_value(ann: Customer) -> None:
    """Set by a handful of statements, each with a fact; given back is what an undo needs."""
    others = [make_customer(f"{number}@example.com") for number in range(5)]
    size = MetafieldDefinition.objects.get(key="size")
    fill(ann, size="41")
    ids = [ann.pk, *(other.pk for other in others)]
    with CaptureQueriesContext(
        connection,
    ) as few:
        set_field_each(ids[:2], size.pk, "40", by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        before = set_field_each(ids, size.pk, "44", by=SYSTEM)
    assert abs(len(many) - len(few)) <= 1
    assert before == {pk: "40" if pk in ids[:2] else "" for pk in ids}
    assert set_field_each(ids, size.pk, "44.0", by=SYSTEM) == {}
    assert fill_fields({pk: before[pk] for pk in ids}, size.pk, by=SYSTEM) == dict.fromkeys(ids, "44")
    assert [has(each).get("size", "") for each in (ann, *others)] == ["40", "40", "", "", "", ""]
    with pytest.raises(Refused):
        set_field_each(ids, size.pk, "much", by=SYSTEM)
    with pytest.raises(NotThere):
        set_field_each(ids, 0, "1", by=SYSTEM)


def test_fields_of_many_come_in_one_statement(ann: Customer) -> None:
    bo = make_customer("bo@example.com")
    fill(ann, size="41", trade="no")
    with CaptureQueriesContext(connection) as asked:
        found = fields_of([ann.pk, bo.pk])
    assert len(asked) == 1
    assert found == {ann.pk: {"custom.size": "41", "custom.trade": "false"}, bo.pk: {}}


def test_shown_in_the_readers_language(ann: Customer) -> None:
    size, since, trade = (MetafieldDefinition.objects.get(key=key) for key in ("size", "since", "trade"))
    assert (shown(size, "1234.5"), shown(trade, "true"), shown(since, "")) == ("1,234.5", "Yes", "")
    with translation.override("nb"):
        assert shown(since, "2019-02-28") == "28. feb. 2019"


def test_asked_for_in_segments(ann: Customer) -> None:
    fill(ann, size="41")
    assert segments.count("metafields.custom.size = 41") == 1
    remove_definition(MetafieldDefinition.objects.get(key="size").pk, by=SYSTEM)
    with pytest.raises(Refused):
        segments.count("metafields.custom.size = 41")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewField("", "text", key="x"), "name"),
        (NewField("x" * 121, "text", key="x"), "name"),
        (NewField("X", "text", key="Ø"), "key"),
        (NewField("X", "text", key="9x"), "key"),
        (NewField("X", "text", namespace="a.b", key="x"), "namespace"),
        (NewField("X", "colour", key="x"), "type"),
        (NewField("X", "choice", key="x"), "choices"),
        (NewField("X", "choice", key="x", choices=["a, b"]), "choices"),
    ],
)
def test_no_such_field(db: None, new: NewField, field: str) -> None:
    with pytest.raises(SeveralRefused) as refused:
        define(new, by=SYSTEM)
    assert list(refused.value.fields) == [field]


def test_a_field_is_changed(ann: Customer) -> None:
    """Its key stays; the type only while nobody has a value; choices that somebody has stay too."""
    roast = MetafieldDefinition.objects.get(key="roast")

    def change(**what: object) -> MetafieldDefinition:
        new = {"name": "Roast", "type": "choice", "choices": ["Light", "Dark"], **what}
        version = MetafieldDefinition.objects.get(pk=roast.pk).version
        return change_definition(roast.pk, NewField(**new), version=version, by=SYSTEM)  # type: ignore[arg-type]

    assert change(name="Coffee", choices=["Light", "Dark", "Green"]).key == "roast"
    assert change(name="Coffee", choices=["Light", "Dark", "Green"]).version == 2
    with pytest.raises(ChangedMeanwhile):
        change_definition(roast.pk, NewField("Old", "text"), version=1, by=SYSTEM)
    fill(ann, roast="Dark")
    with pytest.raises(SeveralRefused) as refused:
        change(type="text", choices=[])
    assert "1 customer has a value" in str(refused.value.fields["type"])
    with pytest.raises(SeveralRefused) as refused:
        change(choices=["Light"])
    assert "Dark" in str(refused.value.fields["choices"])
    fill(ann, roast="")
    assert change(type="text", choices=[]).choices == []


def test_a_field_goes_with_its_values(ann: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many have one by a job, but out of sight at once; its name is free again afterwards."""
    size = MetafieldDefinition.objects.get(key="size")
    ids = [ann.pk, make_customer("bo@example.com").pk]
    set_field_each(ids, size.pk, "41", by=SYSTEM)
    monkeypatch.setattr(fields_module, "FEW", 1)
    job = remove_definition(size.pk, by=SYSTEM)
    assert job is not None and "custom.size" not in [each.full_name for each in definitions()]
    assert fields_of(ids) == {pk: {} for pk in ids}
    with pytest.raises(SeveralRefused):
        fill(ann, size="42")
    with pytest.raises(SeveralRefused):
        made("size")
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 2) and not Metafield.objects.exists()
    assert Event.objects.filter(job_id=job.pk, name="customer.field_changed").count() == 2
    assert made("size").pk != size.pk


def test_two_define_the_same(real_db: None) -> None:
    """One makes it, the other is told."""
    results = at_once([lambda: made("size")] * 4)
    made_ones = [result for result in results if isinstance(result, MetafieldDefinition)]
    refused = [result for result in results if isinstance(result, SeveralRefused)]
    assert (len(made_ones), len(refused)) == (1, 3) and "key" in refused[0].fields


def test_filled_in_while_the_type_changes(real_db: None) -> None:
    """A value never stands in the column of another type."""
    ids = [make_customer(f"{number}@example.com").pk for number in range(4)]
    size = made("size")
    works = [lambda: change_definition(size.pk, NewField("Size", "text"), version=1, by=SYSTEM)]
    works += [lambda pk=pk: set_fields(pk, {"custom.size": "41"}, by=SYSTEM) for pk in ids]  # type: ignore
    results = at_once(works)
    assert all(isinstance(result, list) for result in results[1:]), results
    size.refresh_from_db()
    column = "text" if size.type == "text" else "number"
    assert Metafield.objects.filter(**{f"{column}__isnull": False}).count() == 4
