"""Customers who were invited, put into the pictured store."""

from collections.abc import Callable

from tools.pictures.troubles import Places

MailLink = Callable[[str, str, str], str]


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
