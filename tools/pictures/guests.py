"""Customers who were invited, put into the pictured store."""

from collections.abc import Callable
from datetime import timedelta

from tools.pictures.troubles import Places

MailLink = Callable[[str, str, str], str]


def mailed(customer_id: int) -> Places:
    """Links of emails: to an order of somebody not proved, and to take an email and an order back."""
    from django.db.models.functions import Now

    from clientela.accounts.models import Link
    from clientela.core.seals import new_token, token_hash
    from clientela.orders import links
    from clientela.orders.models import Order

    ways = {Link.Purpose.EMAIL_UNDO: "/account/email/back", Link.Purpose.ORDER_CLAIM: "/orders/claim"}
    found = {}
    for purpose, page in ways.items():
        token, until = new_token(), Now() + timedelta(days=7)
        values = {"token_hash": token_hash(token), "email_key": "alva@example.net", "expires_at": until}
        Link.objects.create(purpose=purpose, customer_id=customer_id, **values)
        found[purpose] = f"{page}/{customer_id}/{token}"
    guests = Order.objects.filter(customer__account_state="none", customer__email_verified_at=None)
    order = guests.exclude(email="").order_by("-pk")[0]
    return {
        "email_back": found[Link.Purpose.EMAIL_UNDO],
        "claim_back": found[Link.Purpose.ORDER_CLAIM],
        "mailed_order": links.path(order, links.Way.MAIL),
    }


def invited(url: str, mail_link: MailLink) -> Places:
    """One customer invited, one to be invited, a round that waits and one that began."""
    from clientela.customers.models import AccountState, Customer
    from clientela.invitations import actions
    from clientela.invitations.models import Round
    from clientela.staff.models import User
    from clientela.staff.roles import Role

    owner = User.objects.get(role=Role.OWNER).as_actor()
    without = Customer.objects.known().filter(account_state=AccountState.NONE, email_key__isnull=False)
    first, second, *others = without.order_by("pk")[:12]
    actions.send(actions.write(first.pk, by=owner).pk, by=owner)
    waiting = actions.plan_round(Round.Scope.EVERYBODY, by=owner)
    begun = actions.plan_round(Round.Scope.PICKED, [one.pk for one in others], by=owner)
    actions.start_round(begun.pk, by=owner)
    return {
        "invitation": mail_link(first.email, "/account/invitation/", url),
        "was_invited": str(first.pk),
        "to_invite": str(second.pk),
        "round": str(waiting.pk),
        "round_begun": str(begun.pk),
    }
