"""Figures for Prometheus at `/metrics`: for programs on this machine, or with a token (security SC-04)."""

import ipaddress
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from clientela import VERSION
from clientela.config import environment
from clientela.core.networks import FORWARDED
from clientela.core.seals import same
from clientela.jobs import standstill
from clientela.jobs.models import Job
from clientela.post import queries as post
from clientela.ui import failures

Rows = list[tuple[tuple[str, ...], float]]
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
ALERTS = ("queue", "worker", "mail")
# Several web processes keep their counts in files of this folder, and whichever is asked adds them up.
SEVERAL = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Figure:
    """One figure that is asked of the database when somebody looks."""

    name: str
    words: str
    labels: tuple[str, ...] = ()

    def drawn(self, rows: Rows) -> Metric:
        """The figure with its values."""
        family = GaugeMetricFamily(self.name, self.words, labels=self.labels)
        for labels, value in rows:
            family.add_metric(labels, value)
        return family


INFO = Figure("clientela_info", "Always 1; the version stands beside it.", ("version",))
DATABASE_UP = Figure(
    "clientela_database_up", "Whether the database answers; without it the next are missing."
)
WAITING = Figure("clientela_queue_waiting", "Tasks that are due and not taken up.", ("queue",))
OLDEST = Figure("clientela_queue_oldest_seconds", "How long the oldest of them waits.", ("queue",))
HEARTBEAT = Figure("clientela_worker_heartbeat_seconds", "Since a worker last said that it lives.")
LETTERS = Figure("clientela_mail_open", "Emails on their way.", ("state",))
LETTERS_OLDEST = Figure("clientela_mail_oldest_seconds", "Age of the oldest of them.", ("state",))
NEWEST = Figure("clientela_mail_newest", "What became of the newest thousand emails.", ("state",))
IN_A_ROW = Figure("clientela_mail_failing", "Emails that no server took since the last that went out.")
JOBS = Figure("clientela_jobs_open", "Jobs that wait, run or pause.", ("state",))
ALERT = Figure("clientela_alert", "1 while this stands still.", ("kind",))
FIGURES = (
    *(INFO, DATABASE_UP, WAITING, OLDEST, HEARTBEAT),
    *(LETTERS, LETTERS_OLDEST, NEWEST, IN_A_ROW, JOBS, ALERT),
)

_own = CollectorRegistry()
REQUESTS = Counter("clientela_requests", "Answers given.", ["route", "method", "status"], registry=_own)
SECONDS = Histogram("clientela_request_seconds", "Time to an answer.", ["route", "method"], registry=_own)


def observe(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer; by route, never by path, which may hold a token. Strange methods count as one."""
    method = method if method in METHODS else "other"
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route, method).observe(seconds)


class Store(Collector):
    """What the database knows, asked when somebody looks."""

    def collect(self) -> Iterator[Metric]:
        """All figures; without a database, those that need none."""
        yield INFO.drawn([((VERSION,), 1)])
        try:
            found = list(_asked())
        except DatabaseError:
            connection.close()
            yield DATABASE_UP.drawn([((), 0)])
            return
        yield DATABASE_UP.drawn([((), 1)])
        yield from found


def _asked() -> Iterator[Metric]:
    queues, age = standstill.queues(), standstill.heartbeat_age()
    yield WAITING.drawn([((w.queue,), w.tasks) for w in queues])
    yield OLDEST.drawn([((w.queue,), w.oldest) for w in queues])
    yield HEARTBEAT.drawn([] if age is None else [((), age)])
    letters = post.open_letters()
    yield LETTERS.drawn([((state,), count) for state, (count, _age) in letters.items()])
    yield LETTERS_OLDEST.drawn([((state,), age) for state, (_count, age) in letters.items()])
    yield NEWEST.drawn([((state,), count) for state, count in post.newest_letters().items()])
    yield IN_A_ROW.drawn([((), post.failing_in_a_row()[0])])
    open_jobs = Job.objects.filter(state__in=["queued", "running", "paused"])
    yield JOBS.drawn([((s,), n) for s, n in open_jobs.values_list("state").annotate(Count("pk"))])
    kinds = {one.kind for one in standstill.standing()}
    yield ALERT.drawn([((kind,), float(kind in kinds)) for kind in ALERTS])


def _registry() -> CollectorRegistry:
    """Everything to be told by this process: of all web processes where there are several."""
    registry = CollectorRegistry()
    if os.environ.get(SEVERAL):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    else:
        registry.register(_Own())
        ProcessCollector(registry=registry)
    registry.register(Store())
    return registry


class _Own(Collector):
    def collect(self) -> Iterable[Metric]:
        return _own.collect()


def answer(request: HttpRequest) -> HttpResponse:
    """The figures, or for strangers a page like any that isn't there."""
    if request.method not in {"GET", "HEAD"} or not (_has_token(request) or _is_beside_us(request)):
        return failures.missing(request)
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    token = environment.text("CLIENTELA_METRICS_TOKEN")
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and kind.lower() == "bearer" and same(given, token)


def _is_beside_us(request: HttpRequest) -> bool:
    """Whether a program on this machine asks us itself: no proxy between, and under this machine's name."""
    if FORWARDED & request.META.keys():
        return False
    host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
