"""Bringing customers along from another shop."""

import csv
from pathlib import Path

import pytest

from clientela.accounts import actions
from clientela.accounts.models import Account
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.exchange import accounts
from clientela.exchange.accounts import AccountsReport, import_accounts
from clientela.exchange.online_retail import FileNotReadable
from clientela.jobs.models import Job
from clientela.journal.models import Event
from tests.accounts.people import address, customer_of
from tests.cast import PASSWORD, VISITOR, Cast
from tests.storefront.shop.way import checksums

pytestmark = pytest.mark.django_db
PHPASS = "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"


def bring(
    folder: Path, text: str, *, name: str = "a.csv", **more: bool
) -> tuple[AccountsReport, list[list[str]]]:
    """Import these lines. Gives the report in figures, and line by line."""
    file, report = folder / name, folder / f"{name}.{len(list(folder.iterdir()))}.report.csv"
    file.write_text(text, encoding="utf-8")
    done = import_accounts(file, report, lambda _done, _total: None, by=SYSTEM, **more)
    with report.open(newline="") as lines:
        return done, list(csv.reader(lines))[1:]


def test_with_a_hash_an_account_without_one_a_customer(tmp_path: Path) -> None:
    """PW-07: they sign in with the password they know; the others can be invited."""
    done, lines = bring(
        tmp_path,
        "email,name,hash\nNora@Example.com,Nora Marie Lie,"
        f"{PHPASS}\nguest@example.com,Gro,\nodd@example.com,Odd Bo,plain-password\n",
    )
    assert [line[2:] for line in lines] == [
        ["account added", ""],
        ["customer added", "without an account"],
        ["customer added", "this kind of password hash isn't known"],
    ]
    nora = customer_of("nora@example.com")
    assert (nora.first_name, nora.last_name, nora.email) == ("Nora Marie", "Lie", "Nora@Example.com")
    assert (nora.account_state, nora.source, nora.email_verified_at) == ("enabled", "import", None)
    assert customer_of("guest@example.com").account_state == "none"
    assert actions.sign_in("nora@example.com", "test12345", agent="", by=VISITOR)[0] == nora
    assert done.unread == 1 and done.job_id == Job.objects.get().pk
    names = Event.objects.filter(customer_id=nora.pk).values_list("name", flat=True)
    assert {"customer.created", "account.enabled", "account.signed_in"} == set(names)
    assert Event.objects.get(name="accounts.imported").data == {"accounts": 1, "customers": 2}


def test_running_it_again_changes_nothing(tmp_path: Path) -> None:
    """FI-02: no row differs; the second report says that all were there."""
    text = f"email,name,hash\na@example.com,A,{PHPASS}\nb@example.com,B,\n"
    bring(tmp_path, text)
    before = checksums()
    done, lines = bring(tmp_path, text)
    assert checksums() == before
    assert [line[3] for line in lines] == ["has an account already", "known already"]
    assert "nothing has changed" in " ".join(done.sentences())


def test_those_who_are_there_are_left_alone(tmp_path: Path, cast: Cast) -> None:
    """SE-05: an account keeps its password, and an import revives nobody whom staff deactivated."""
    emails = {state: address(state) for state in ("enabled", "deactivated", "invited", "none")}
    emails["declined"] = "declined@example.com"
    customers.add(customers.NewCustomer(email=emails["declined"]), by=SYSTEM)
    customers.set_account_state(customer_of(emails["declined"]).pk, AccountState.DECLINED, by=SYSTEM)
    text = "".join(f"{email},New,Name,{PHPASS}\n" for email in emails.values())
    _done, lines = bring(tmp_path, f"email,first_name,last_name,hash\n{text}")
    assert {line[1].partition("@")[0]: line[3] for line in lines} == {
        "enab": "has an account already",
        "deac": "deactivated by staff",
        "invi": "the customer was known already",
        "none": "the customer was known already",
        "declined": "declined an account",
    }
    states = dict(Customer.objects.filter(email__in=emails.values()).values_list("email", "account_state"))
    assert states == {
        emails["enabled"]: "enabled",
        emails["deactivated"]: "deactivated",
        emails["invited"]: "enabled",
        emails["none"]: "enabled",
        emails["declined"]: "declined",
    }
    assert not Customer.objects.filter(first_name="New").exists()
    actions.sign_in(emails["enabled"], PASSWORD, agent="", by=VISITOR)
    actions.sign_in(emails["none"], "test12345", agent="", by=VISITOR)
    with pytest.raises(actions.SignInNotPossible):
        actions.sign_in(emails["deactivated"], "test12345", agent="", by=VISITOR)


