"""Words that the account emails share."""

from datetime import datetime

from babel.dates import format_date, format_time
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clientela.accounts.models import Method
from clientela.core import money
from clientela.core.actor import Actor
from clientela.customers.models import Customer
from clientela.messaging.actions import notify, spoken
from clientela.store.models import Store


def when(language: str, moment: datetime | None = None) -> str:
    """A moment, else the present time, in the store's zone, as the email's language writes it."""
    store = Store.current()
    with translation.override(spoken(language, store)):
        now, locale = (moment or timezone.now()).astimezone(store.zone), money.locale()
        return f"{format_date(now.date(), 'long', locale=locale)}, {format_time(now, 'short', locale=locale)}"


def way(method: Method, name: str = "") -> str:
    """A way to sign in, in the language that is spoken now; passkeys and providers by their names."""
    if method == Method.PASSKEY:
        return _("Passkey “%(name)s”") % {"name": name}
    return name or str(method.label)


def tell_of_way(kind: str, customer: Customer, method: Method, name: str = "", *, by: Actor) -> None:
    """Mail a customer that a way to sign in came, went, or looks copied (security PK-05, PW-05)."""
    store, language = Store.current(), customer.language
    with translation.override(spoken(language, store)):
        said = way(method, name)
    values = {
        "way": said,
        "time": when(language),
        "sign_in_url": store.link("/account/sign-in"),
        "customer": {"first_name": customer.first_name},
    }
    if customer.email:
        notify(kind, customer.email, values, by=by, language=language, customer_id=customer.pk)


def welcome(customer_id: int, *, by: Actor) -> None:
    """Mail a customer that their account is open; their name and language as they stand by now."""
    customer = Customer.objects.get(pk=customer_id)
    values = {
        "account_link": Store.current().link("/account"),
        "customer": {"first_name": customer.first_name},
    }
    language = customer.language
    if customer.email:
        notify("account.welcome", customer.email, values, by=by, language=language, customer_id=customer.pk)
