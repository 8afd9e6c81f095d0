"""What to set up in a new store, and what of it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clientela.catalog.models import Product
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.orders.models import ShippingRate, TaxRate
from clientela.staff.models import User
from clientela.store.models import Store


@dataclass(frozen=True)
class Step:
    """One thing to set up: what it is good for, where it is done, and whether it is."""

    title: str
    about: str
    href: str
    is_done: bool


def steps(store: Store, actor: Actor) -> list[Step]:
    """The first steps that somebody may take."""
    found = []
    if actor.can(Power.SETTINGS_EDIT):
        found += _settings(store)
    if actor.can(Power.PRODUCTS_EDIT):
        title, about = _("Add products"), _("What you sell, with prices, pictures and stock.")
        found.append(Step(title, about, "/admin/products/new", Product.objects.exists()))
    if actor.can(Power.STAFF_EDIT):
        title, about = _("Invite colleagues"), _("Each with a role that allows what they need.")
        found.append(Step(title, about, "/admin/staff/invite", User.objects.count() > 1))
    return found


def _settings(store: Store) -> list[Step]:
    named = store.name != Store._meta.get_field("name").default
    sends = store.mail_via != Store.MailVia.MAILBOX
    return [
        Step(
            _("Name your store"),
            _("Its name, address and look, on pages and in emails."),
            "/admin/settings/store",
            bool(named),
        ),
        Step(
            _("Set up taxes"),
            _("What is added for each country. Currency and clock stand under money and time."),
            "/admin/settings/taxes",
            TaxRate.objects.exists(),
        ),
        Step(
            _("Set up shipping"),
            _("Where you send to, and what it costs."),
            "/admin/settings/shipping",
            ShippingRate.objects.exists(),
        ),
        Step(
            _("Send real emails"),
            _("Until then the built-in mailbox keeps them here."),
            "/admin/settings/mail",
            sends,
        ),
    ]
