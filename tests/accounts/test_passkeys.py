"""Customers' passkeys: made, used, named, removed, and refused for every reason there is."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F
from django.test import Client

from clientela.accounts.models import Account, AccountSettings, Ceremony, Passkey, Session
from clientela.core import seals
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from clientela.post.models import MailboxMessage
from clientela.store.models import Store
from tests.accounts.people import browser, mails
from tests.cast import SYSTEM, Cast, as_customer, as_staff, make_customer
from tests.staff.authenticator import BE, BS, UP, UV, Authenticator

pytestmark = pytest.mark.django_db
ADD = "/account/passkeys/new"
LOG_IN = "/account/login/passkey"
HOME = "/account/orders"


def options(client: Client, ceremony: str = "prove") -> dict:
    answer = client.post("/account/passkey", {"ceremony": ceremony})
    assert answer.status_code == 200, answer.content
    return answer.json()


def enrol(client: Client, device: Authenticator | None = None, name: str = "Laptop") -> Authenticator:
    """Add a passkey in a browser that may."""
    device = device or Authenticator()
    made = device.make(options(client, "add"))
    answer = client.post(ADD, {"credential": made, "name": name})
    assert answer.status_code == 303, answer.content.decode()
    return device


def sign_in(device: Authenticator, client: Client | None = None, **how: bool) -> int:
    """Sign in by the passkey alone. Gives the status."""
    client = client or browser()
    said = device.use(options(client), **how)
    return client.post(LOG_IN, {"credential": said}).status_code


def stale(customer: Customer) -> None:
    """As if ten minutes and a second had passed since the proof."""
    Session.objects.filter(customer=customer).update(
        proved_at=F("proved_at") - timedelta(minutes=10, seconds=1)
    )


@pytest.fixture
def nora(db: None) -> Customer:
    return make_customer("nora@example.com", "Nora", "Lie", account=True)


@pytest.fixture
def device(nora: Customer) -> Authenticator:
    return enrol(as_customer(nora))


def test_signs_in_without_a_name(nora: Customer, device: Authenticator) -> None:
    """Usernameless: the passkey says who comes; the session is new and says by what (SE-02)."""
    client = browser()
    client.cookies["customer"] = "planted"
    asked = options(client)
    assert asked["allowCredentials"] == [] and asked["userVerification"] == "required"
    said = device.use(asked)
    done = client.post(LOG_IN, {"credential": said, "next": "/checkout"})
    assert done.status_code == 303 and done["Location"] == "/checkout"
    assert client.get(HOME).status_code == 200
    session = Session.objects.latest("pk")
    assert session.method == "passkey" and session.customer == nora
    assert Event.objects.filter(name="account.signed_in").last().data == {"method": "passkey"}


def test_needs_neither_mail_nor_worker(nora: Customer, device: Authenticator) -> None:
    """It works while SMTP and the worker are down: what it tells waits in the outbox."""
    client, before = browser(), len(mails())
    assert sign_in(device, client) == 303 and client.get(HOME).status_code == 200
    assert {mail.state for mail in mails()[before:]} <= {"queued"} and not MailboxMessage.objects.exists()


def test_a_challenge_counts_once(nora: Customer, device: Authenticator) -> None:
    """PK-01: random, kept on the server, and a replay of the same answer is refused."""
    client = browser()
    asked = options(client)
    assert len(asked["challenge"]) >= 80 and asked["challenge"] != options(browser())["challenge"]
    said = device.use(asked)
    assert client.post(LOG_IN, {"credential": said}).status_code == 303
    again = browser()
    again.cookies["browser"] = client.cookies["browser"].value
    assert again.post(LOG_IN, {"credential": said}).status_code == 422


def test_a_challenge_is_spent_by_a_wrong_answer_too(nora: Customer, device: Authenticator) -> None:
    """PK-01: one try, whatever came of it."""
    client = browser()
    asked = options(client)
    stranger = Authenticator(handle=device.handle)
    assert client.post(LOG_IN, {"credential": stranger.use(asked)}).status_code == 422
    assert client.post(LOG_IN, {"credential": device.use(asked)}).status_code == 422


def test_a_challenge_is_for_one_browser(nora: Customer, device: Authenticator) -> None:
    """PK-01: what one browser was asked, no other may answer."""
    said, other = device.use(options(browser())), browser()
    options(other)
    assert other.post(LOG_IN, {"credential": said}).status_code == 422
    assert browser().post(LOG_IN, {"credential": said}).status_code == 422


def test_a_challenge_is_for_one_purpose(nora: Customer, device: Authenticator) -> None:
    """PK-01: an answer to one question proves nothing where another was asked."""
    client = as_customer(nora)
    said = device.use(options(client, "add") | {"rpId": "localhost"})
    assert client.post("/account/prove/passkey", {"credential": said}).status_code == 422
    said = device.use(options(client, "prove"))
    assert client.post(ADD, {"credential": said, "name": "x"}).status_code == 422
    assert client.post(LOG_IN, {"credential": said}).status_code == 422


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(minutes=4, seconds=50), 303), (timedelta(minutes=5, seconds=1), 422)]
)
def test_a_challenge_lasts_five_minutes(
    nora: Customer, device: Authenticator, age: timedelta, status: int
) -> None:
    """PK-01: by the database's clock."""
    client = browser()
    said = device.use(options(client))
    Ceremony.objects.update(expires_at=F("expires_at") - age)
    assert client.post(LOG_IN, {"credential": said}).status_code == status


