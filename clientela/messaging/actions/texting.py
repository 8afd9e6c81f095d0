"""Marketing by text message: only to who agreed."""

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.actions.consent import NothingToSendTo
from clientela.customers.models import Consent
from clientela.messaging.providers import Text, provider


class NotSubscribed(Refused):
    """The customer hasn't agreed to it."""

    code = "not_subscribed"
    sentence = _("This customer hasn't agreed to marketing by text message.")


class NoWay(Refused):
    """The store sends no text messages."""

    code = "no_sms"
    sentence = _("Choose in the settings how text messages are sent.")


def text(customer_id: int, words: str, *, by: Actor) -> str:
    """Send a customer who agreed to it a text message. Gives the name that the gateway gave it, if any.

    Raises `NotSubscribed`, `NothingToSendTo`, `NoWay`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    customer = customers.find(customer_id)
    if not customer.phone:
        raise NothingToSendTo
    if customer.sms_consent != Consent.SUBSCRIBED:
        raise NotSubscribed
    way = provider()
    if way is None:
        raise NoWay
    return way.deliver(Text(customer.phone, words))
