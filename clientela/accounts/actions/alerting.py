"""Telling a customer that a browser signed in which their account hadn't seen before."""

from django.utils import translation

from clientela.accounts.devices import device_of
from clientela.accounts.models import Account, AccountSettings
from clientela.accounts.telling import when
from clientela.core.actor import Actor
from clientela.customers.models import Customer
from clientela.messaging.actions import notify, spoken
from clientela.staff.agents import device
from clientela.store.models import Store


def tell_new_device(customer: Customer, account: Account, *, agent: str, by: Actor) -> None:
    """Email a customer that a new browser signed in; not of the very first one, nor of staff in their place.

    In the caller's transaction, before the sign-in is written down.
    """
    by.must_be_customer(customer.pk)
    is_known = bool(device_of(by.device, customer.email_key or ""))
    if is_known or by.via or account.last_sign_in_at is None or not customer.email:
        return
    if not AccountSettings.current().alerts_new_device:
        return
    store, language = Store.current(), customer.language
    with translation.override(spoken(language, store)):
        said = device(agent)
    values = {
        "device": said,
        "network": by.ip,
        "time": when(language),
        "recover_url": store.link("/account/recover"),
        "customer": {"first_name": customer.first_name},
    }
    notify("account.new_device", customer.email, values, by=by, language=language, customer_id=customer.pk)
