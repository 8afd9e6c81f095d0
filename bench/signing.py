"""`bin/bench sign-in`: sign-ins a second by password, beside the bare hash, and by a code that is mailed."""

import json
import re
import secrets
import statistics
from itertools import islice

import psycopg
from rich.console import Console

from bench.attackers import network
from bench.ground import unsealed
from bench.speed import course, jobs
from bench.speed.browser import Browser, Unexpected, form
from bench.speed.figures import percentile
from bench.speed.jobs import Turn
from bench.speed.store import Store
from bench.speed.world import World, look

# Of the codes alone: what is told of a new device comes behind, whenever the worker gets to it.
_NEWEST = (
    "SELECT secrets, message_id FROM post_message WHERE \"to\" = %s AND kind = 'account.code'"
    " ORDER BY id DESC LIMIT 1"
)
OF_HASH, CODES = 0.9, 100


def by_code(store: Store, people: list[str]) -> Turn:
    """Ask for a code, read the email, type the code: each time somebody else from elsewhere."""
    browser, db = Browser(store.port), store.database()
    fields = form(browser.get("/account/login").body, "email")
    fresh = dict(browser.cookies)
    wanted = iter(people)

    def turn() -> None:
        email = next(wanted)
        browser.cookies, browser.network = dict(fresh), network()
        secret = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
        browser.post("/account/login/code/send", secret | {"email": email})
        code = _code(db, store, email)
        browser.post("/account/login/code", secret | {"code": code})
        if "customer" not in browser.cookies:
            raise Unexpected("nobody was signed in")

    return turn


def _code(db: "psycopg.Connection[tuple[object, ...]]", store: Store, email: str) -> str:
    """The code as its reader gets it: still sealed beside the email, or in the mailbox by now."""
    sealed, message_id = db.execute(_NEWEST.encode(), [email]).fetchone() or ("", "")
    if sealed:
        place = f"post_message|{message_id}|secrets"
        return str(unsealed(store.folder, str(sealed), "mail", place)["code"])
    query = b"SELECT subject FROM post_mailbox_message WHERE message_id = %s"
    (subject,) = db.execute(query, [message_id]).fetchone() or ("",)
    found = re.search(r"\d{6}", str(subject))
    if not found:
        raise Unexpected(f"no code was mailed to {email}")
    return found[0]


def passwords(world: World, seconds: float) -> tuple[float, float]:
    """Hashes a second that the cores allow, and sign-ins a second by eight clients right after."""
    job = next(job for job in jobs.JOBS if job.key == "sign_in")
    browsers = [Browser(world.store.port) for _ in range(course.CLIENTS)]
    turns = [job.ready(world, browser, number) for number, browser in enumerate(browsers)]
    for turn in turns:
        turn()
    allowed = course.hashes(seconds)
    return allowed, course.together(turns, seconds)[1]


def codes(world: World, seconds: float) -> tuple[float, float, float]:
    """Code sign-ins a second by eight clients; the p95 of one alone, and a core's time for each, in ms."""
    people = iter(_people(world))
    calm(world.store)
    lone = by_code(world.store, list(islice(people, 60)))
    alone = course.timed([lone], 1)[0][:50]
    shares = [list(islice(people, 200)) for _ in range(course.CLIENTS)]
    turns = [by_code(world.store, share) for share in shares]
    before = world.store.web_seconds()
    count, rate = course.together(turns, min(seconds, 8))
    cost = (world.store.web_seconds() - before) * 1000 / count
    return rate, percentile(alone, 0.95), cost


def _people(world: World) -> list[str]:
    """Addresses with an account, each a few times, then strangers who become customers."""
    own = [email for email in world.store.shoppers for _time in range(3)]
    return [*own, *(f"bench-{secrets.token_hex(6)}@example.com" for _ in range(2000))]


def calm(store: Store) -> None:
    """As if nobody had come before."""
    with store.database() as db:
        db.execute("DELETE FROM gate_counter")


def run(store: Store, seconds: float, rounds: int, console: Console) -> None:
    """Measure and say."""
    world = look(store)
    by_password = []
    for _round in range(rounds):
        calm(store)
        by_password.append(passwords(world, seconds))
    shares = [rate / allowed for allowed, rate in by_password]
    console.print(
        f"By password: {statistics.median(rate for _allowed, rate in by_password):.0f} a second, "
        f"{statistics.median(shares):.0%} of what the bare hash allows (goal: ≥ {OF_HASH:.0%}). "
        f"Rounds: {json.dumps([round(share, 2) for share in shares])}"
    )
    rate, p95, cost = codes(world, seconds)
    console.print(
        f"By code, asked for and typed: {rate:.0f} a second (goal: ≥ {CODES}); alone p95 {p95:.0f} ms;"
        f" each costs the web process {cost:.0f} ms of a core."
    )
