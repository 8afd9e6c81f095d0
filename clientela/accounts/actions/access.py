"""What all ways in share: whether there are accounts at all, and giving a customer a password."""

from dataclasses import replace

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions import watching
from clientela.accounts.actions.sessions import end_all
from clientela.accounts.events import AccountEnabled, PasswordChanged
from clientela.accounts.models import Account, AccountSettings, Challenge, Link, Method, Registration
from clientela.accounts.telling import welcome, when
from clientela.core.actor import Actor, Kind, shopper
from clientela.core.errors import NotThere, Refused, TooMany
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging.actions import notify
from clientela.store.models import Store

_TAKE_BACK = (Link.Purpose.EMAIL_UNDO, Link.Purpose.ORDER_CLAIM)


class AccountsOff(NotThere):
    """The store has no customer accounts."""

    code = "accounts_off"
    sentence = _("This store has no customer accounts.")


class AccountClosed(Refused):
    """The store switched this account off; told only to whoever proved that the mailbox is theirs."""

    code = "account_closed"
    sentence = _("This account is closed. Please contact the store.")


class NoNewAccounts(Refused):
    """Only the invited, or nobody, may make an account; told once the mailbox is proved."""

    code = "no_new_accounts"
    sentence = _("You can't create an account here by yourself. Please contact the store.")


class MethodOff(NotThere):
    """The store doesn't let customers in this way."""

    code = "method_off"
    sentence = _("You can't sign in this way here. Please choose another.")


def refuse_when_off(method: Method | None = None) -> None:
    """Refuse where the store has no accounts, or not this way in. Raises `AccountsOff`, `MethodOff`."""
    settings = AccountSettings.current()
    if settings.is_off:
        raise AccountsOff
    if method and not settings.allows(method):
        raise MethodOff


def may_have_account(state: str) -> bool:
    """Whether somebody in this `account_state` may have an account, or get one, by what the settings say."""
    registration = AccountSettings.current().registration
    if state == AccountState.ENABLED:
        return True
    if registration == Registration.INVITATION:
        return state == AccountState.INVITED
    return registration == Registration.OPEN and state != AccountState.DEACTIVATED


def enable(customer: Customer, how: str, *, by: Actor) -> Account:
    """Let a proved customer sign in from now on. Gives the account; nothing new where they could already.

    The customer's row is locked by the caller, in the caller's transaction. Raises `AccountClosed` for one
    whom staff deactivated, `NoNewAccounts` where only the invited may have an account.
    """
    by.must_be_customer(customer.pk)
    if customer.account_state == AccountState.DEACTIVATED:
        raise AccountClosed
    if not may_have_account(customer.account_state):
        raise NoNewAccounts
    account, _made = Account.objects.get_or_create(customer=customer)
    if customer.account_state != AccountState.ENABLED:
        Account.objects.filter(pk=account.pk).update(activated_at=Now())
        watching.note_sign_up(customer, account, how, by=by)
        customers.set_account_state(customer.pk, AccountState.ENABLED, by=by)
        customer.account_state = AccountState.ENABLED
        record(AccountEnabled(how), by=by, customer_id=customer.pk)
        # Whoever is held back is welcomed once they may come in; the invited by their invitation.
        if how in watching.SELF_MADE and not account.is_held_back:
            welcome(customer.pk, by=by)
    return account


def may_mail(key: str, *, by: Actor) -> bool:
    """Count one more email to this address, whoever asks and whether it is known or not (security RL-06)."""
    try:
        gate.take("mail.recipient_quarter", key, by=by)
        gate.take("mail.recipient_day", key, by=by)
    except TooMany:
        return False
    return True


def actor_of(customer: Customer, by: Actor) -> Actor:
    """The customer as the actor, once the mailbox or password was proved."""
    them = shopper(customer.pk, customer.name, by.ip, via=by.via)
    return replace(them, device=by.device, has_proof=by.has_proof)


def give_password(customer: Customer, password_hash: str, how: str, *, by: Actor) -> None:
    """Let a proved customer sign in with this password; whatever was open before ends (security SE-05).

    The customer's row is locked by the caller, in the caller's transaction.
    """
    by.must_be_customer(customer.pk)
    account = enable(customer, how, by=by)
    had_one = bool(account.password or account.foreign_hash)
    Account.objects.filter(pk=account.pk).update(
        password=password_hash, foreign_hash="", password_set_at=Now()
    )
    end_all(customer.pk, by=by)
    end_links(customer, by=by)
    if had_one:
        record(PasswordChanged(how), by=by, customer_id=customer.pk)
        _tell_of_change(customer, by=by)


def end_links(customer: Customer, *, by: Actor) -> None:
    """End every one-time link and code of a customer that is still open (security LK-03).

    Links that take something back outlive what the customer does: a thief who came in would change the
    password, or the address once more, to be rid of them.
    """
    if not by.can(Power.CUSTOMERS_EDIT):
        by.must_be_customer(customer.pk)
    links = Link.objects.filter(customer=customer, used_at=None, ended_at=None)
    if by.kind is Kind.CUSTOMER:
        links = links.exclude(purpose__in=_TAKE_BACK)
    links.update(ended_at=Now())
    codes = Challenge.objects.filter(email_key=customer.email_key or "", used_at=None, ended_at=None)
    codes.update(ended_at=Now())


def _tell_of_change(customer: Customer, *, by: Actor) -> None:
    """Tell the customer that the password changed (security PW-05)."""
    values = {"time": when(customer.language), "recover_url": Store.current().link("/account/recover")}
    notify(
        "account.password_changed",
        customer.email,
        values,
        by=by,
        language=customer.language,
        customer_id=customer.pk,
    )
