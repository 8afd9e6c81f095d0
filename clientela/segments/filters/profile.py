"""Filters over the profile itself: since when, language, tags, account, marketing."""

from enum import StrEnum
from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Kind as ActorKind
from clientela.customers.actions.tags import tag_key
from clientela.customers.models import AccountState, Consent, CustomerTag, Source, Tag
from clientela.journal.models import Event
from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.domains import at_domain, domains
from clientela.segments.filters.kinds import Choices, Filter, Group, Kind
from clientela.segments.language.tree import Test


def _tagged(test: Test, clock: Clock) -> Q:
    """Whether a customer has a tag, whatever its case."""
    rows = CustomerTag.objects.filter(customer=OuterRef("pk"))

    def has(names: list[str]) -> Q:
        tags = Tag.objects.filter(key__in=[tag_key(name) for name in names])
        return Q(Exists(rows.filter(tag__in=tags)))

    return conditions.one_of(test, has, ~Q(Exists(rows)))


def _tags(typed: str, most: int) -> list[tuple[str, str]]:
    found = Tag.objects.filter(key__startswith=tag_key(typed)).order_by("key")
    return [(name, name) for name in found.values_list("name", flat=True)[:most]]


def _by_token(test: Test, clock: Clock) -> Q:
    """By which token a program added a customer; the log tells it, and an index holds those facts."""
    told = Event.objects.filter(name="customer.created", actor_kind=ActorKind.TOKEN)
    rows = told.filter(customer_id=OuterRef("pk"))
    positive = Test({"!=": "=", "IS NULL": "IS NOT NULL"}.get(test.operator, test.operator), test.values)
    if positive.operator != "IS NOT NULL":
        rows = rows.filter(conditions.numbers("actor_id", positive))
    found = Q(Exists(rows))
    return found if positive.operator == test.operator else ~found


def _stored(names: type[StrEnum] | type[Consent] | type[Source]) -> dict[str, list[str]]:
    """What the column holds for each word of the language: the same in small letters."""
    return {str(each.value).upper(): [str(each.value)] for each in names}


def _words(names: type[Consent] | type[Source], without: tuple[str, ...] = ()) -> Choices:
    return {each.value.upper(): each.label for each in names if each.value not in without}


_STATES = {
    "ENABLED": [AccountState.ENABLED.value],
    # The field's word for everybody who can't sign in and wasn't asked.
    "DISABLED": [AccountState.NONE.value, AccountState.DEACTIVATED.value],
    "INVITED": [AccountState.INVITED.value],
    "DECLINED": [AccountState.DECLINED.value],
    "DEACTIVATED": [AccountState.DEACTIVATED.value],
}
_STATE_WORDS: Choices = {
    "ENABLED": _("Active"),
    "DISABLED": _("No account"),
    "INVITED": _("Invited"),
    "DECLINED": _("Declined"),
    "DEACTIVATED": _("Deactivated"),
}

FILTERS = (
    Filter("customer_tags", _("Tags"), Kind.TEXTS, Group.PROFILE, where=_tagged, suggest=_tags),
    Filter(
        "customer_account_status",
        _("Customer account"),
        Kind.CHOICE,
        Group.PROFILE,
        where=conditions.choices("account_state", _STATES),
        choices=_STATE_WORDS,
    ),
    Filter(
        "customer_added_date",
        _("Date added"),
        Kind.DATE,
        Group.PROFILE,
        where=partial(conditions.moments, "added_at"),
    ),
    Filter(
        "customer_language",
        _("Language"),
        Kind.TEXT,
        Group.PROFILE,
        where=conditions.texts("language"),
        suggest=lambda typed, most: [
            (code, str(name)) for code, name in settings.LANGUAGES if code.startswith(typed.lower())
        ][:most],
    ),
    Filter(
        "customer_email_domain",
        _("Email domain"),
        Kind.TEXT,
        Group.PROFILE,
        where=at_domain,
        suggest=domains,
    ),
    Filter(
        "customer_source",
        _("Came by"),
        Kind.CHOICE,
        Group.PROFILE,
        where=conditions.choices("source", _stored(Source)),
        choices=_words(Source),
    ),
    Filter("created_by_app_id", _("Added by API token"), Kind.INTEGER, Group.PROFILE, where=_by_token),
    Filter(
        "email_subscription_status",
        _("Email marketing"),
        Kind.CHOICE,
        Group.MARKETING,
        where=conditions.choices("email_consent", _stored(Consent)),
        choices=_words(Consent),
    ),
    Filter(
        "sms_subscription_status",
        _("SMS marketing"),
        Kind.CHOICE,
        Group.MARKETING,
        where=conditions.choices("sms_consent", _stored(Consent)),
        choices=_words(Consent, without=("invalid",)),
    ),
)