def test_another_customer_s_question_is_not_ours(nora: Customer) -> None:
    """PK-01: a passkey that one customer was asked to make can't be added to another, in the same browser."""
    client = as_customer(nora)
    made = Authenticator().make(options(client, "add"))
    other = as_customer(make_customer("other@example.com", account=True))
    other.cookies["browser"] = client.cookies["browser"].value
    assert other.post(ADD, {"credential": made, "name": "x"}).status_code == 422
    assert not Passkey.objects.exists()


def test_whoever_did_not_unlock_it_is_refused(nora: Customer, device: Authenticator) -> None:
    """PK-02: presence alone isn't enough, when it is used and when it is made."""
    device.flags = UP
    assert sign_in(device) == 422
    client = as_customer(nora)
    made = Authenticator(flags=UP).make(options(client, "add"))
    assert client.post(ADD, {"credential": made, "name": "x"}).status_code == 422
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://localhost:9999"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:8000.evil.example"},
        {"rp_id": "evil.example"},
    ],
)
def test_another_place_is_refused(nora: Customer, device: Authenticator, bent: dict) -> None:
    """PK-03: origin and RP id are the store's own, whatever host a request names."""
    for name, value in bent.items():
        setattr(device, name, value)
    assert sign_in(device) == 422


def test_another_store_s_passkey_opens_nothing(nora: Customer, device: Authenticator) -> None:
    """PK-03: a passkey of one store is unusable when the store stands elsewhere."""
    Store.objects.update(url="https://other.example")
    assert sign_in(device) == 422


def test_offered_at_the_store_s_address_alone(nora: Customer, device: Authenticator) -> None:
    """PK-03: elsewhere no page offers them."""
    pages = {
        host: Client(headers={"host": host}).get("/account/login").content.decode()
        for host in ("localhost:8000", "127.0.0.1:8000")
    }
    assert "passkey-form" in pages["localhost:8000"]
    assert 'autocomplete="username webauthn"' in pages["localhost:8000"]
    assert "passkey-form" not in pages["127.0.0.1:8000"] and "webauthn" not in pages["127.0.0.1:8000"]


def test_the_handle_belongs_to_the_passkey(nora: Customer, device: Authenticator) -> None:
    """PK-04: a passkey of Nora's under somebody else's handle, or under none, signs nobody in."""
    theirs = enrol(as_customer(make_customer("other@example.com", account=True)))
    own, device.handle = device.handle, theirs.handle
    assert sign_in(device) == 422
    device.handle = own
    assert sign_in(device, with_handle=False) == 422
    assert sign_in(device) == 303


def test_the_handle_tells_nothing(nora: Customer, device: Authenticator) -> None:
    """PK-04: random, no address in it, the same for all passkeys of a customer."""
    assert len(device.handle) == 16 and UUID(bytes=device.handle).version == 4
    assert enrol(as_customer(nora)).handle == device.handle
    assert {key.handle.bytes for key in Passkey.objects.all()} == {device.handle}


def test_somebody_else_s_passkey_proves_nothing(nora: Customer, device: Authenticator) -> None:
    """PK-04: it must be of whoever is signed in."""
    other = as_customer(make_customer("other@example.com", account=True))
    said = device.use(options(other))
    assert other.post("/account/prove/passkey", {"credential": said}).status_code == 422


