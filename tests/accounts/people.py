"""What the account tests share: addresses in every state, and the mail that went out."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts.actions import tell_new_device
from clientela.accounts.models import Account, Challenge
from clientela.core import hashing, seals
from clientela.core.actor import SYSTEM, Actor, visitor
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate.models import Counter
from clientela.post.models import Message
from tests.cast import make_customer

GOOD = "tall-ships-at-dusk"
STATES = ("enabled", "none", "invited", "deactivated", "unknown")
BROWSER = "b" * 43


def address(state: str) -> str:
    """An address in this state; equally long in all of them."""
    email = f"{state[:4]}@example.com"
    if state == "unknown":
        return email
    customer = make_customer(email, "Nora", "Lie", account=state in {"enabled", "deactivated"})
    if state in {"invited", "deactivated"}:
        customers.set_account_state(customer.pk, AccountState(state), by=SYSTEM)
    return email


def customer_of(email: str) -> Customer:
    """The customer with this address."""
    return Customer.objects.with_email(email.lower()).get()


def account_of(email: str) -> Account:
    """The account with this address."""
    return Account.objects.get(customer=customer_of(email))


def secrets_of(message: Message) -> dict[str, str]:
    """What the email's markers stand for."""
    return dict(
        seals.unseal(message.secrets, purpose="mail", place=f"post_message|{message.message_id}|secrets")
    )


def mails(kind: str = "") -> list[Message]:
    """The emails that wait, oldest first."""
    waiting = Message.objects.order_by("pk")
    return list(waiting.filter(kind=kind) if kind else waiting)


def alerts() -> list[Message]:
    """The emails about new devices, once the worker has told of each."""
    waiting = ProcrastinateJob.objects.filter(task_name="accounts.tell_new_device", status="todo")
    for job in waiting.order_by("pk"):
        tell_new_device(job.args["session_id"], by=SYSTEM)
    return mails("account.new_device")


def last_code() -> str:
    """The code in the newest email."""
    return secrets_of(mails("account.code")[-1])["code"]


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def later(challenge: Challenge, time: timedelta) -> None:
    """Let time pass for a challenge, by the database's clock."""
    Challenge.objects.filter(pk=challenge.pk).update(expires_at=Now() + timedelta(minutes=10) - time)


def stored() -> Iterator[tuple[str, str]]:
    """Every table with all that stands in it, but for the mailbox in which mail arrives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' AND table_name <> 'post_mailbox_message'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield table, "\n".join(row[0] for row in cursor.fetchall())


def last_link(kind: str = "account.password_reset") -> tuple[int, str]:
    """Customer id and token of the link in the newest email."""
    found = re.search(r"/account/reset/(\d+)/(\S+)$", secrets_of(mails(kind)[-1])["link"])
    assert found
    return int(found[1]), found[2]


def from_network(ip: str) -> Actor:
    """Somebody who hasn't signed in, from this network."""
    return visitor(ip)


def calm() -> None:
    """Forget all counters, as if a day had passed."""
    Counter.objects.all().delete()


def masked(text: str, *private: str) -> str:
    """A page without what differs from one request to the next."""
    text = re.sub(
        r'(name="csrfmiddlewaretoken" value="|nonce="|CSRFToken&quot;: &quot;|CSRFToken": ")[^"&]+',
        r"\1-",
        text,
    )
    for word in private:
        text = text.replace(html.escape(word), "<private>").replace(word, "<private>")
    return text


def browser() -> Client:
    """A fresh browser."""
    return Client(headers={"accept-language": "en", "user-agent": "Browser/1"})


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows by one with each password hashed or checked."""
    done: list[str] = []

    def counted(name: str) -> None:
        real = getattr(hashing.Argon2idHasher, name)
        monkeypatch.setattr(hashing.Argon2idHasher, name, lambda *given: (done.append(name), real(*given))[1])

    counted("encode")
    counted("verify")
    return done


def shapes(queries: CaptureQueriesContext) -> tuple[str, ...]:
    """What was done to which table, statement by statement."""
    plain = (" ".join(query["sql"].replace('"', "").split()) for query in queries)
    found = (
        re.match(r"(SELECT|INSERT|UPDATE|DELETE)\b.*?(FROM|INTO|UPDATE)? ?(\w+_\w+)", sql) for sql in plain
    )
    return tuple(f"{match[1]} {match[2]}" for match in found if match)
