"""What was watched at the doors: sign-ups and failed sign-ins, from where, against what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Now, TruncHour

from clientela.accounts.bursts import HOUR, LEAST, USUAL_OVER, Burst, Pace, bursts
from clientela.accounts.guarding import HELD_FROM
from clientela.accounts.models import Account, Attempt
from clientela.customers.models import Customer
from clientela.jobs.models import Job

SIGN_UP, FAILED = Attempt.Kind.SIGN_UP, Attempt.Kind.SIGN_IN_FAILED
# What bursts come from: the block of network addresses, or the domain of the email addresses.
BY = ("block", "domain")
# The kinds of job that switch a burst's accounts off, and on again; `accounts.jobs` lists them.
CLOSES, OPENS = "accounts.deactivate_burst", "accounts.activate_burst"
KEPT = timedelta(days=90)
# The accounts of a burst are those of a day.
BURST_OVER = timedelta(days=1)
_HOURS = USUAL_OVER / HOUR - 1
# More than this change nothing about how hard the work is.
_ENOUGH = 1000
_MOST_HOURS = 300


def pace_of(column: str, value: str) -> Pace:
    """The last hour's sign-ups from a block or email domain, with the one at hand; and the usual ones."""
    if not value:
        return Pace()
    found = _pace(Attempt.objects.filter(**{column: value}))
    return Pace(found.now + 1, found.usual)


def pace_of_store() -> Pace:
    """The sign-ups of the last hour in the whole store, and how many are usual."""
    return _pace(Attempt.objects.all())


def _pace(rows: QuerySet[Attempt]) -> Pace:
    since = rows.filter(kind=SIGN_UP, at__gt=Now() - USUAL_OVER)
    found = since.aggregate(all=Count("pk"), now=Count("pk", filter=Q(at__gt=Now() - HOUR)))
    return Pace(found["now"], (found["all"] - found["now"]) / _HOURS)


def recent(block: str) -> int:
    """How many sign-ups and failed sign-ins came from a block within the last hour, a thousand at most."""
    if not block:
        return 0
    return Attempt.objects.filter(block=block, at__gt=Now() - HOUR)[:_ENOUGH].count()


def waiting() -> QuerySet[Account]:
    """Accounts that are held back and wait for the store."""
    return Account.objects.select_related("customer").filter(
        quarantined_at__isnull=False,
        released_at=None,
        customer__deleted_at=None,
        customer__account_state="enabled",
    )


def held_back(most: int) -> list[Account]:
    """Accounts that wait for the store to look at them, the newest first."""
    return list(waiting().order_by("-quarantined_at", "-pk")[:most])


def counts(edges: Sequence[datetime]) -> dict[str, list[int]]:
    """Sign-ups and failed sign-ins between each edge and the next."""
    found = {kind: [0] * (len(edges) - 1) for kind in (SIGN_UP.value, FAILED.value)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, width_bucket(at, %s::timestamptz[]) AS piece, count(*) FROM accounts_attempt"
            " WHERE at >= %s AND at < %s GROUP BY 1, 2",
            [list(edges), edges[0], edges[-1]],
        )
        for kind, piece, count in cursor.fetchall():
            found[kind][piece - 1] = count
    return found


@dataclass(frozen=True)
class Source:
    """A block of network addresses or an email domain, and what came from there."""

    value: str
    sign_ups: int
    suspicious: int
    failed: int
    last: datetime
    newest: int | None


def sources(by: str, since: datetime, most: int) -> list[Source]:
    """The blocks or domains that most came from, the busiest first."""
    signs_up, rows = Q(kind=SIGN_UP), _from_somewhere(by, since).values_list(by)
    counted = rows.annotate(
        sign_ups=Count("pk", filter=signs_up),
        suspicious=Count("pk", filter=signs_up & Q(score__gte=HELD_FROM)),
        failed=Count("pk", filter=Q(kind=FAILED)),
        last=Max("at"),
        newest=Max("pk", filter=signs_up),
        all=Count("pk"),
    )
    return [Source(*figures) for *figures, _all in counted.order_by("-all", by)[:most]]


def _from_somewhere(by: str, since: datetime) -> QuerySet[Attempt]:
    """What came since then, from a block or domain that is known."""
    return Attempt.objects.filter(at__gte=since).exclude(**{by: ""})


@dataclass(frozen=True)
class Flagged:
    """A burst and where it came from. `newest` is the id of its last sign-up, if it holds any."""

    by: str
    value: str
    kind: str
    burst: Burst
    newest: int | None


def flagged(by: str, since: datetime, most: int) -> list[Flagged]:
    """The bursts that began since then, the newest first."""
    # Guessers try whatever addresses they have: the domain says nothing of where they are.
    full = {
        place: hours
        for place, hours in _full_hours(by, since).items()
        if by == "block" or place[1] == SIGN_UP
    }
    found = [
        Flagged(by, value, kind, burst, _newest(by, value, burst) if kind == SIGN_UP else None)
        for (value, kind), hours in full.items()
        for burst in bursts(hours, usual_before(by, value, kind, min(at for at, _count in hours)))
    ]
    return sorted(found, key=lambda one: one.burst.since, reverse=True)[:most]


def _full_hours(by: str, since: datetime) -> dict[tuple[str, str], list[tuple[datetime, int]]]:
    """The hours in which enough came from one place to be a burst, a few hundred of the fullest."""
    found: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
    hours = _from_somewhere(by, since).annotate(hour=TruncHour("at", tzinfo=UTC))
    counted = hours.values_list(by, "kind", "hour").annotate(all=Count("pk"))
    for value, kind, hour, count in counted.filter(all__gte=LEAST).order_by("-all")[:_MOST_HOURS]:
        found.setdefault((value, kind), []).append((hour, count))
    return found


def usual_before(by: str, value: str, kind: str, at: datetime) -> float:
    """How many an hour usually held from this place, in the seven days before."""
    rows = Attempt.objects.filter(**{by: value}, kind=kind, at__gte=at - USUAL_OVER, at__lt=at)
    return rows.count() / (USUAL_OVER / HOUR)


def _newest(by: str, value: str, burst: Burst) -> int | None:
    rows = Attempt.objects.filter(**{by: value}, kind=SIGN_UP, at__gte=burst.since, at__lt=burst.until)
    return rows.order_by("-at").values_list("pk", flat=True).first()


def sign_ups_with(attempt_id: int, by: str) -> QuerySet[Attempt]:
    """The sign-ups from the same block or domain in the day up to this one, itself among them."""
    one = Attempt.objects.filter(pk=attempt_id, kind=SIGN_UP).first()
    if one is None or by not in BY or not getattr(one, by):
        return Attempt.objects.none()
    place = {by: getattr(one, by)}
    return Attempt.objects.filter(**place, kind=SIGN_UP, at__gt=one.at - BURST_OVER, at__lte=one.at)


def customers_with(attempt_id: int, by: str) -> QuerySet[Customer]:
    """The customers whose accounts those sign-ups made and who can still sign in."""
    ids = sign_ups_with(attempt_id, by).values("customer_id")
    return Customer.objects.known().filter(pk__in=ids, account_state="enabled").order_by("pk")


def burst_jobs(most: int) -> list[tuple[Job, bool]]:
    """The newest jobs that switched a burst's accounts off, each with whether it can be taken back."""
    found = list(Job.objects.filter(kind=CLOSES).order_by("-pk")[:most])
    back = Job.objects.filter(kind=OPENS, params__job__in=[job.pk for job in found])
    undone = set(back.values_list("params__job", flat=True))
    return [(job, not job.is_open and bool(job.done) and job.pk not in undone) for job in found]
