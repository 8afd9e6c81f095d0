"""Passkeys: made, used, and refused for every reason there is."""

import json
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from clientela.core.seals import new_token
from clientela.journal.models import Event
from clientela.staff.models import Challenge, Passkey, User
from clientela.staff.roles import Role
from tests.cast import as_staff
from tests.staff.authenticator import BE, BS, UP, UV, Authenticator
from tests.staff.people import browser, half, kinds, last_mail, real, whole


def options(client: Client, ceremony: str = "prove") -> dict:
    answer = client.post("/admin/passkey", {"ceremony": ceremony})
    assert answer.status_code == 200, answer.content
    return answer.json()


def enrol(client: Client, device: Authenticator | None = None) -> Authenticator:
    """Add a passkey in a browser that may."""
    device = device or Authenticator()
    made = device.make(options(client, "add"))
    answer = client.post("/admin/account/factors/passkey", {"credential": made, "name": "Laptop"})
    assert answer.status_code == 303, answer.content.decode()
    return device


@pytest.fixture
def nora(db: None) -> User:
    return real(app=False)


@pytest.fixture
def device(nora: User) -> Authenticator:
    """Nora's passkey, set up at her first sign-in."""
    return enrol(half(nora))


def sign_in(device: Authenticator, client: Client | None = None, **how) -> int:
    """Sign in by the passkey alone. Gives the status."""
    client = client or browser()
    said = device.use(options(client), **how)
    return client.post("/admin/login/passkey", {"credential": said}).status_code


def test_signs_in_by_passkey_alone(nora: User, device: Authenticator) -> None:
    """Both factors at once: it says who comes, and was unlocked."""
    client = browser()
    assert sign_in(device, client) == 303
    assert client.get("/admin").status_code == 200
    assert Event.objects.filter(name="staff.signed_in").last().data == {"method": "passkey"}


def test_is_the_second_factor_after_the_password(nora: User, device: Authenticator) -> None:
    """The browser is told which passkeys may be used; the handle may then be missing."""
    client = half(nora)
    asked = options(client)
    assert len(asked["allowCredentials"]) == 1 and asked["userVerification"] == "required"
    said = device.use(asked, with_handle=False)
    assert client.post("/admin/second-factor/passkey", {"credential": said}).status_code == 303
    assert client.get("/admin").status_code == 200


def test_a_challenge_counts_once(nora: User, device: Authenticator) -> None:
    """PK-01: random, kept on the server, and a replay of the same answer is refused."""
    client = browser()
    asked = options(client)
    assert len(asked["challenge"]) >= 80 and asked["challenge"] != options(browser())["challenge"]
    said = device.use(asked)
    assert client.post("/admin/login/passkey", {"credential": said}).status_code == 303
    again = browser()
    again.cookies["staff-passkey"] = client.cookies["staff-passkey"].value
    assert again.post("/admin/login/passkey", {"credential": said}).status_code == 422


def test_a_challenge_is_spent_by_a_wrong_answer_too(nora: User, device: Authenticator) -> None:
    """PK-01: one try, whatever came of it."""
    client = browser()
    asked = options(client)
    stranger = Authenticator(handle=device.handle)
    assert client.post("/admin/login/passkey", {"credential": stranger.use(asked)}).status_code == 422
    assert client.post("/admin/login/passkey", {"credential": device.use(asked)}).status_code == 422


def test_a_challenge_is_for_one_browser(nora: User, device: Authenticator) -> None:
    """PK-01: what one browser was asked, no other may answer."""
    said, other = device.use(options(browser())), browser()
    options(other)
    assert other.post("/admin/login/passkey", {"credential": said}).status_code == 422
    assert browser().post("/admin/login/passkey", {"credential": said}).status_code == 422


