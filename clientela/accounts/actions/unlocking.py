"""The brake on guessing and the way past it: a link to the mailbox of the account (security RL-03, RL-06)."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts import queries
from clientela.accounts.actions import watching
from clientela.accounts.actions.access import actor_of, refuse_when_off
from clientela.accounts.actions.reset import LinkOver
from clientela.accounts.events import AccountUnlocked
from clientela.accounts.models import Link
from clientela.accounts.telling import when
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere, Refused, TooMany
from clientela.core.powers import Power
from clientela.core.queue import Queue, enqueue
from clientela.core.seals import new_token, token_hash
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging.actions import notify
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.post.models import Message
from clientela.store.models import Store

UNLOCK = Link.Purpose.UNLOCK
LASTS = timedelta(hours=1)
RELEASE_LASTS = timedelta(days=7)
_BRAKED = _(
    "There were many tries with this address. Please wait %(minutes)d min, or log in another way. If it has "
    "an account, an email with a link lets you in at once."
)

# For an address without an account the same statement writes nothing.
_OPEN = """
INSERT INTO accounts_link (purpose, customer_id, email_key, token_hash, expires_at)
SELECT %s, id, email_key, %s, statement_timestamp() + make_interval(secs => %s) FROM customers_customer
WHERE email_key = %s AND deleted_at IS NULL AND account_state = 'enabled' RETURNING id
"""


def braked(key: str, refused: TooMany, *, by: Actor) -> TooMany:
    """What to say where the brake of an address is closed; its owner gets a link past it, at most hourly.

    Known and unknown addresses cost the same: who is behind one is looked up by the worker.
    """
    by.anyone_may()
    try:
        gate.take("sign_in.unlock", key, by=by)
    except TooMany:
        pass
    else:
        _open(key, by)
    wait = int(str(refused.details["wait"]))
    return TooMany(_BRAKED % {"minutes": -(-wait // 60)}, wait=wait)


def _open(key: str, by: Actor) -> None:
    by.anyone_may()
    with transaction.atomic(), connection.cursor() as cursor:
        # The token of the email is made with it; until then nobody knows one.
        cursor.execute(_OPEN, [UNLOCK, token_hash(new_token()), LASTS.total_seconds(), key])
        row = cursor.fetchone()
        enqueue("accounts.mail_unlock", Queue.CODES, link_id=row[0] if row else 0)


def mail_unlock(link_id: int, *, by: Actor) -> bool:
    """Mail the link past the brake to whom it belongs; for an unknown address there is none. Safe twice."""
    by.must_be()
    with transaction.atomic():
        open_ones = Link.objects.select_related("customer").filter(
            pk=link_id, purpose=UNLOCK, used_at=None, ended_at=None, expires_at__gt=Now()
        )
        link = open_ones.select_for_update(of=("self",)).first()
        if link is None or not link.customer.email:
            return False
        _mail("account.unlock", link, by=by)
    return True


def send_unlock(customer_id: int, *, by: Actor) -> None:
    """Open a customer's brake again and mail them a link that lets their browser past it at any time.

    Raises `NotThere` for those without an account.
    """
    by.must(Power.CUSTOMERS_ACCOUNTS)
    with transaction.atomic():
        customer = locked(customer_id)
        if customer.account_state != AccountState.ENABLED or not customer.email:
            raise NotThere
        gate.clear("sign_in.account", customer.email_key or "", by=by)
        _mail("account.unlock", _new_link(customer, LASTS), by=by)


def release(customer_id: int, *, by: Actor) -> None:
    """Let an account go that was held back; its owner proves the mailbox once more by a link.

    Safe twice. Raises `NotThere` for one that isn't held back.
    """
    by.must(Power.ACCOUNTS_GUARD)
    with transaction.atomic():
        customer = locked(customer_id)
        watching.let_go(customer, "staff" if by.kind is Kind.STAFF else "paid_order", by=by)
        if customer.email:
            _mail("account.released", _new_link(customer, RELEASE_LASTS), by=by)


def _new_link(customer: Customer, lasts: timedelta) -> Link:
    values = {"purpose": UNLOCK, "customer": customer, "email_key": customer.email_key or ""}
    made = Link(**values, token_hash=token_hash(new_token()), expires_at=Now() + lasts)
    made.save()
    made.refresh_from_db(fields=["expires_at"])
    return made


def _mail(kind: str, link: Link, *, by: Actor) -> None:
    """Mail a link with a token made for it, in the caller's transaction."""
    customer = link.customer
    values = {
        "link": _address(link),
        "time": when(customer.language),
        "customer": {"first_name": customer.first_name},
    }
    notify(
        kind,
        customer.email,
        values,
        by=by,
        language=customer.language,
        customer_id=customer.pk,
        expires_at=link.expires_at,
    )


def _address(link: Link) -> str:
    token = new_token()
    Link.objects.filter(pk=link.pk).update(token_hash=token_hash(token))
    return Store.current().link(f"/account/unlock/{link.customer_id}/{token}")


@makes_secrets("account.unlock", "account.released")
def unlock_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """A new link for such an email that is sent again; the older ones stay what they were."""
    by.must(Power.CUSTOMERS_EMAIL)
    refuse_when_off()
    if customer.account_state != AccountState.ENABLED:
        raise Refused(_("This customer has no account that could be unlocked."))
    link = _new_link(customer, RELEASE_LASTS if message.kind == "account.released" else LASTS)
    return Fresh({"link": _address(link)}, link.expires_at)


def unlock(customer_id: int, token: str, *, by: Actor) -> Customer:
    """Use the link up: whoever has it has the mailbox. The browser it was opened in is known from now on.

    An account that was let go can be signed in to again. Raises `LinkOver`, `AccountsOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    gate.take("reset.network", gate.network(by.ip), by=by)
    with transaction.atomic():
        customer, link = locked(customer_id), queries.open_unlock(customer_id, token)
        if link is None:
            raise LinkOver
        Link.objects.filter(pk=link.pk).update(used_at=Now())
        them = actor_of(customer, by)
        customers.verify_email(customer_id, "unlock", by=them)
        watching.mailbox_proved(customer, by=them)
        record(AccountUnlocked(), by=them, customer_id=customer_id)
    return customer
