"""The jobs that are measured: what a browser asks for, and how one knows that the answer is right."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from bench.speed.browser import Browser, Unexpected, form
from bench.speed.world import World

Turn = Callable[[], None]
# Out of ordinary life: how soon somebody tries again whom a full sign-in page turned away.
TRY_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Job:
    """One job: `ready` prepares a browser, untimed, and gives what is then done over and over, timed."""

    key: str
    title: str
    ready: Callable[[World, Browser, int], Turn]
    tidy: str = ""


def staff(world: World) -> dict[str, str]:
    """Sign a member of staff in. Gives the cookies; all clients share them, as one session is enough."""
    browser = Browser(world.store.port)
    fields = form(browser.get("/admin/login").body, "password")
    browser.post("/admin/login", fields | world.store.staff)
    browser.get("/admin")
    browser.close()
    return browser.cookies


def _page(paths: list[str], browser: Browser, mark: Callable[[str], bytes] | None = None) -> Turn:
    """Look at these pages in turn; `mark` is what the page of a path must hold."""
    wanted = cycle(paths)

    def turn() -> None:
        path = next(wanted)
        answer = browser.get(path)
        if mark and mark(path) not in answer.body:
            raise Unexpected(f"{path} lacks {mark(path)!r}")

    return turn


def _list(_world: World, browser: Browser, _number: int) -> Turn:
    return _page(["/admin/customers"], browser, lambda _path: b'rel="next"')


def _total(_world: World, browser: Browser, _number: int) -> Turn:
    return _page(["/admin/customers/count?q="], browser)


def _deep(world: World, browser: Browser, number: int) -> Turn:
    spots = {f"/admin/customers?sort=-added&after={spot.cursor}": spot for spot in world.spots}
    paths = list(spots)
    turned = paths[number * 20 :] + paths[: number * 20]
    return _page(turned, browser, lambda path: b'"/admin/customers/%d"' % spots[path].next_pk)


def _search(words: list[str], browser: Browser, address: str = "/admin/customers?q=") -> Turn:
    return _page([address + word.replace("+", "%2B") for word in words], browser, lambda _path: b"customer")


def _common(world: World, browser: Browser, _number: int) -> Turn:
    return _search(world.common, browser)


def _common_total(world: World, browser: Browser, _number: int) -> Turn:
    return _search(world.common, browser, "/admin/customers/count?q=")


def _rare(world: World, browser: Browser, number: int) -> Turn:
    return _search(world.rare[number * 20 :] + world.rare[: number * 20], browser)


def _profile(world: World, browser: Browser, number: int) -> Turn:
    turned = world.customers[number * 20 :] + world.customers[: number * 20]
    return _page([f"/admin/customers/{pk}" for pk in turned], browser, lambda _path: b'id="timeline"')


def _create(_world: World, browser: Browser, _number: int) -> Turn:
    blank = form(browser.get("/admin/customers/new").body, "email")

    def turn() -> None:
        word = secrets.token_hex(6)
        typed = {
            "first_name": "Ada",
            "last_name": f"Bench {word}",
            "email": f"bench-{word}@example.com",
            "address-country": "GB",
            "address-last_name": f"Bench {word}",
            "address-line1": "1 High Street",
            "address-city": "London",
            "address-postcode": "SW1A 1AA",
        }
        browser.post("/admin/customers/new", blank | typed)

    return turn


def _update(world: World, browser: Browser, number: int) -> Turn:
    """Each client edits customers of its own: nobody waits for another's lock."""
    known: dict[int, dict[str, str]] = {}
    for pk in world.edited[number * 10 : number * 10 + 10]:
        known[pk] = form(browser.get(f"/admin/customers/{pk}/edit").body, "seen_first_name")
    wanted = cycle(known)

    def turn() -> None:
        pk = next(wanted)
        # Letters only: what is written belongs to a name.
        name = "".join(chr(97 + int(letter, 16)) for letter in secrets.token_hex(4))
        browser.post(f"/admin/customers/{pk}/edit", known[pk] | {"first_name": name})
        known[pk]["seen_first_name"] = name

    return turn


def _checkout(world: World, browser: Browser, number: int) -> Turn:
    """A guest with a full cart sends an address, and gets the page with the next step."""
    browser.network = _network()
    page = browser.get("/account/login").body
    secret = {"csrfmiddlewaretoken": form(page, "password")["csrfmiddlewaretoken"]}
    browser.post("/cart/add", secret | {"variant": str(world.variant), "quantity": "1"})
    email = f"bench-guest-{number}-{secrets.token_hex(4)}@example.com"
    browser.post("/checkout/contact", secret | {"email": email})
    typed = {"last_name": "Bench", "city": "London", "postcode": "SW1A 1AA", "country": "GB"}
    streets = cycle(range(1, 1000))

    def turn() -> None:
        browser.post("/checkout/address", secret | typed | {"line1": f"{next(streets)} High Street"})
        if b"/checkout/shipping" not in browser.get("/checkout").body:
            raise Unexpected("the checkout doesn't show its next step")

    return turn


def _network() -> str:
    return ".".join(str(secrets.randbelow(254) + 1) for _ in range(4))


def _sign_in(world: World, browser: Browser, number: int) -> Turn:
    """Each time somebody else from elsewhere: no brake holds back what is measured.

    Browsers are known from the second time on, as most are in life: nobody is mailed about a new device.
    """
    page = browser.get("/account/login").body
    fields, fresh = form(page, "password"), dict(browser.cookies)
    people = world.store.shoppers[number * 40 :] + world.store.shoppers[: number * 40]
    wanted, known = cycle(people), dict[str, dict[str, str]]()

    def turn() -> None:
        email = next(wanted)
        browser.cookies, browser.network = fresh | known.get(email, {}), _network()
        typed = {"email": email, "password": world.store.password}
        while browser.post("/account/login", fields | typed, 303, 503).status == 503:
            time.sleep(TRY_AGAIN_SECONDS)
        if "customer" not in browser.cookies:
            raise Unexpected("nobody was signed in")
        known[email] = {"device": browser.cookies["device"]}

    return turn


def alive(_world: World, browser: Browser, _number: int) -> Turn:
    """The smallest answer there is: what the measuring client and the server cost by themselves."""
    return _page(["/healthz"], browser)


# What was added is put into the bin at once, else the newest fifty would soon be the measurement's own.
_BIN = (
    "UPDATE customers_customer SET deleted_at = now() WHERE email_key LIKE 'bench-%' AND deleted_at IS NULL"
)

JOBS = (
    Job("list", "Customer list, 50 newest", _list),
    Job("total", "… its total", _total),
    Job("deep", "Customer list, page 1,000", _deep),
    Job("common", "Search, common word", _common),
    Job("common_total", "… its total", _common_total),
    Job("rare", "Search, rare word", _rare),
    Job("profile", "Customer profile", _profile),
    Job("create", "Create a customer", _create, tidy=_BIN),
    Job("update", "Update a customer", _update),
    Job("checkout", "Checkout step", _checkout, tidy=_BIN),
    Job("sign_in", "Sign in with password", _sign_in),
)
