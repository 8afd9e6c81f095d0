"""Signing in with a password that another shop hashed."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts import actions, foreign
from clientela.accounts.actions import wrapping
from clientela.accounts.actions.intake import Brought, bring_along
from clientela.accounts.actions.wrapping import begin_wrapping, wrap
from clientela.accounts.foreign.keeping import waiting
from clientela.accounts.jobs import WRAPPING
from clientela.accounts.models import Account
from clientela.core.actor import SYSTEM
from clientela.customers.actions.intake import Intake
from clientela.customers.models import Customer, Source
from clientela.jobs import running
from clientela.jobs.models import Item, Job
from tests.accounts.hashes import PUBLISHED
from tests.accounts.people import GOOD, count_hashes, customer_of, from_network, last_link, shapes
from tests.cast import VISITOR, Cast

pytestmark = pytest.mark.django_db
BARE = "67a1e09bb1f83f5007dc119c14d663aa:salt:0"


def brought(email: str = "old@example.com", text: str = BARE) -> Account:
    """Somebody with a hash from another shop, as an import leaves them."""
    person = Intake(email, timezone.now(), Source.IMPORT, first_name="Nora")
    bring_along([Brought(email, person, foreign.recognise(text))], by=SYSTEM)
    return Account.objects.get(customer__email_key=email)


def sign_in(password: str, email: str = "old@example.com") -> Customer:
    customer, _token = actions.sign_in(email, password, agent="", by=VISITOR)
    return customer


@pytest.mark.parametrize("is_wrapped", [False, True], ids=["bare", "wrapped"])
def test_every_format_signs_in_and_becomes_ours(db: None, is_wrapped: bool) -> None:
    """PW-07: before and after it is wrapped; from the first sign-in on it is a plain Argon2id hash."""
    for number, (password, text, _family) in enumerate(PUBLISHED):
        email = f"person{number}@example.com"
        account = brought(email, text)
        if is_wrapped:
            wrap([account.pk], by=SYSTEM)
        with pytest.raises(actions.SignInNotPossible):
            actions.sign_in(email, f"x{password}", agent="", by=from_network(f"10.0.0.{number}"))
        actions.sign_in(email, password, agent="", by=from_network(f"10.0.1.{number}"))
        account.refresh_from_db()
        assert account.foreign_hash == "" and identify_hasher(account.password).algorithm == "argon2"
    # What is ours by now is the same whatever it was before.
    actions.sign_in(email, password, agent="", by=from_network("10.0.2.1"))


def test_nothing_bare_is_in_the_database(db: None) -> None:
    """PW-07: sealed at once, wrapped later: the hash as it came is in no row, before or after."""
    accounts = [brought(f"p{n}@example.com", text) for n, (_password, text, _family) in enumerate(PUBLISHED)]
    digests = [found.digest for _p, text, _f in PUBLISHED if (found := foreign.recognise(text))]
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a::text FROM accounts_account a UNION ALL SELECT e::text FROM journal_event e"
            )
            rows = "\n".join(row for (row,) in cursor.fetchall())
        assert not any(digest in rows for digest in digests)
        wrap([account.pk for account in accounts], by=SYSTEM)
    assert Account.objects.filter(password__startswith="foreign$").count() == len(PUBLISHED)


def test_a_seal_belongs_to_its_row(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """SC-01: a sealed hash copied to another account opens nothing there, at the cost of a wrong one."""
    one, other = brought("one@example.com"), brought("other@example.com")
    Account.objects.filter(pk=other.pk).update(foreign_hash=one.foreign_hash)
    hashes = count_hashes(monkeypatch)
    with pytest.raises(actions.SignInNotPossible):
        sign_in("password", "other@example.com")
    assert len(hashes) == 1
    assert wrap([one.pk, other.pk], by=SYSTEM) == {one.pk: True, other.pk: False}


def test_a_wrong_password_costs_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """PW-08, EN-02: bare, wrapped, our own or unknown: one hash of ours and the same statements."""
    brought("bare@example.com")
    wrap([brought("wrap@example.com").pk], by=SYSTEM)
    hashes, work = count_hashes(monkeypatch), {}
    for email in ("bare@example.com", "wrap@example.com", cast.ingrid.email, "nobody@example.com"):
        hashes.clear()
        with CaptureQueriesContext(connection) as queries, pytest.raises(actions.SignInNotPossible) as no:
            sign_in("not-the-password", email)
        work[email] = (len(hashes), shapes(queries), str(no.value))
    assert len(set(work.values())) == 1, work


def test_the_job_wraps_what_waits_and_goes_on_behind(db: None) -> None:
    """PW-07: one job for all that waits; those whom no other job has before it."""
    accounts = [brought(f"p{number}@example.com") for number in range(5)]
    sign_in("password", "p0@example.com")
    job = begin_wrapping(by=SYSTEM)
    assert job and job.kind == WRAPPING.name and begin_wrapping(by=SYSTEM) is None
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (Job.State.DONE, 4, 0)
    assert waiting(WRAPPING.name) == [] and not Account.objects.exclude(foreign_hash="").exists()
    assert begin_wrapping(by=SYSTEM) is None
    assert set(Item.objects.values_list("key", flat=True)) == {account.pk for account in accounts[1:]}
    sign_in("password", "p1@example.com")


def test_what_changed_meanwhile_is_left(db: None) -> None:
    """PW-07: a new password, set while a chunk was being wrapped, isn't overwritten."""
    account = brought()
    Account.objects.update(password="argon2$new", foreign_hash="")
    wrapping._put([(account.pk, account.foreign_hash, "foreign$old")])
    assert Account.objects.get().password == "argon2$new"


def test_a_new_password_ends_the_old_shops(db: None) -> None:
    """PW-07: a reset puts ours in the place of the hash, bare or wrapped."""
    account = brought()
    actions.request_reset("old@example.com", by=VISITOR)
    customer_id, token = last_link()
    actions.finish_reset(customer_id, token, GOOD, by=VISITOR)
    account.refresh_from_db()
    assert account.foreign_hash == "" and customer_of("old@example.com").pk == customer_id
    with pytest.raises(actions.SignInNotPossible):
        sign_in("password")
    sign_in(GOOD)
