"""The arithmetic of a measurement: percentiles, medians of rounds, ratios, targets."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that so large a share (0 to 1) of them doesn't exceed."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Round:
    """One round of one job on one store: milliseconds with one client, turns a second with eight.

    `cpu` is what a turn costs the web process: milliseconds of a core, however busy the machine is otherwise.
    `hash_rate` is how many passwords a second these cores checked, with nothing else to do, right before.
    """

    ours: list[float]
    sql: list[float]
    rate: float
    cpu: float = 0.0
    hash_rate: float = 0.0


@dataclass
class Measured:
    """All rounds of one job on one store. Figures are medians of the rounds' own figures."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(percentile(r.ours, 0.5) for r in self.rounds)

    @property
    def p95(self) -> float:
        return statistics.median(percentile(r.ours, 0.95) for r in self.rounds)

    @property
    def sql(self) -> float | None:
        """The hand-written statements' p50; none where there are no such statements."""
        if not all(r.sql for r in self.rounds):
            return None
        return statistics.median(percentile(r.sql, 0.5) for r in self.rounds)

    @property
    def rate(self) -> float:
        return statistics.median(r.rate for r in self.rounds)

    @property
    def cpu(self) -> float:
        return statistics.median(r.cpu for r in self.rounds)

    @property
    def of_hash(self) -> float | None:
        """What share of the hash's own rate is reached: the median of each round's own share."""
        if not all(r.hash_rate for r in self.rounds):
            return None
        return statistics.median(r.rate / r.hash_rate for r in self.rounds)

    @property
    def over_sql(self) -> float | None:
        """How many times as long as the SQL: the median of each round's own ratio."""
        if self.sql is None:
            return None
        return statistics.median(percentile(r.ours, 0.5) / percentile(r.sql, 0.5) for r in self.rounds)

    def over(self, other: "Measured") -> float:
        """How many times as long as on another store, round by round (they ran side by side)."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(percentile(a.ours, 0.5) / percentile(b.ours, 0.5) for a, b in pairs)


@dataclass
class Start:
    """What one start costs: seconds from the command to the first page, and idle memory in MiB."""

    seconds: list[float]
    memory: dict[str, float]
    resident: float

    @property
    def cold(self) -> float:
        return statistics.median(self.seconds)

    @property
    def idle(self) -> float:
        """MiB of all our processes, shared pages counted once (PSS)."""
        return sum(self.memory.values())


@dataclass
class Inside:
    """Where a page's time goes, seen from inside the process: statements, their time, the slowest's plan."""

    queries: int
    sql_ms: float
    whole_ms: float
    slowest: str
    slowest_ms: float
    plan: str


@dataclass
class Results:
    """Everything that one run found out, by size and job."""

    made: str
    machine: dict[str, str]
    sizes: dict[int, dict[str, Measured]] = field(default_factory=dict)
    starts: dict[int, Start] = field(default_factory=dict)
    insides: dict[int, dict[str, Inside]] = field(default_factory=dict)
    client_ms: float = 0.0
    client_rate: float = 0.0
    hash_rate: float = 0.0
    hash_ms: float = 0.0
    load: float = 0.0

    @property
    def largest(self) -> int:
        return max(self.sizes)

    def growth(self, job: str) -> float | None:
        """How many times as long the job takes on the largest store as on the smallest."""
        if len(self.sizes) < 2:
            return None
        return self.sizes[self.largest][job].over(self.sizes[min(self.sizes)][job])

    def as_dict(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Results":
        """Back from a file."""
        sizes = {
            int(size): {job: Measured([Round(**r) for r in m["rounds"]]) for job, m in jobs.items()}
            for size, jobs in kept.pop("sizes").items()
        }
        starts = {int(size): Start(**start) for size, start in kept.pop("starts").items()}
        insides = {
            int(size): {job: Inside(**found) for job, found in jobs.items()}
            for size, jobs in kept.pop("insides").items()
        }
        return cls(sizes=sizes, starts=starts, insides=insides, **kept)
