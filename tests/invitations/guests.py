"""What the tests of invitations share: whom to invite, who invites, and the link in the email."""

import re

from clientela.accounts.models import AccountSettings
from clientela.core.actor import Actor
from clientela.customers.models import Customer
from clientela.invitations import actions
from clientela.invitations.models import Invitation
from clientela.store.models import Store
from tests.accounts.people import mails, secrets_of


def invite(customer: Customer, by: Actor, **words: str) -> Invitation:
    """Invite one customer, written and sent."""
    made = actions.write(customer.pk, by=by, **words)
    assert actions.send(made.pk, by=by)
    made.refresh_from_db()
    return made


def last_token(kind: str = "account.invite") -> tuple[int, str]:
    """Customer id and token of the link in the newest invitation."""
    link = secrets_of(mails(kind)[-1])["account_activation_url"]
    assert link.startswith(Store.current().url)
    found = re.search(r"/account/invitation/(\d+)/(\S+)$", link)
    assert found
    return int(found[1]), found[2]


def settings(**values: object) -> None:
    """Let the accounts of the store be so."""
    AccountSettings.objects.update(**values)
