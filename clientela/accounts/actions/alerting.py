"""Telling a customer that a browser signed in which their account hadn't seen before."""

from django.utils import translation

from clientela.accounts.devices import device_of
from clientela.accounts.models import Account, AccountSettings, Session
from clientela.accounts.telling import when
from clientela.core.actor import Actor
from clientela.core.queue import Queue, enqueue
from clientela.customers.models import Customer
from clientela.messaging.actions import notify, spoken
from clientela.staff.agents import device
from clientela.store.models import Store


def is_new_device(customer: Customer, account: Account, *, by: Actor) -> bool:
    """Whether a customer is to hear of a sign-in that isn't written down yet: from a browser that is new.

    Not of the very first one, nor of staff in their place.
    """
    by.must_be_customer(customer.pk)
    is_known = bool(device_of(by.device, customer.email_key or ""))
    if is_known or by.via or account.last_sign_in_at is None or not customer.email:
        return False
    return AccountSettings.current().alerts_new_device


def alert_later(session: Session, *, by: Actor) -> None:
    """Have the worker tell of a sign-in, in the caller's transaction: nobody waits for an email's words."""
    by.must_be_customer(session.customer_id)
    enqueue("accounts.tell_new_device", Queue.MAIL, session_id=session.pk)


def tell_new_device(session_id: int, *, by: Actor) -> None:
    """Email a customer that a new browser signed in, though it was signed out again meanwhile. Safe twice."""
    by.must_be()
    session = Session.objects.select_related("customer").filter(pk=session_id).first()
    if session is None or not session.customer.email:
        return
    customer, store = session.customer, Store.current()
    with translation.override(spoken(customer.language, store)):
        said = device(session.agent)
    values = {
        "device": said,
        "network": session.ip,
        "time": when(customer.language, session.started_at),
        "recover_url": store.link("/account/recover"),
        "customer": {"first_name": customer.first_name},
    }
    notify(
        "account.new_device",
        customer.email,
        values,
        by=by,
        language=customer.language,
        customer_id=customer.pk,
        dedupe_key=f"new_device:{session_id}",
    )
