"""A fixed cast: staff of every role, a customer with an account, a guest, a stranger."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.test import Client

from clientela.accounts.models import Account
from clientela.accounts.models import Session as CustomerSession
from clientela.core import seals
from clientela.core.actor import SYSTEM, Actor, shopper, visitor
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.staff.models import Session, User
from clientela.staff.roles import Role

PASSWORD = "a-quiet-harbour-42"  # the same for the whole cast


@dataclass(frozen=True)
class Cast:
    """Who is there."""

    owner: User
    manager: User
    support: User
    marketing: User
    read_only: User
    ingrid: Customer  # has an account
    guest: Customer  # ordered once, never signed in
    stranger: Customer  # another customer, with an account

    def staff(self) -> list[User]:
        """Staff of every role."""
        return [self.owner, self.manager, self.support, self.marketing, self.read_only]


_HASH = ""


def password_hash() -> str:
    """The cast's password, hashed once per process."""
    global _HASH
    _HASH = _HASH or make_password(PASSWORD)
    return _HASH


def make_staff(role: Role) -> User:
    """A member of staff of a role; as in the demo, a password is enough on this machine."""
    email = f"{role.value.replace('_', '-')}@example.com"
    return User.objects.create(
        email=email, email_key=email, name=str(role.label), role=role, password=password_hash(), is_demo=True
    )


def make_customer(email: str, first_name: str = "", last_name: str = "", account: bool = False) -> Customer:
    """A customer, with an account or without."""
    new = customers.NewCustomer(
        first_name=first_name, last_name=last_name, email=email, source=Source.REGISTRATION
    )
    customer = customers.add(new, by=SYSTEM)
    if account:
        Account.objects.create(customer=customer, password=password_hash())
        customers.set_account_state(customer.pk, AccountState.ENABLED, by=SYSTEM)
        customers.verify_email(customer.pk, "code", by=SYSTEM)
    return Customer.objects.get(pk=customer.pk)


def make_cast() -> Cast:
    """Everybody, made new in the running transaction."""
    return Cast(
        *(make_staff(role) for role in Role),
        ingrid=make_customer("Ingrid.Hansen@example.com", "Ingrid", "Hansen", account=True),
        guest=make_customer("guest@example.net", "Gianni", "Rossi"),
        stranger=make_customer("stranger@example.org", "Sigrid", "Berg", account=True),
    )


def as_staff(user: User) -> Client:
    """A browser in which this member of staff is signed in."""
    client, token = Client(headers={"accept-language": "en"}), seals.new_token()
    Session.objects.create(user=user, token_hash=seals.token_hash(token), is_whole=True)
    client.cookies["staff"] = token
    return client


def as_customer(customer: Customer) -> Client:
    """A browser in which this customer is signed in."""
    client, token = Client(headers={"accept-language": "en"}), seals.new_token()
    CustomerSession.objects.create(customer=customer, token_hash=seals.token_hash(token))
    client.cookies["customer"] = token
    return client


def actor_of(customer: Customer) -> Actor:
    """The actor a customer is."""
    return shopper(customer.pk, customer.name, "127.0.0.1")


VISITOR = visitor("127.0.0.1")
