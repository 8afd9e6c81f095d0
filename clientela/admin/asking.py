"""Asking a customer for the right address: the email as it begins, in their language."""

from django.utils import translation
from django.utils.translation import gettext as _

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.messaging.actions.notifying import spoken
from clientela.orders import listing
from clientela.store.models import Store


def begun(customer: Customer, asked: dict[str, str], by: Actor) -> dict[str, str]:
    """Subject and message about the address of an order (`order`: number) or a saved one (`address`: id).

    Nothing where there is no such thing of this customer, or it isn't for these eyes.
    """
    if not by.can(Power.CUSTOMERS_ADDRESSES):
        return {}
    name, text = next(((name, asked[name]) for name in ("order", "address") if asked.get(name)), ("", ""))
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        return {}
    try:
        return _about_order(customer, int(text), by) if name == "order" else _about_saved(customer, int(text))
    except NotThere:
        return {}


def _about_order(customer: Customer, number: int, by: Actor) -> dict[str, str]:
    if not by.can(Power.ORDERS_VIEW):
        return {}
    order = listing.find(number)
    if order.customer_id != customer.pk:
        raise NotThere
    with translation.override(spoken(customer.language, Store.current())):
        words = {"order": order.name}
        lead = (
            _("We can't send your order %(order)s to the address we have, because it can't be right:") % words
        )
        return _letter(customer, order.place, _("The address of your order %(order)s") % words, lead)


def _about_saved(customer: Customer, address_id: int) -> dict[str, str]:
    address = customers.address(customer.pk, address_id)
    with translation.override(spoken(customer.language, Store.current())):
        lead = _("An address we keep for you can't be right:")
        return _letter(customer, address.place, _("Your address"), lead)


def _letter(customer: Customer, place: Place, subject: str, lead: str) -> dict[str, str]:
    """Greeting, the address as it stands, what is the matter with it, and what to do."""
    name = customer.first_name or place.first_name
    hello = _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
    quoted = "\n".join(f"> {line}" for line in places.lines(place))
    reasons = "\n".join(f"- {said}" for said in places.complaints(place))
    please = _("Please answer this email with the address as it should be.")
    return {"subject": subject, "message": "\n\n".join(filter(None, (hello, lead, quoted, reasons, please)))}
