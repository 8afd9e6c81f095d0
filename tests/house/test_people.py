"""Whatever leads to a customer is dealt with when the customer is deleted: nothing is forgotten to forget."""

from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.db import models

from clientela.customers.models import Customer
from clientela.customers.person import EMPTIED, STAYS
from clientela.privacy import parts
from tests.house.sources import PACKAGE, read

OURS = [model for model in apps.get_models() if model.__module__.startswith("clientela.")]
# Columns that name customers without a foreign key.
NAMED = ("customer_id", "customer_ids")


def _modules() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/person.py"))


def _covered() -> set[str]:
    return {name for app in _modules() for name in import_module(f"clientela.{app}.person").COVERS}


def _links(to: set[type[models.Model]]) -> Iterator[tuple[str, models.ForeignKey]]:
    """The foreign keys that lead to one of these tables."""
    for model in OURS:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in to:
                yield f"{model._meta.label}.{field.name}", field


def _leading() -> set[str]:
    """Every column that leads to a customer, directly or by a row that hangs on one."""
    hanging: set[type[models.Model]] = {Customer}
    while new := {
        field.model
        for _name, field in _links(hanging)
        if field.remote_field.on_delete is models.CASCADE and field.model not in hanging
    }:
        hanging |= new
    named = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if field.name in NAMED and not field.is_relation
    }
    return named | {name for name, _field in _links(hanging)}


def test_every_relation_to_a_customer_is_covered() -> None:
    """A table added later fails here until its app's `person.py` says what becomes of it."""
    assert sorted(_leading() - _covered()) == []


def test_nothing_is_covered_that_is_gone() -> None:
    """Each column that is spoken of is there."""
    there = {f"{model._meta.label}.{field.name}" for model in OURS for field in model._meta.concrete_fields}
    assert sorted(_covered() - there) == []


def test_every_part_is_called() -> None:
    """An app that closes or forgets is in the lists that are kept by hand."""
    listed = {part.__module__.split(".")[1]: set() for part in (*parts.CLOSE, *parts.FORGET)}
    for verb, known in (("close", parts.CLOSE), ("forget", parts.FORGET)):
        for part in known:
            listed[part.__module__.split(".")[1]].add(verb)
    defined = {
        app: {
            name for name in ("close", "forget") if f"def {name}(" in read(PACKAGE / app / "person.py").text
        }
        for app in _modules()
    }
    assert listed == {app: verbs for app, verbs in defined.items() if verbs}


def test_every_field_of_a_customer_is_emptied_or_stays() -> None:
    """PR-02: a field added later fails here until somebody says which."""
    fields = {field.name for field in Customer._meta.concrete_fields}
    assert fields == set(EMPTIED) | STAYS and not set(EMPTIED) & STAYS
