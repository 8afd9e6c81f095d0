"""Inviting a hundred thousand customers at once, beside the same rows written by plain SQL."""

import time
from dataclasses import dataclass

from bench.ground import empty_store

NAMES = ("Anna", "Bjørn", "Carla", "Dag", "Elsa", "Frode", "Greta", "Hans", "Ida", "Jonas", "Kari", "Lars")

PEOPLE = """
INSERT INTO customers_customer (version, first_name, last_name, name_key, email, email_key, language, note,
  tax_exempt, tax_exemptions, source, account_state, email_consent, sms_consent, data_sale_opt_out,
  orders_count, amount_spent, words_elsewhere)
SELECT 1, (%(names)s::text[])[1 + i %% cardinality(%(names)s::text[])] || ' ' || i %% 250, 'Guest', '',
  'guest' || i || '@example.com', 'guest' || i || '@example.com', '', '', false, '{}', 'import', 'none',
  'not_subscribed', 'not_subscribed', false, 0, 0, '{}'
  FROM generate_series(%(first)s::int, %(last)s::int) AS i
"""
# The rows that one invitation leaves: link, email, task, invitation, two facts, the state of the customer.
_RAW = (
    """
INSERT INTO accounts_link (purpose, customer_id, email_key, token_hash, expires_at)
SELECT 'invitation', id, email_key, encode(sha256(gen_random_uuid()::text::bytea), 'hex'),
  now() + interval '30 days' FROM customers_customer WHERE id >= %(first)s
""",
    """
INSERT INTO post_message (message_id, kind, queue, customer_id, "to", from_name, from_email, subject, text,
  html, language, secrets, state, attempts, error, expires_at)
SELECT '<' || gen_random_uuid() || '@example.com>', 'account.invite', 'bulk', c.id, c.email, m.from_name,
  m.from_email, m.subject, m.text, m.html, 'en', gen_random_uuid()::text || m.secrets, 'queued', 0, '',
  now() + interval '30 days' FROM customers_customer c, (SELECT * FROM post_message LIMIT 1) m
 WHERE c.id >= %(first)s
""",
    """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)
SELECT 'bulk', 'post.deliver', 0, jsonb_build_object('message_id', id), 'todo'
  FROM post_message WHERE customer_id >= %(first)s
""",
    """
INSERT INTO invitations_invitation (customer_id, link_id, message_id, subject, message, sent_at, expires_at)
SELECT m.customer_id, l.id, m.id, '', '', now(), now() + interval '30 days' FROM post_message m
  JOIN accounts_link l ON l.customer_id = m.customer_id WHERE m.customer_id >= %(first)s
""",
    """
INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, subject_id, data)
SELECT name, 'staff', 1, customer_id, 'message', id, '{"kind": "account.invite"}' FROM post_message,
  (VALUES ('mail.queued'), ('account.invited')) AS facts (name) WHERE customer_id >= %(first)s
""",
    """
UPDATE customers_customer SET account_state = 'invited', updated_at = now(), version = version + 1
 WHERE id >= %(first)s
""",
)


@dataclass(frozen=True)
class Measured:
    """How long it took, in seconds."""

    count: int
    ours: float
    raw: float

    @property
    def words(self) -> str:
        """The figures as a sentence."""
        per_second, raw = self.count / self.ours, self.count / self.raw
        return (
            f"{self.count:,} invited in {self.ours:.1f} s ({per_second:,.0f} a second); plain SQL writes the "
            f"same rows in {self.raw:.1f} s ({raw:,.0f} a second): {self.ours / self.raw:.1f} times as long."
        )


def measure(count: int) -> Measured:
    """Invite so many by a round without a limit; then write as many by plain SQL."""
    with empty_store():
        ours = _by_round(count)
        return Measured(count, ours, _by_hand(count))


def add_people(first: int, count: int) -> None:
    """Write so many customers without orders, quickly."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"names": list(NAMES), "first": first, "last": first + count - 1})
        cursor.execute("ANALYZE customers_customer")


def _by_round(count: int) -> float:
    from clientela.core.actor import SYSTEM, Actor, Kind
    from clientela.invitations import actions
    from clientela.invitations.models import Invitation, Round
    from clientela.jobs import running
    from clientela.staff.actions import create_staff
    from clientela.staff.roles import Role

    owner = create_staff(
        email="owner@example.com", name="Owner", role=Role.OWNER, password="a-quiet-harbour-42", by=SYSTEM
    )
    by: Actor = owner.as_actor()
    assert by.kind is Kind.STAFF
    add_people(1, count)
    found = actions.plan_round(Round.Scope.EVERYBODY, by=by)
    actions.change_round(found.pk, subject="", message="Hello", per_minute=0, remind_days=0, by=by)
    began = time.monotonic()
    job = actions.start_round(found.pk, by=by)
    running.run(job.pk, by=SYSTEM)
    took = time.monotonic() - began
    assert Invitation.objects.open().count() == count
    return took


def _by_hand(count: int) -> float:
    from django.db import connection, transaction

    from clientela.customers.models import Customer

    add_people(count + 1, count)
    first = Customer.objects.order_by("-pk").values_list("pk", flat=True)[count - 1]
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _RAW:
            cursor.execute(statement, {"first": first})
    return time.monotonic() - began