def test_what_can_not_be_taken_is_told_line_by_line(tmp_path: Path) -> None:
    """EN-04, FI-03: one canonical address once; the report is safe to open in a spreadsheet."""
    _done, lines = bring(
        tmp_path,
        "email,name,hash,format\nA@example.com,A,,\na@EXAMPLE.com,B,,\n=cmd()@x,C,,\n,D,,\nmıke@example.com,E,,\n"
        f'long@example.com,"{"x" * 300} y",,\n'
        f"f@example.com,F,{PHPASS},rot13\ng@example.com,G,{PHPASS},PHPass\n",
    )
    assert [line[2:] for line in lines] == [
        ["customer added", "without an account"],
        ["not taken", "the same address as line 2"],
        ["not taken", "not an email address"],
        ["not taken", "no email address"],
        ["not taken", "not an email address"],
        ["not taken", "a name longer than 255 letters"],
        ["customer added", "there is no such format"],
        ["account added", ""],
    ]
    assert lines[2][1] == "'=cmd()@x"


WORDPRESS = (
    "\ufeffID;user_login;user_pass;user_email;user_registered;display_name\n"
    "7;nora;{hash};nora@example.com;2019-03-04 10:20:30;Nora Lie\n"
)
MAGENTO = (
    "email,_website,created_at,firstname,lastname,password_hash,password\n"
    "nora@example.com,base,2019-03-04 10:20:30,Nora,Lie,{hash},\n,,,,,,\n"
)
LARAVEL = "name\temail\tpassword\tcreated_at\nNora Lie\tnora@example.com\t{hash}\t2019-03-04 10:20:30\n"


@pytest.mark.parametrize("text", [WORDPRESS, MAGENTO, LARAVEL], ids=["wordpress", "magento", "laravel"])
def test_files_of_other_shops_are_read_as_they_are(tmp_path: Path, text: str) -> None:
    """Their own column names, delimiters and byte order mark; also since when somebody is a customer."""
    bring(tmp_path, text.replace("{hash}", PHPASS), proved=True)
    nora = customer_of("nora@example.com")
    assert (nora.first_name, nora.last_name) == ("Nora", "Lie") and nora.email_verified_at
    assert nora.added_at.isoformat() == "2019-03-04T10:20:30+00:00"
    assert Account.objects.get().foreign_hash


@pytest.mark.parametrize(
    "raw",
    [
        b"name,hash\nA,b\n",
        b"email\n\xff\xfe\n",
        b"",
        b"email\na@b.example\n\0\n",
        b'email\n"' + b"x" * 200_000,
    ],
)
def test_a_file_that_is_none_changes_nothing(tmp_path: Path, raw: bytes) -> None:
    """FI-01, FI-02: said before the first line is brought in."""
    file, report = tmp_path / "a.csv", tmp_path / "report.csv"
    file.write_bytes(raw)
    with pytest.raises(FileNotReadable):
        import_accounts(file, report, lambda _done, _total: None, by=SYSTEM)
    assert not report.exists() and not Customer.objects.exists()


def test_in_chunks_and_only_by_those_who_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    """F06: each chunk stands by itself; AC-02: marketing brings nobody in."""
    monkeypatch.setattr(accounts, "AT_ONCE", 2)
    file, seen = tmp_path / "a.csv", []
    file.write_text("email\n" + "".join(f"p{n}@example.com\n" for n in range(5)))
    for who in (cast.marketing.as_actor(), VISITOR):
        with pytest.raises(NotAllowed):
            import_accounts(file, tmp_path / "no.csv", lambda _done, _total: None, by=who)
    import_accounts(file, tmp_path / "r.csv", lambda *now: seen.append(now), by=cast.owner.as_actor())
    assert seen == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert (tmp_path / "r.csv").stat().st_mode & 0o777 == 0o600
