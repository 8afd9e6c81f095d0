"""Down you call, up you record: what the import contracts can't see."""

import ast
import re
from itertools import chain

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.house.sources import PACKAGE, Source, called, calls, floors, sources

VAGUE = {"utils", "util", "helpers", "helper", "services", "service", "managers", "manager"}
VAGUE |= {"signals", "signal", "mixins", "constants", "common", "misc"}
OURS = [model for model in apps.get_models() if model.__module__.startswith("clientela.")]


def test_every_app_has_a_floor_and_is_installed() -> None:
    """A folder of the package is an app with a floor; Django knows those with tables or templates."""
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(floors())
    installed = {name.removeprefix("clientela.") for name in settings.INSTALLED_APPS if "clientela." in name}
    assert installed <= folders
    assert {path.parent.parent.name for path in PACKAGE.glob("*/migrations/__init__.py")} <= installed


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    """A table knows tables of its own app and of lower floors alone."""
    own = model._meta.app_label
    for field in model._meta.get_fields():
        if not field.concrete or not field.is_relation or not isinstance(field.related_model, type):
            continue
        other = field.related_model._meta.app_label
        if other in floors():
            assert other == own or floors()[other] < floors()[own], f"{model._meta.label}.{field.name}"


def test_no_module_has_a_vague_name() -> None:
    """What a file is for stands in its name."""
    names = ((source.name, {source.path.stem, *source.path.parent.parts}) for source in sources())
    assert [name for name, parts in names if parts & VAGUE] == []


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_no_signals_and_no_trusted_markup(source: Source) -> None:
    """WB-05: markup is made by templates alone; and nothing happens behind a signal."""
    names = {
        *(node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)),
        *(node.attr for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)),
        *chain.from_iterable(
            (alias.name for alias in node.names)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ImportFrom)
        ),
    }
    banned = {"mark_safe", "receiver", "Signal", "post_save", "pre_save"}
    banned |= {"post_delete", "pre_delete", "m2m_changed"}
    made = {called(call) for call in calls(source.tree)} & {"SafeString", "SafeText", "SafeData"}
    assert not (names & banned) | made


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_the_domain_speaks_no_http(source: Source) -> None:
    """Only doors, layout and entry know requests and answers."""
    if source.app in {"config", "storefront", "admin", "api", "ui"}:
        return
    assert not re.search(r"django\.(http|urls|shortcuts|views)\b", source.text)