def test_no_staff_come_in_by_a_customer_s_passkey(cast: Cast) -> None:
    """SE-03: two realms; the admin doesn't know customers' passkeys, nor the store staff's."""
    device, client = enrol(as_customer(cast.ingrid)), browser()
    said = device.use(client.post("/admin/passkey", {"ceremony": "sign_in"}).json())
    assert client.post("/admin/login/passkey", {"credential": said}).status_code == 422
    assert "passkeys" not in as_staff(cast.owner).get("/account/orders")["Location"]


def test_adding_asks_for_a_fresh_proof(nora: Customer) -> None:
    """PK-05: neither the page nor the deed opens ten minutes after the last proof."""
    client = as_customer(nora)
    made = Authenticator().make(options(client, "add"))
    stale(nora)
    assert client.get(ADD)["Location"] == "/account/prove?next=%2Faccount%2Fpasskeys%2Fnew"
    page = client.post(ADD, {"credential": made, "name": "x"})
    assert page.status_code == 200 and "Prove that it is you" in page.content.decode()
    assert not Passkey.objects.exists()


def test_removing_asks_for_a_fresh_proof(nora: Customer, device: Authenticator) -> None:
    """PK-05."""
    client, path = as_customer(nora), f"/account/passkeys/{Passkey.objects.get().pk}/remove"
    stale(nora)
    assert (
        client.get(path).status_code == 302 and "Prove that it is you" in client.post(path).content.decode()
    )
    assert Passkey.objects.count() == 1


def test_adding_and_removing_is_told_by_mail(nora: Customer, device: Authenticator) -> None:
    """PK-05: a notice each time, in the customer's language, with the passkey's name and no way in."""
    Customer.objects.update(language="nb")
    client, first = as_customer(nora), Passkey.objects.get()
    enrol(client, name="Key <b>ring</b>")
    assert client.get(f"/account/passkeys/{first.pk}/remove").status_code == 200
    assert client.post(f"/account/passkeys/{first.pk}/remove").status_code == 303
    told = [mail for mail in mails() if mail.kind.startswith("account.way")]
    assert [mail.kind for mail in told] == ["account.way_added", "account.way_added", "account.way_removed"]
    assert "Laptop" in told[0].text and "/account/sign-in" in told[0].text
    assert "<b>ring" not in told[1].html and told[1].language == "nb"
    assert sign_in(device) == 422
    facts = Event.objects.filter(customer_id=nora.pk, name__startswith="account.way")
    assert [fact.data for fact in facts.order_by("pk")] == [{"way": "passkey"}] * 3


def test_the_last_way_in_stays(nora: Customer, device: Authenticator) -> None:
    """PK-05: without code and password a passkey is the last; another one sets it free."""
    AccountSettings.objects.update(methods=["password", "passkey"])
    Account.objects.update(password="")
    client, first = as_customer(nora), Passkey.objects.get()
    answer = client.post(f"/account/passkeys/{first.pk}/remove", follow=True)
    assert "last way to log in" in answer.content.decode() and Passkey.objects.count() == 1
    enrol(client)
    client.post(f"/account/passkeys/{first.pk}/remove")
    assert Passkey.objects.exclude(pk=first.pk).count() == Passkey.objects.count() == 1


def test_a_counter_that_goes_back_is_refused_and_told(nora: Customer, device: Authenticator) -> None:
    """PK-06: only a copy does that; its owner gets an email, the log a fact."""
    device.count = 5
    assert sign_in(device) == 303
    for count in (5, 4, 0):
        device.count = count
        assert sign_in(device) == 422
    assert Event.objects.filter(name="account.passkey_alarm", customer_id=nora.pk).count() == 3
    assert mails()[-1].kind == "account.passkey_alarm" and "Laptop" in mails()[-1].text
    device.count = 6
    assert sign_in(device) == 303


def test_a_forged_counter_raises_no_alarm(nora: Customer, device: Authenticator) -> None:
    """PK-06: the counter is believed once the signature holds."""
    device.count = 5
    assert sign_in(device) == 303
    assert sign_in(Authenticator(id=device.id, handle=device.handle, count=1)) == 422
    assert not Event.objects.filter(name="account.passkey_alarm").exists()


