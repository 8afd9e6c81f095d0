"""What the invited do: open the link, accept, or say no (security LK-01 to LK-06)."""

from django.db import transaction
from django.db.models.functions import Now

from clientela.accounts import passwords
from clientela.accounts.actions import OtherEmail
from clientela.accounts.actions.access import actor_of, end_links, give_password, refuse_when_off
from clientela.accounts.actions.entering import admit
from clientela.accounts.actions.reset import LinkOver
from clientela.accounts.models import AccountSettings, Link, Method
from clientela.accounts.telling import welcome
from clientela.core import emails
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotAllowed
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.invitations import queries, rules
from clientela.invitations.events import AccountDeclined, InvitationOpened
from clientela.invitations.models import Invitation
from clientela.journal.actions import record


def note_opened(customer_id: int, token: str, *, by: Actor) -> None:
    """Write down that an invitation's link was opened, the first time; it uses nothing up (LK-04)."""
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    link = queries.open_link(customer_id, token)
    if link is None or link.opened_at:
        return
    with transaction.atomic():
        if Link.objects.filter(pk=link.pk, opened_at=None).update(opened_at=Now()):
            first = Invitation.objects.filter(customer_id=customer_id, link_id=link.pk, opened_at=None)
            if first.update(opened_at=Now()):
                record(InvitationOpened(), by=by, customer_id=customer_id)


def accept(
    customer_id: int,
    token: str,
    *,
    agent: str,
    by: Actor,
    password: str = "",
    email: str = "",
    replaces: str = "",
) -> tuple[Customer, str]:
    """Open the account behind an invitation, once, and sign in. Gives the customer and the token.

    The mailbox is proved by it. Without a password, where people sign in by other means, the address is typed
    once more: a mail scanner that presses buttons doesn't know it. Raises `LinkOver`, `OtherEmail`,
    `NoInvitations`, `PasswordWeak`, `PasswordTooLong`, `TooMany`, `Busy`.
    """
    link = _held(customer_id, token, by)
    settings = AccountSettings.current()
    password = password if settings.allows(Method.PASSWORD) else ""
    if email or (settings.may_lack_password and not password):
        _refuse_other(link, email)
    password_hash = _hashed(password, link.customer) if password or not settings.may_lack_password else ""
    with transaction.atomic():
        customer = locked(customer_id)
        if queries.open_link(customer_id, token) is None:
            raise LinkOver
        Link.objects.filter(pk=link.pk).update(used_at=Now())
        return customer, _let_in(customer, password_hash, agent, replaces, actor_of(customer, by))


def _held(customer_id: int, token: str, by: Actor) -> Link:
    """The open link, for anybody but staff who are signed in as a customer. Raises `LinkOver`."""
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    if by.via:
        raise NotAllowed
    refuse_when_off()
    rules.refuse_closed()
    gate.take("invitation.network", gate.network(by.ip), by=by)
    link = queries.open_link(customer_id, token)
    if link is None:
        raise LinkOver
    return link


def _refuse_other(link: Link, email: str) -> None:
    if emails.canonical(email) != link.email_key:
        raise OtherEmail


def _hashed(password: str, known: Customer) -> str:
    passwords.refuse_weak(password, email=known.email, first_name=known.first_name, last_name=known.last_name)
    return passwords.hashed(password)


def _let_in(customer: Customer, password_hash: str, agent: str, replaces: str, by: Actor) -> str:
    by.must_be_customer(customer.pk)
    Invitation.objects.open().filter(customer=customer).update(accepted_at=Now())
    if password_hash:
        give_password(customer, password_hash, "invitation", by=by)
    end_links(customer, by=by)
    customers.verify_email(customer.pk, "invitation", by=by)
    token = admit(customer, "invitation", agent=agent, by=by, replaces=replaces)
    welcome(customer.pk, by=by)
    return token


def decline(customer_id: int, token: str, email: str, *, by: Actor) -> Customer:
    """Say no to an account; the store may invite again. The address is typed once more.

    Raises `LinkOver`, `OtherEmail`, `NoInvitations`, `EmailNotValid`, `TooMany`.
    """
    _refuse_other(_held(customer_id, token, by), email)
    with transaction.atomic():
        customer = locked(customer_id)
        link = queries.open_link(customer_id, token)
        if link is None:
            raise LinkOver
        them = actor_of(customer, by)
        Link.objects.filter(pk=link.pk).update(used_at=Now())
        Invitation.objects.open().filter(customer=customer).update(declined_at=Now())
        end_links(customer, by=them)
        customers.set_account_state(customer_id, AccountState.DECLINED, by=them)
        record(AccountDeclined(), by=them, customer_id=customer_id)
    return customer
