"""The account of one customer as staff see it, and help that needs no password of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.models import Account, AccountSettings, Method, Session
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.core.seals import new_token
from clientela.customers import queries as customers
from clientela.customers.models import AccountState, Customer
from clientela.invitations import queries as invitations
from clientela.invitations import rules
from clientela.invitations.models import Invitation
from clientela.messaging.kinds import MAKERS
from clientela.post import problems
from clientela.post import queries as post
from clientela.post.letter import masked
from clientela.post.models import Message
from clientela.ui.posting import shown_at

MOST_EMAILS = 10
# In which an invitation still tells something.
_INVITED = {AccountState.INVITED, AccountState.DECLINED}


@dataclass(frozen=True)
class Card:
    """What stands on the profile about a customer's account."""

    state: str
    account: Account | None
    invitation: Invitation | None
    # Why nobody can invite them now, as a sentence; empty where staff can.
    why_not: str
    # By what they come in.
    ways: "Ways | None" = None

    @property
    def is_none(self) -> bool:
        return self.state in {AccountState.NONE, AccountState.INVITED, AccountState.DECLINED}

    @property
    def is_active(self) -> bool:
        return self.state == AccountState.ENABLED


def card(customer: Customer) -> Card:
    """The account card of a profile."""
    account = queries.account_of(customer.pk)
    state = AccountState(customer.account_state)
    asks = state not in {AccountState.ENABLED, AccountState.DEACTIVATED}
    return Card(
        state,
        account,
        invitations.latest(customer.pk) if state in _INVITED else None,
        rules.why_not(customer.pk) if asks else "",
        _ways(customer, account) if account and state is AccountState.ENABLED else None,
    )


@dataclass(frozen=True)
class Ways:
    """By what a customer comes in; what the store doesn't allow counts for nothing."""

    password: bool
    code: bool
    passkeys: int
    providers: list[str]

    @property
    def words(self) -> str:
        """All of them in one line."""
        parts = [_("Password")] if self.password else []
        parts += [_("Code by email")] if self.code else []
        if self.passkeys:
            count = {"count": self.passkeys}
            parts.append(ngettext("%(count)s passkey", "%(count)s passkeys", self.passkeys) % count)
        return ", ".join([*parts, *self.providers])


def _ways(customer: Customer, account: Account) -> Ways:
    # The stubs don't know what a query adds to its rows.
    found: Any = account
    settings = AccountSettings.current()
    return Ways(
        password=settings.allows(Method.PASSWORD) and account.has_password,
        code=settings.allows(Method.CODE) and bool(customer.email),
        passkeys=found.passkey_count if settings.allows(Method.PASSKEY) else 0,
        providers=list(found.provider_names) if settings.allows(Method.OIDC) else [],
    )


@dataclass(frozen=True)
class Told:
    """An email about the account: why it didn't arrive, whether staff may read it and send it again."""

    message: Message
    # With dots where a secret stood.
    subject: str
    problem: str
    may_read: bool
    may_repeat: bool


def _emails(customer: Customer, request: StaffRequest) -> list[Told]:
    """The newest emails about the account."""
    rows = Message.objects.filter(customer_id=customer.pk, kind__startswith="account.").exclude(state="draft")
    found = rows.defer("html", "text", "secrets").order_by("-pk")[:MOST_EMAILS]
    may_all, may_mail = (
        request.actor.can(power) for power in (Power.CUSTOMERS_ADDRESSES, Power.CUSTOMERS_EMAIL)
    )
    return [
        Told(
            one,
            masked(one.subject),
            problems.said(one.problem),
            may_read := may_all or one.staff_id == request.actor.id,
            may_read and may_mail and one.kind in MAKERS,
        )
        for one in found
    ]


def _where(customer_id: int) -> str:
    return f"/admin/customers/{customer_id}/account"


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@require_safe
def account(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Ways in, open browsers, what was mailed and what became of it, and what staff can do about it."""
    customer = customers.find(customer_id)
    found = card(customer)
    context = {
        "customer": customer,
        "account": found,
        "ways": found.account and _ways(customer, found.account),
        "methods": AccountSettings.current(),
        "sessions": queries.sessions_of(customer.pk),
        "emails": (emails := _emails(customer, request)),
        "may_repeat": any(told.may_repeat for told in emails),
        "held": post.held(customer.email) if customer.email else None,
        "base": _where(customer.pk),
        # Pressed twice, *Send again* sends once; drawn anew, it may be pressed again.
        "once": new_token()[:22],
    }
    return show(request, "admin/account_help.html", context, current="customers")


def _helped(request: StaffRequest, customer_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    """Do one thing, say what came of it, and go back to the page of help."""
    try:
        act()
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, done)
    return SeeOther(_where(customer_id))


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@shown_at("/admin/customers/{customer_id}/account")
@require_POST
def reset(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Mail the link by which the customer sets a new password, or where nobody has one, how they log in."""
    customer = customers.find(customer_id)
    done = _("A link to set a new password is on its way to %(address)s.")
    if not AccountSettings.current().allows(Method.PASSWORD):
        done = _("An email that says how to log in is on its way to %(address)s.")
    done %= {"address": customer.email}
    return _helped(request, customer.pk, lambda: actions.help_with_reset(customer.pk, by=request.actor), done)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@shown_at("/admin/customers/{customer_id}/account")
@require_POST
def unlock(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Open the brakes on guessing, and mail the customer a way past them."""
    customer = customers.find(customer_id)

    def act() -> None:
        actions.clear_brakes(customer.pk, by=request.actor)
        actions.send_unlock(customer.pk, by=request.actor)

    done = _("The customer can try again at once, and got a link that lets their browser in.")
    return _helped(request, customer.pk, act, done)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@shown_at("/admin/customers/{customer_id}/account")
@require_POST
def end_all(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Log the customer out everywhere."""
    customer = customers.find(customer_id)
    act = actions.end_sessions
    done = _("Logged out everywhere.")
    return _helped(request, customer.pk, lambda: act(customer.pk, by=request.actor), done)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@shown_at("/admin/customers/{customer_id}/account")
@require_POST
def end(request: StaffRequest, customer_id: int, session_id: int) -> HttpResponse:
    """Log the customer out in one browser; where they are out already, all is well."""
    customer = customers.find(customer_id)
    try:
        actions.end_session(customer.pk, session_id, by=request.actor)
    except NotThere:
        return SeeOther(_where(customer.pk))
    messages.success(request, _("Logged out there."))
    return SeeOther(_where(customer.pk))


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@fresh(when=lambda request, **_: request.method == "POST")
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: StaffRequest, customer_id: int) -> HttpResponse:
    """What deactivating does, and the button that does it."""
    customer = customers.find(customer_id)
    if request.method == "POST":
        actions.deactivate([customer.pk], by=request.actor)
        messages.success(
            request, _("The account of %(name)s is deactivated.") % {"name": customer.display_name}
        )
        return SeeOther(f"/admin/customers/{customer.pk}")
    open_ones = Session.objects.alive().filter(customer=customer).count()
    context = {
        "customer": customer,
        "sessions": open_ones
        and ngettext("%(count)s browser", "%(count)s browsers", open_ones) % {"count": open_ones},
        "is_required": AccountSettings.current().policy == "required",
    }
    return show(request, "admin/account_deactivate.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ACCOUNTS)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def activate(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Switch the account on again."""
    customer = customers.find(customer_id)
    actions.activate([customer.pk], by=request.actor)
    messages.success(request, _("The account of %(name)s is active again.") % {"name": customer.display_name})
    return SeeOther(f"/admin/customers/{customer.pk}")
