"""Who may be invited, said once for one customer and for many."""

from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import AccountSettings, Registration
from clientela.core.errors import Refused
from clientela.customers.models import AccountState, Customer, CustomerQuerySet
from clientela.invitations.models import Invitation
from clientela.post.models import Suppression


class NoInvitations(Refused):
    """The store takes no new accounts now, so nobody can be invited."""

    code = "no_invitations"
    sentence = _("Customer accounts are disabled, so nobody can be invited.")


class CantInvite(Refused):
    """This customer can't be invited; the sentence says why."""

    code = "cant_invite"


class Reason(StrEnum):
    """Why a customer isn't invited; empty for those who are."""

    NOTHING = ""
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    DECLINED = "declined"
    NO_EMAIL = "no_email"
    HELD = "held"
    INVITED = "invited"
    GONE = "gone"


WORDS: dict[Reason, str | Promise] = {
    Reason.NOTHING: _("Will be invited"),
    Reason.ACTIVE: _("Have an account"),
    Reason.DEACTIVATED: _("Account deactivated"),
    Reason.DECLINED: _("Declined an invitation"),
    Reason.NO_EMAIL: _("No email address"),
    Reason.HELD: _("Emails to them are held back"),
    Reason.INVITED: _("Invited already, the link still works"),
    Reason.GONE: _("No longer there"),
}
_SENTENCES: dict[Reason, str | Promise] = {
    Reason.ACTIVE: _("This customer has an account."),
    Reason.DEACTIVATED: _("This customer's account is deactivated. Activate it instead."),
    Reason.NO_EMAIL: _("This customer has no email address. Add one to the profile first."),
    Reason.HELD: _("Emails to this address are held back."),
    Reason.GONE: _("This customer is no longer there."),
}


def refuse_closed() -> None:
    """Refuse where the store has no accounts, or takes no new ones. Raises `NoInvitations`."""
    settings = AccountSettings.current()
    if settings.is_off:
        raise NoInvitations
    if settings.registration == Registration.CLOSED:
        raise NoInvitations(_("New accounts are closed, so nobody can be invited."))


def judged(rows: CustomerQuerySet) -> Any:
    """These customers, each with the `reason` why they wouldn't be invited: a query set of its own kind."""
    held = Suppression.objects.filter(key=OuterRef("email_key"))
    good = Invitation.objects.good().filter(customer=OuterRef("pk"))
    states = {
        AccountState.ENABLED: Reason.ACTIVE,
        AccountState.DEACTIVATED: Reason.DEACTIVATED,
        AccountState.DECLINED: Reason.DECLINED,
    }
    cases = [When(account_state=state, then=Value(reason.value)) for state, reason in states.items()]
    cases += [
        When(email_key=None, then=Value(Reason.NO_EMAIL.value)),
        When(Exists(held), then=Value(Reason.HELD.value)),
        When(Q(account_state=AccountState.INVITED) & Exists(good), then=Value(Reason.INVITED.value)),
    ]
    reason = Case(*cases, default=Value(""), output_field=CharField())
    return rows.annotate(reason=reason)


def reason_of(customer_id: int) -> Reason:
    """Why one customer wouldn't be invited by a round."""
    found = judged(Customer.objects.known().filter(pk=customer_id)).values_list("reason", flat=True).first()
    return Reason.GONE if found is None else Reason(found)


def refuse(customer_id: int) -> None:
    """Refuse whom staff can't invite one by one; who declined, or was invited before, they may invite anew.

    Raises `CantInvite`, `NoInvitations`.
    """
    refuse_closed()
    reason = reason_of(customer_id)
    if reason in _SENTENCES:
        raise CantInvite(_SENTENCES[reason], code=reason.value)


def why_not(customer_id: int) -> str:
    """Why staff can't invite a customer now, as a sentence; empty where they can."""
    try:
        refuse(customer_id)
    except Refused as refused:
        return str(refused.sentence)
    return ""
