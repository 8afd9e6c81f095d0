"""Reading invitations: a customer's, an open link, a round with its results, and how they are answered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.utils.functional import Promise

from clientela.accounts.models import Link
from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.core.people import among
from clientela.core.seals import token_hash
from clientela.customers.models import AccountState, Customer, CustomerQuerySet
from clientela.invitations.models import Invitation, InvitationQuerySet, Round
from clientela.invitations.rules import WORDS, Reason, judged
from clientela.jobs.models import Item, Job

PAGE = 50
NEWEST = 20


def latest(customer_id: int) -> Invitation | None:
    """The newest invitation that a customer was sent."""
    return Invitation.objects.sent().filter(customer_id=customer_id).order_by("-pk").first()


def draft(invitation_id: int, staff_id: int) -> Invitation:
    """An invitation that waits for whoever wrote it to look at it. Raises `NotThere`."""
    found = Invitation.objects.filter(pk=invitation_id, staff_id=staff_id).select_related("customer").first()
    if found is None or found.message_id is None:
        raise NotThere
    return found


def open_link(customer_id: int, token: str) -> Link | None:
    """The open link of an invitation, with its customer. Looking never uses it up (security LK-04).

    It dies when the address changes, when the account is switched on, off or declined, when it is used or
    replaced, and by time.
    """
    return (
        Link.objects.select_related("customer")
        .filter(
            customer_id=customer_id,
            token_hash=token_hash(token),
            purpose=Link.Purpose.INVITATION,
            email_key=F("customer__email_key"),
            customer__account_state=AccountState.INVITED,
            customer__deleted_at=None,
            used_at=None,
            ended_at=None,
            expires_at__gt=Now(),
        )
        .first()
    )


def whom(found: Round) -> CustomerQuerySet:
    """The customers whom a round is about; those with an account are no part of *everybody*."""
    rows = Customer.objects.known()
    if found.scope == Round.Scope.PICKED:
        return rows.filter(pk__in=among(found.customer_ids))
    return rows.exclude(account_state=AccountState.ENABLED)


@dataclass(frozen=True)
class Preview:
    """How many a round would invite, and how many it would leave out for what reason."""

    invited: int
    left_out: list[tuple[str | Promise, int]]

    @property
    def total(self) -> int:
        return self.invited + sum(count for _words, count in self.left_out)


def preview(found: Round) -> Preview:
    """What a round would do now, counted by one statement."""
    rows = judged(whom(found)).values("reason").annotate(number=Count("pk")).order_by()
    counts: Counter[str] = Counter(dict(rows.values_list("reason", "number")))
    if found.scope == Round.Scope.PICKED:
        counts[Reason.GONE] += len(set(found.customer_ids)) - sum(counts.values())
    invited = counts.pop("", 0)
    return Preview(invited, [(WORDS[Reason(code)], n) for code, n in counts.most_common() if n])


def first_of(found: Round) -> Customer | None:
    """Somebody whom a round would invite, to look at the email with."""
    rows = judged(whom(found)).filter(reason="").select_related("default_address")
    one: Customer | None = rows.order_by("pk").first()
    return one


def round_of(round_id: int) -> Round:
    """One round. Raises `NotThere`."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None:
        raise NotThere
    return found


@dataclass(frozen=True)
class Funnel:
    """What became of invitations: each counts once, by what it came to."""

    sent: int
    opened: int
    accepted: int
    declined: int
    expired: int

    @property
    def waiting(self) -> int:
        return max(0, self.sent - self.accepted - self.declined - self.expired)


def funnel(rows: InvitationQuerySet) -> Funnel:
    """How far these invitations came. One replaced by a newer one counts for nothing: the newer one does."""
    answered = Q(accepted_at__isnull=False) | Q(declined_at__isnull=False)
    over = ~answered & (Q(expires_at__lte=Now()) | Q(ended_at__isnull=False))
    counts = (
        rows.sent()
        .exclude(~answered & Q(ended_at__isnull=False))
        .aggregate(
            sent=Count("pk"),
            opened=Count("pk", filter=Q(opened_at__isnull=False) | answered),
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            declined=Count("pk", filter=Q(declined_at__isnull=False)),
            expired=Count("pk", filter=over),
        )
    )
    return Funnel(**counts)


def funnel_since(since: datetime) -> Funnel:
    """How far the invitations sent since then came."""
    return funnel(Invitation.objects.filter(sent_at__gte=since))


def rounds() -> list[tuple[Round, Job | None, Funnel]]:
    """The newest rounds that began, with their jobs and how far their invitations came."""
    found = list(Round.objects.filter(started_at__isnull=False).order_by("-started_at")[:NEWEST])
    jobs = Job.objects.in_bulk([one.job_id for one in found if one.job_id])
    return [(one, jobs.get(one.job_id or 0), funnel(Invitation.objects.filter(round=one))) for one in found]


@dataclass(frozen=True)
class Line:
    """What a round came to for one customer."""

    customer_id: int
    customer: Customer | None
    outcome: str
    reason: str | Promise
    invitation: Invitation | None


def results(
    found: Round, outcome: str, *, after: str = "", before: str = ""
) -> tuple[Page[Item], list[Line]]:
    """A page of what a round came to, customer by customer; of one outcome, or all."""
    rows = Item.objects.filter(job_id=found.job_id or 0)
    rows = rows.filter(outcome=outcome) if outcome in Item.Outcome.values else rows
    page = keyset.page(rows, Order("key"), size=PAGE, after=after, before=before)
    return page, lines(found, page.rows)


def lines(found: Round, items: list[Item]) -> list[Line]:
    """These results with whom they are about."""
    ids = [item.key for item in items]
    people = Customer.objects.known().in_bulk(ids)
    sent = {one.customer_id: one for one in Invitation.objects.filter(round=found, customer_id__in=ids)}
    return [Line(i.key, people.get(i.key), i.outcome, _words(i), sent.get(i.key)) for i in items]


def _words(item: Item) -> str | Promise:
    return WORDS[Reason(item.reason)] if item.reason in set(Reason) and item.reason else item.reason


def all_lines(found: Round) -> Iterator[Line]:
    """Every result of a round, a thousand at a time."""
    after = -1
    while items := list(Item.objects.filter(job_id=found.job_id or 0, key__gt=after).order_by("key")[:1000]):
        yield from lines(found, items)
        after = items[-1].key
