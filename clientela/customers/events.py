"""What happens to customers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact("customer.created", _("Customer added ({source})"), icon="user-plus", webhook="customers/create")
@dataclass(frozen=True)
class CustomerCreated:
    """The store got to know somebody; `source` says how."""

    source: str


@fact(
    "customer.edited",
    _("Profile edited: {fields}"),
    icon="pencil",
    personal=("before", "after"),
    webhook="customers/update",
)
@dataclass(frozen=True)
class CustomerEdited:
    """Values of the profile changed."""

    fields: list[str]
    before: dict[str, str]
    after: dict[str, str]


@fact(
    "customer.email_changed",
    _("Email changed"),
    icon="at-sign",
    personal=("before", "after"),
    webhook="customers/update",
)
@dataclass(frozen=True)
class EmailChanged:
    """The customer has another address, which isn't proved yet."""

    before: str
    after: str


@fact("customer.email_verified", _("Email address proved"), icon="mail-check", webhook="customers/update")
@dataclass(frozen=True)
class EmailVerified:
    """The customer showed that the mailbox is theirs."""

    how: str


@fact(
    "customer.address_added",
    _("Address added"),
    icon="map-pin",
    personal=("address",),
    webhook="customers/update",
)
@dataclass(frozen=True)
class AddressAdded:
    """The customer has one more address."""

    address_id: int
    address: list[str]


@fact(
    "customer.address_changed",
    _("Address changed"),
    icon="map-pin",
    personal=("address",),
    webhook="customers/update",
)
@dataclass(frozen=True)
class AddressChanged:
    """An address has other words."""

    address_id: int
    address: list[str]


@fact("customer.address_deleted", _("Address deleted"), icon="map-pin-off", webhook="customers/update")
@dataclass(frozen=True)
class AddressDeleted:
    """An address is gone."""

    address_id: int


@fact(
    "customer.default_address_chosen", _("Default address chosen"), icon="map-pin", webhook="customers/update"
)
@dataclass(frozen=True)
class DefaultAddressChosen:
    """Another address is the default."""

    address_id: int


@fact("customer.address_pinned", _("Address kept for checkout: {pinned}"), icon="pin")
@dataclass(frozen=True)
class AddressPinned:
    """An address is offered at checkout however long ago it was used, or no longer."""

    address_id: int
    pinned: bool


@fact("customer.data_sale_chosen", _("Sale of data forbidden: {opted_out}"), icon="hand")
@dataclass(frozen=True)
class DataSaleChosen:
    """The customer forbade the sale and sharing of their data, or allowed it again."""

    opted_out: bool


@fact(
    "customer.consent_changed",
    _("Marketing by {channel}: {state} ({source})"),
    icon="megaphone",
    webhook="customers_marketing_consent/update",
)
@dataclass(frozen=True)
class ConsentChanged:
    """Consent to marketing was given, taken back or is awaited."""

    channel: str
    state: str
    level: str
    source: str


@fact("customer.tags_added", _("Tags added: {tags}"), icon="tag", webhook="customer.tags_added")
@dataclass(frozen=True)
class TagsAdded:
    """Tags were put on the customer."""

    tags: list[str]


@fact("customer.tags_removed", _("Tags removed: {tags}"), icon="tag", webhook="customer.tags_removed")
@dataclass(frozen=True)
class TagsRemoved:
    """Tags were taken off the customer."""

    tags: list[str]


@fact("tag.renamed", _("Tag “{before}” is now “{after}”"), icon="tag")
@dataclass(frozen=True)
class TagRenamed:
    """A tag has another spelling or name everywhere, or became another tag."""

    before: str
    after: str


@fact("tag.deleted", _("Tag “{name}” deleted"), icon="tag")
@dataclass(frozen=True)
class TagDeleted:
    """A tag is taken off everybody."""

    name: str


@fact(
    "customer.field_changed",
    _("Custom fields changed: {labels}"),
    icon="pencil",
    personal=("before", "after"),
    webhook="customers/update",
)
@dataclass(frozen=True)
class FieldChanged:
    """Values of custom fields changed; `labels` are what the fields are called."""

    fields: list[str]
    labels: list[str]
    before: dict[str, str]
    after: dict[str, str]


@fact("field.defined", _("Custom field {name} defined"), icon="list-plus", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class FieldDefined:
    """The store keeps one thing more about customers."""

    name: str


@fact("field.changed", _("Custom field {name} changed"), icon="list", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class FieldDefinitionChanged:
    """A custom field has another name, type or choices."""

    name: str
    changed: list[str]


@fact("field.removed", _("Custom field {name} deleted"), icon="list-x", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class FieldDefinitionRemoved:
    """A custom field is taken away with all its values."""

    name: str


@fact("customer.note_changed", _("Note changed"), icon="sticky-note", power=Power.CUSTOMERS_NOTES)
@dataclass(frozen=True)
class NoteChanged:
    """Staff wrote another note; its text is not on the log."""


@fact("customer.commented", _("Comment written"), icon="message-square", power=Power.CUSTOMERS_NOTES)
@dataclass(frozen=True)
class Commented:
    """Staff left a remark on the timeline."""

    comment_id: int
