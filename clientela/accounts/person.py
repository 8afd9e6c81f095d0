"""The accounts' part when people go: their doors are shut, and later their ways in are removed."""

from django.db.models.functions import Now

from clientela.accounts.models import Account, Attempt, Challenge, Identity, Link, Session
from clientela.core.actor import Actor
from clientela.core.people import People

COVERS = {
    "accounts.Account.customer": "removed",
    "accounts.Passkey.account": "removed with the account",
    "accounts.Identity.account": "removed with the account",
    "accounts.Session.customer": "removed",
    "accounts.Link.customer": "removed",
    "accounts.Attempt.customer_id": "emptied: the sign-up still counts, and says nothing of who it was",
}


def close(people: People, *, by: Actor) -> None:
    """End every browser, link and code of theirs.

    Passwords and passkeys stay for whoever is put back. Who they are at outside providers doesn't: they may
    come back by the same provider as somebody new.
    """
    by.must_be()
    Session.objects.filter(customer__in=people.any, ended_at=None).update(ended_at=Now())
    Link.objects.filter(customer__in=people.any, used_at=None, ended_at=None).update(ended_at=Now())
    codes = Challenge.objects.filter(email_key__in=people.any_email, used_at=None, ended_at=None)
    codes.update(ended_at=Now())
    Identity.objects.filter(account__customer__in=people.any).delete()


def forget(people: People, *, by: Actor) -> None:
    """Remove accounts, ways in, browsers, links and codes."""
    by.must_be()
    Challenge.objects.filter(email_key__in=people.any_email).delete()
    Attempt.objects.filter(customer_id__in=people.any).update(customer_id=None)
    for model in (Link, Session, Account):
        model._default_manager.filter(customer__in=people.any).delete()