def test_a_challenge_is_for_one_ceremony(nora: User, device: Authenticator) -> None:
    """PK-01: an answer to *who is it* proves nothing where a new passkey is made, nor the other way round."""
    client = whole(nora)
    said = device.use(options(client, "add") | {"rpId": "localhost"})
    assert client.post("/admin/prove/passkey", {"credential": said}).status_code == 422
    said = device.use(options(client, "prove"))
    assert client.post("/admin/account/factors/passkey", {"credential": said}).status_code == 422


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(minutes=4, seconds=50), 303), (timedelta(minutes=5, seconds=1), 422)]
)
def test_a_challenge_lasts_five_minutes(
    nora: User, device: Authenticator, age: timedelta, status: int
) -> None:
    """PK-01: by the database's clock."""
    client = browser()
    said = device.use(options(client))
    Challenge.objects.update(expires_at=F("expires_at") - age)
    assert client.post("/admin/login/passkey", {"credential": said}).status_code == status


def test_whoever_did_not_unlock_it_is_refused(nora: User, device: Authenticator) -> None:
    """PK-02: presence alone isn't enough, when it is used and when it is made."""
    device.flags = UP
    assert sign_in(device) == 422
    client = whole(nora)
    made = Authenticator(flags=UP).make(options(client, "add"))
    assert client.post("/admin/account/factors/passkey", {"credential": made}).status_code == 422
    assert nora.passkeys.count() == 1


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
def test_another_place_is_refused(nora: User, device: Authenticator, bent: dict) -> None:
    """PK-03: origin and RP id are the store's own, whatever host a request names."""
    for name, value in bent.items():
        setattr(device, name, value)
    assert sign_in(device) == 422


def test_passkeys_are_offered_at_the_store_s_address_alone(nora: User, device: Authenticator) -> None:
    """PK-03: elsewhere the page says where they work."""
    assert "passkey-form" in browser().get("/admin/login").content.decode()
    elsewhere = Client(headers={"host": "127.0.0.1:8000"})
    assert "passkey-form" not in elsewhere.get("/admin/login").content.decode()


def test_the_handle_belongs_to_the_passkey(nora: User, device: Authenticator) -> None:
    """PK-04: a passkey of Nora's under somebody else's handle, or under none, signs nobody in."""
    other = real(Role.SUPPORT, "other@example.com", app=False)
    theirs = enrol(half(other))
    own, device.handle = device.handle, theirs.handle
    assert sign_in(device) == 422
    device.handle = own
    assert sign_in(device, with_handle=False) == 422
    assert sign_in(device) == 303


def test_somebody_else_s_passkey_is_no_second_factor(nora: User, device: Authenticator) -> None:
    """PK-04: it must be of whoever gave the password."""
    other = half(real(Role.SUPPORT, "other@example.com"))
    said = device.use(options(other))
    assert other.post("/admin/second-factor/passkey", {"credential": said}).status_code == 422


def test_the_handle_tells_nothing(nora: User, device: Authenticator) -> None:
    """PK-04: 64 random bytes, the same for all passkeys of a person."""
    assert len(device.handle) == 64 and b"nora" not in device.handle
    second = enrol(whole(nora))
    assert second.handle == device.handle


def test_a_counter_that_goes_back_is_refused_and_told(nora: User, device: Authenticator) -> None:
    """PK-06: only a copy does that; its owner gets an email, the log a fact."""
    device.count = 5
    assert sign_in(device) == 303
    device.count = 5
    assert sign_in(device) == 422
    device.count = 4
    assert sign_in(device) == 422
    assert Event.objects.filter(name="staff.passkey_alarm").count() == 2
    assert last_mail(nora.email).kind == "staff.passkey_alarm"
    device.count = 6
    assert sign_in(device) == 303


def test_a_forged_counter_raises_no_alarm(nora: User, device: Authenticator) -> None:
    """PK-06: the counter is believed once the signature holds."""
    device.count = 5
    assert sign_in(device) == 303
    forged = Authenticator(id=device.id, handle=device.handle, count=1)
    assert sign_in(forged) == 422
    assert not Event.objects.filter(name="staff.passkey_alarm").exists()


