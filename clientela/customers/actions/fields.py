"""Custom fields that the store keeps about customers: defining, changing and taking them away."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.customers.actions.filling import empty_fields
from clientela.customers.events import FieldDefined, FieldDefinitionChanged, FieldDefinitionRemoved
from clientela.customers.fields import Metafield, MetafieldDefinition
from clientela.customers.search import reindex
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.journal.actions import Subject, record

Type = MetafieldDefinition.Type
REMOVING = "customers.remove_field"
MOST_FIELDS = 250
MOST_CHOICES = 200
# So few values are removed at once; more are a job's work.
FEW = 200
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_CHANGEABLE = ("name", "type", "choices", "is_customers_own")


@dataclass(frozen=True)
class NewField:
    """What a custom field is to be. Namespace and key together are its name for queries and files."""

    name: str
    type: str
    namespace: str = "custom"
    key: str = ""
    choices: Sequence[str] = ()
    is_customers_own: bool = False


def define(new: NewField, *, by: Actor) -> MetafieldDefinition:
    """Add a custom field. Raises `SeveralRefused` by field; of two who define the same, one is refused."""
    by.must(Power.SETTINGS_EDIT)
    choices = _checked(new)
    if MetafieldDefinition.objects.count() >= MOST_FIELDS:
        raise Refused(_("A store has at most 250 custom fields."), code="too_many_fields")
    definition = MetafieldDefinition(
        namespace=new.namespace,
        key=new.key,
        name=new.name.strip(),
        type=new.type,
        choices=choices,
        is_customers_own=new.is_customers_own,
    )
    try:
        with transaction.atomic():
            definition.save(force_insert=True)
            _told(FieldDefined(definition.full_name), definition, by)
    except IntegrityError:
        raise SeveralRefused({"key": _("There is a field with this key already.")}) from None
    return definition


def _told(fact: object, definition: MetafieldDefinition, by: Actor) -> None:
    record(fact, by=by, subject=Subject("field", definition.pk))


def _checked(new: NewField) -> list[str]:
    """The choices as they are kept. Raises `SeveralRefused`."""
    wrong: dict[str, str | Promise] = {}
    if not 0 < len(new.name.strip()) <= 120:
        wrong["name"] = _("Enter a name of at most 120 characters.")
    for field in ("namespace", "key"):
        if not _NAME.fullmatch(getattr(new, field)):
            wrong[field] = _("Use small letters a to z, digits, - and _, beginning with a letter.")
    if new.type not in Type.values:
        wrong["type"] = _("Choose one of these.")
    choices = _choices(new.choices) if new.type in {Type.CHOICE, Type.LIST} else []
    if new.type == Type.CHOICE and not choices:
        wrong["choices"] = _("Enter at least one choice.")
    elif len(choices) > MOST_CHOICES:
        wrong["choices"] = _("A field has at most 200 choices.")
    elif any(len(choice) > 255 or "," in choice for choice in choices):
        wrong["choices"] = _("A choice has at most 255 characters and no comma.")
    if wrong:
        raise SeveralRefused(wrong)
    return choices


def _choices(typed: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for each in typed:
        text = " ".join(each.split())
        if text:
            found.setdefault(text.casefold(), text)
    return list(found.values())


def _held(definition_id: int) -> MetafieldDefinition:
    """A custom field in use, its row locked until the transaction ends. Raises `NotThere`."""
    rows = MetafieldDefinition.objects.filter(pk=definition_id, removed_at=None)
    found = rows.select_for_update().first()
    if found is None:
        raise NotThere
    return found


def change_definition(definition_id: int, new: NewField, *, version: int, by: Actor) -> MetafieldDefinition:
    """Change a custom field's name, choices, or who fills it in; its key stays, since queries name it.

    The type changes only while nobody has a value. `version` is that of the row which the editor saw. Raises
    `SeveralRefused` by field, `ChangedMeanwhile`, `NotThere`.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        definition = _held(definition_id)
        if definition.version != version:
            raise ChangedMeanwhile
        choices = _checked(replace(new, namespace=definition.namespace, key=definition.key))
        wanted: dict[str, Any] = {**vars(new), "name": new.name.strip(), "choices": choices}
        changed = [field for field in _CHANGEABLE if getattr(definition, field) != wanted[field]]
        _refuse_what_values_need(definition, wanted)
        if changed:
            for field in changed:
                setattr(definition, field, wanted[field])
            definition.version += 1
            definition.save(update_fields=[*changed, "version"])
            _told(FieldDefinitionChanged(definition.full_name, changed), definition, by)
    return definition


def _refuse_what_values_need(definition: MetafieldDefinition, wanted: dict[str, Any]) -> None:
    """Values keep their type, and choices that customers have stay. Raises `SeveralRefused`."""
    values = Metafield.objects.filter(definition=definition)
    if wanted["type"] != definition.type:
        count = values.count()
        if count:
            sentence = ngettext(
                "%(count)s customer has a value, so the type stays. Add another field, or empty this one"
                " first.",
                "%(count)s customers have a value, so the type stays. Add another field, or empty this one"
                " first.",
                count,
            )
            raise SeveralRefused({"type": sentence % {"count": count}})
        return
    # A list that takes any entry takes only choices from now on, so what customers have must be among them.
    gone = _in_use_beyond(definition, wanted["choices"])
    if gone:
        sentence = _("Customers have “%(choice)s”. Give them another one first, or keep it.")
        raise SeveralRefused({"choices": sentence % {"choice": gone}})


def _in_use_beyond(definition: MetafieldDefinition, choices: list[str]) -> str:
    """A choice that some customer has and that would be none any more."""
    if definition.choices == choices or not choices:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT each FROM customers_metafield, unnest(coalesce(texts, ARRAY[text])) AS each"
            " WHERE definition_id = %s AND each IS NOT NULL AND NOT each = ANY(%s) LIMIT 1",
            [definition.pk, choices],
        )
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def remove_definition(definition_id: int, *, by: Actor) -> Job | None:
    """Take a custom field away with all its values: at once out of sight, by a job where many have one.

    Gives the job, or nothing where it is done already. Raises `NotThere`.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        definition = _held(definition_id)
        MetafieldDefinition.objects.filter(pk=definition_id).update(
            removed_at=Now(), version=F("version") + 1
        )
        _told(FieldDefinitionRemoved(definition.full_name), definition, by)
        theirs = Metafield.objects.filter(definition=definition).order_by("customer_id")
        ids = list(theirs.values_list("customer_id", flat=True)[: FEW + 1])
        if len(ids) > FEW:
            return jobs.start(REMOVING, {"definition": definition_id}, by=by)
        empty_field_each(ids, definition_id, by=by)
    return None


def empty_field_each(
    customer_ids: Sequence[int], definition_id: int, *, by: Actor, job_id: int | None = None
) -> list[int]:
    """Remove the values of a field that is being taken away; with the last one the field itself goes.

    Gives the ids of those who had a value.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        leaving = MetafieldDefinition.objects.filter(pk=definition_id, removed_at__isnull=False)
        definition = leaving.first()
        if definition is None:
            return []
        changed = empty_fields(definition, customer_ids, by=by, job_id=job_id)
        if not Metafield.objects.filter(definition=definition).exists():
            leaving.delete()
        reindex(changed)
    return changed
