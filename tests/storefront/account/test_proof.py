"""Robots and the kept out at the shoppers' doors."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from clientela.accounts.models import Attempt, Challenge
from clientela.core.actor import SYSTEM
from clientela.gate import actions as gate
from clientela.gate.limits import LIMITS
from clientela.gate.models import Block, Counter, Spent
from tests.accounts.people import GOOD, address, browser, calm, count_hashes, mails
from tests.cast import PASSWORD, Cast
from tests.gate.test_proof import solved
from tests.storefront.account.test_same_answers import face

pytestmark = pytest.mark.django_db
DOORS: dict[str, dict[str, str]] = {
    "/account/login": {"password": "not-the-password"},
    "/account/register": {"first_name": "Nora", "last_name": "Lie", "password": GOOD},
    "/account/recover": {},
    "/newsletter": {},
}
LIMIT = {
    "/account/login": "sign_in.no_proof",
    "/account/register": "register.no_proof",
    "/account/recover": "reset.no_proof",
    "/newsletter": "newsletter.no_proof",
}


def answer_of(client: Client) -> str:
    """What a browser with scripts sends along."""
    return solved(client.get("/proof").json())


def test_the_work_is_handed_out_by_ourselves(db: None) -> None:
    """A page asks for it, nothing is written by looking, and it isn't kept."""
    asked = browser().get("/proof")
    assert asked.status_code == 200 and asked["Cache-Control"] == "no-store"
    assert set(asked.json()) == {"algorithm", "challenge", "maxnumber", "salt", "signature"}
    assert asked.json()["maxnumber"] == 2**16 - 1
    assert not Spent.objects.exists() and not Counter.objects.exists()


def test_much_from_a_block_makes_the_work_harder(db: None) -> None:
    """Two steps after ten failed sign-ins from the same block within the hour; others don't notice."""
    Attempt.objects.bulk_create(
        Attempt(kind="sign_in_failed", network="203.0.113.7", block="203.0.113.0/24") for _n in range(10)
    )
    here, there = (
        browser().get("/proof", REMOTE_ADDR=ip).json()["maxnumber"] for ip in ("203.0.113.99", "198.51.100.1")
    )
    assert (here, there) == (2**18 - 1, 2**16 - 1)


@pytest.mark.parametrize("path", DOORS)
def test_every_form_carries_the_work(path: str, db: None) -> None:
    page = browser().get(path if path != "/newsletter" else "/").content.decode()
    assert page.count("<proof-of-work") >= 1 and 'name="proof"' in page and 'name="website"' in page


@pytest.mark.parametrize("path", DOORS)
def test_without_work_the_limits_are_tighter(path: str, db: None) -> None:
    """So many from one network, then 429; whoever did the work goes on."""
    most = LIMITS[LIMIT[path]].most
    answers = [_send(path, number).status_code for number in range(most)]
    assert 429 not in answers
    refused = _send(path, most)
    assert refused.status_code == 429 or (path == "/newsletter" and "too often" in _next_page(refused))
    client = browser()
    done = client.post(path, DOORS[path] | {"email": "last@example.com", "proof": answer_of(client)})
    assert done.status_code in {303, 422} and Spent.objects.count() == 1


def _send(path: str, number: int) -> HttpResponse:
    client = browser()
    answer = client.post(path, DOORS[path] | {"email": f"person{number}@example.com"})
    answer.client = client
    return answer


def _next_page(answer: Any) -> str:
    return str(answer.client.get("/").content.decode())


def test_an_answer_opens_one_form(cast: Cast) -> None:
    """Sent twice, it counts as none the second time."""
    client = browser()
    answer = answer_of(client)
    typed = {"email": cast.ingrid.email, "password": PASSWORD, "proof": answer}
    assert client.post("/account/login", typed).status_code == 303
    assert not Counter.objects.filter(key__startswith="sign_in.no_proof").exists()
    assert browser().post("/account/login", typed).status_code == 303
    assert Counter.objects.filter(key__startswith="sign_in.no_proof").exists()


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("how", ["network", "domain"])
def test_the_kept_out_see_what_everybody_sees(
    path: str, how: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EN-01: the same answer as ever; nothing hashed, counted, mailed or asked of the brakes."""
    email = address("enabled")
    calm()
    person = browser().post(path, DOORS[path] | {"email": email})
    calm()
    before = len(mails())
    value = "127.0.0.0/24" if how == "network" else "example.com"
    gate.block(Block.Kind(how), value, is_sure=True, by=SYSTEM)
    hashes = count_hashes(monkeypatch)
    robot = browser().post(path, DOORS[path] | {"email": email})
    assert face(robot, email) == face(person, email)
    assert len(mails()) == before and hashes == [] and not Counter.objects.exists()


def test_a_code_from_elsewhere_doesnt_bring_the_kept_out_in(db: None) -> None:
    """Whoever began before the block, or elsewhere, is refused at the last step, too."""
    client = browser()
    client.post("/account/register", DOORS["/account/register"] | {"email": "nora@example.com"})
    gate.block(Block.Kind.DOMAIN, "example.com", by=SYSTEM)
    from tests.accounts.people import last_code

    done = client.post("/account/register/code", {"code": last_code()})
    assert done.status_code == 422 and "contact the store" in done.content.decode()
    assert Challenge.objects.get().used_at and not done.cookies.get("customer")
