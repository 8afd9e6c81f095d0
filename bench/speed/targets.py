"""What each job must reach, and which it reaches."""

from dataclasses import dataclass

from bench.speed.figures import Measured, Results


@dataclass(frozen=True)
class Target:
    """At most so many ms (p50, one client), at least so many a second (eight), at most so much growth."""

    ms: float | None = None
    rate: float | None = None
    growth: float | None = None


GROWTH = 1.3
TARGETS = {
    "list": Target(15, 120, GROWTH),
    "deep": Target(15, 120, GROWTH),
    "common": Target(growth=GROWTH),
    "rare": Target(growth=GROWTH),
    "profile": Target(20, 90, GROWTH),
    "create": Target(6),
    "update": Target(6),
    "sign_in": Target(45, 45),
}
# What is sought by pages has a target for the API alone; the page is compared with it all the same.
API_MS = {"common": 9.0, "rare": 9.0}
COLD_SECONDS = 3.0
IDLE_MIB = 220.0
OF_HASH = 0.9


@dataclass(frozen=True)
class Verdict:
    """One target with what was measured."""

    job: str
    what: str
    wanted: str
    got: str
    is_met: bool


def verdicts(results: Results) -> list[Verdict]:
    """Every target, on the largest store."""
    found = [v for job, target in TARGETS.items() for v in _of_job(job, target, results)]
    share = results.sizes[results.largest]["sign_in"].of_hash or 0.0
    found.append(
        Verdict("sign_in", "of what the hash allows", f"≥ {OF_HASH:.0%}", f"{share:.0%}", share >= OF_HASH)
    )
    start = results.starts[results.largest]
    cold, idle = start.cold, start.idle
    found.append(
        Verdict("start", "first page after", f"≤ {COLD_SECONDS:g} s", f"{cold:.1f} s", cold <= COLD_SECONDS)
    )
    found.append(
        Verdict("memory", "idle, all processes", f"≤ {IDLE_MIB:g} MiB", f"{idle:.0f} MiB", idle <= IDLE_MIB)
    )
    return found


def _of_job(job: str, target: Target, results: Results) -> list[Verdict]:
    found, got = list[Verdict](), results.sizes[results.largest][job]
    if target.ms:
        is_met = got.p50 <= target.ms
        found.append(Verdict(job, "one client", f"≤ {target.ms:g} ms", f"{got.p50:.1f} ms", is_met))
    if target.rate:
        found.append(_of_rate(job, target.rate, got))
    growth = results.growth(job)
    if target.growth and growth:
        found.append(
            Verdict(job, "growth", f"≤ {target.growth:g} ×", f"{growth:.2f} ×", growth <= target.growth)
        )
    return found


def _of_rate(job: str, wanted: float, got: Measured) -> Verdict:
    return Verdict(job, "eight clients", f"≥ {wanted:g} a second", f"{got.rate:.0f}", got.rate >= wanted)