def test_a_passkey_of_the_cloud_counts_nothing_and_says_so(nora: Customer) -> None:
    """PK-06: 0 and again 0 is fine; whether it is backed up is kept."""
    device = enrol(as_customer(nora), Authenticator(flags=UP | UV | BE))
    kept = Passkey.objects.get()
    assert (kept.may_back_up, kept.is_backed_up) == (True, False)
    device.flags |= BS
    assert sign_in(device) == 303 and sign_in(device) == 303
    assert Passkey.objects.get().is_backed_up


def test_the_same_passkey_is_added_once(nora: Customer, device: Authenticator) -> None:
    """Neither to the same customer nor to another."""
    for customer in (nora, make_customer("other@example.com", account=True)):
        client = as_customer(customer)
        made = device.make(options(client, "add"))
        assert client.post(ADD, {"credential": made, "name": "x"}).status_code == 422


def test_is_named(nora: Customer, device: Authenticator) -> None:
    """Several tell themselves apart by their names; nobody names another's."""
    client, path = as_customer(nora), f"/account/passkeys/{Passkey.objects.get().pk}"
    assert 'value="Laptop"' in client.get(path).content.decode()
    assert client.post(path, {"name": "  Old   phone "}).status_code == 303
    assert Passkey.objects.get().name == "Old phone"
    assert client.post(path, {"name": ""}).status_code == 422
    other = as_customer(make_customer("other@example.com", account=True))
    for asked in (path, f"{path}/remove"):
        assert other.get(asked).status_code == other.post(asked, {"name": "x"}).status_code == 404
    assert Passkey.objects.get().name == "Old phone"


def test_switched_off_it_opens_nothing(nora: Customer, device: Authenticator) -> None:
    """Where the store has no passkeys: no page, no options, no way in, also for an answer given before."""
    client = browser()
    said = device.use(options(client))
    AccountSettings.objects.update(methods=["password"])
    assert client.post(LOG_IN, {"credential": said}).status_code == 422
    assert client.post("/account/passkey").status_code == 422
    assert as_customer(nora).get(ADD).status_code == 404
    assert "passkey" not in client.get("/account/login").content.decode()


def test_deactivated_stays_out(nora: Customer, device: Authenticator) -> None:
    """SE-05: told to whoever holds the passkey, and to nobody else."""
    customers.set_account_state(nora.pk, AccountState.DEACTIVATED, by=SYSTEM)
    client = browser()
    said = device.use(options(client))
    answer = client.post(LOG_IN, {"credential": said})
    assert answer.status_code == 422 and "This account is closed" in answer.content.decode()
    assert not Session.objects.filter(method="passkey").exists()


def test_asking_is_braked(nora: Customer) -> None:
    """RL-01: a network asks three hundred times in a quarter of an hour at most."""
    client = browser()
    answers = [client.post("/account/passkey").status_code for _time in range(301)]
    assert answers == [200] * 300 + [429]


@pytest.mark.parametrize("text", ["", "{}", "[]", "no", "null", '{"id": 1}', "[" * 5000, "x" * 30_000])
def test_what_is_no_answer_is_refused(nora: Customer, text: str) -> None:
    """Whatever is sent, it is refused in words and no error."""
    client = browser()
    options(client)
    assert client.post(LOG_IN, {"credential": text}).status_code == 422
    assert as_customer(nora).post(ADD, {"credential": text, "name": "x"}).status_code == 422


def test_bent_parts_are_refused(nora: Customer, device: Authenticator) -> None:
    """Any part that isn't base64url of what it should be."""
    for name in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for value in ("", "AA", "é", 5, None):
            client = browser()
            said = json.loads(device.use(options(client)))
            said["response"][name] = value
            answer = client.post(LOG_IN, {"credential": json.dumps(said)})
            assert answer.status_code == 422, (name, value)


def test_what_waits_is_sealed_to_its_question(nora: Customer) -> None:
    """PK-01: what is kept for one question can't be put under another."""
    client = as_customer(nora)
    options(client, "add")
    one = Ceremony.objects.get()
    assert str(nora.pk) not in one.pending and secrets_free(one.pending)
    with pytest.raises(seals.SealBroken):
        seals.unseal(one.pending, purpose="ceremony", place="accounts_ceremony|other|pending")


def secrets_free(text: str) -> bool:
    return "handle" not in text and "account" not in text