def test_a_passkey_of_the_cloud_counts_nothing_and_says_so(nora: User) -> None:
    """PK-06: 0 and again 0 is fine; whether it is backed up is kept."""
    device = enrol(half(nora), Authenticator(flags=UP | UV | BE))
    kept = nora.passkeys.get()
    assert (kept.may_back_up, kept.is_backed_up) == (True, False)
    device.flags |= BS
    assert sign_in(device) == 303 and sign_in(device) == 303
    assert nora.passkeys.get().is_backed_up


def test_the_same_passkey_is_added_once(nora: User, device: Authenticator) -> None:
    """Neither to the same person nor to another."""
    client = whole(real(Role.SUPPORT, "other@example.com"))
    made = device.make(options(client, "add"))
    assert client.post("/admin/account/factors/passkey", {"credential": made}).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "no",
        "null",
        '{"id": 1}',
        "[" * 5000,
        "x" * 30_000,
        '{"id":"a","rawId":"\u0000","response":{}}',
    ],
)
def test_what_is_no_answer_is_refused(nora: User, device: Authenticator, text: str) -> None:
    """Whatever is sent, it is refused in words and no error."""
    client = browser()
    options(client)
    assert client.post("/admin/login/passkey", {"credential": text}).status_code == 422
    client = whole(nora)
    assert client.post("/admin/account/factors/passkey", {"credential": text}).status_code == 422


def test_bent_parts_are_refused(nora: User, device: Authenticator) -> None:
    """Any part that isn't base64url of what it should be."""
    for name in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for value in ("", "AA", "é", "A" * 500, 5, None):
            client = browser()
            said = json.loads(device.use(options(client)))
            said["response"][name] = value
            answer = client.post("/admin/login/passkey", {"credential": json.dumps(said)})
            assert answer.status_code == 422, (name, value)


def test_adding_and_removing_is_told_by_mail(nora: User, device: Authenticator) -> None:
    """PK-05: a notice each time; the last way in stays."""
    client = whole(nora)
    first = nora.passkeys.get()
    assert client.post(f"/admin/account/passkeys/{first.pk}/remove").status_code == 422
    enrol(client)
    assert client.post(f"/admin/account/passkeys/{first.pk}/remove").status_code == 303
    assert kinds(nora.email) == ["staff.factor_added", "staff.factor_added", "staff.factor_removed"]
    assert Passkey.objects.filter(user=nora).count() == 1
    assert sign_in(device) == 422


def test_a_passkey_of_somebody_else_can_not_be_removed(nora: User, device: Authenticator) -> None:
    """PK-05: by its number neither."""
    client = whole(real(Role.SUPPORT, "other@example.com"))
    client.post(f"/admin/account/passkeys/{nora.passkeys.get().pk}/remove")
    assert nora.passkeys.count() == 1


def test_switched_off_it_opens_nothing(nora: User, device: Authenticator) -> None:
    """SE-05: a passkey of somebody who no longer works here."""
    User.objects.update(is_active=False)
    assert sign_in(device) == 422


def test_asking_is_braked(nora: User) -> None:
    """RL-01: a network asks a hundred times in a quarter of an hour at most."""
    client = browser()
    answers = [client.post("/admin/passkey").status_code for _time in range(101)]
    assert answers == [200] * 100 + [429]


def test_half_signed_in_nobody_adds_another(nora: User, device: Authenticator) -> None:
    """AC-05: whoever has the password alone gets no second factor of their own."""
    client = half(nora)
    made = Authenticator().make(options(client, "add"))
    answer = client.post("/admin/account/factors/passkey", {"credential": made})
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/second-factor")
    assert nora.passkeys.count() == 1


def test_a_forgotten_cookie_is_no_browser(nora: User, device: Authenticator) -> None:
    """PK-01: without the cookie there is no challenge to answer."""
    client = browser()
    said = device.use(options(client))
    client.cookies["staff-passkey"] = new_token()
    assert client.post("/admin/login/passkey", {"credential": said}).status_code == 422
    assert as_staff(nora).get("/admin").status_code == 200
