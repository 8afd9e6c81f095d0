"""Staff who are signed in as a customer (AC-06)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from clientela.accounts import actions
from clientela.accounts.models import Session
from clientela.accounts.visits import visit_of, visits_of
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Address
from clientela.journal.models import Event
from clientela.staff.roles import Role
from tests.admin.scenes import make_order
from tests.cast import VISITOR, Cast, as_customer, as_staff

READ_ONLY_POSTS = (
    "/cart/add",
    "/account/profile",
    "/account/addresses/new",
    "/newsletter",
    "/checkout/place",
)
CLOSED = (
    *("/account/sign-in", "/account/password", "/account/email", "/account/prove", "/account/login"),
    *(
        "/account/register",
        "/account/recover",
        "/account/reset",
        "/account/invitation",
        "/account/passkeys/new",
    ),
)


def go_in(cast: Cast, client: Client | None = None, **how: bool) -> Client:
    """A browser in which the owner is signed in as Ingrid."""
    token = actions.begin_visit(cast.ingrid.pk, reason="Asked on the phone", by=cast.owner.as_actor(), **how)
    client = client or Client(headers={"accept-language": "en"})
    assert client.get(f"/account/acting/{token}").headers["Location"] == "/account/acting"
    assert client.get("/account/acting").status_code == 200
    assert client.post("/account/acting").headers["Location"] == "/account"
    return client


def test_the_way_in_and_out(cast: Cast) -> None:
    """Power, reason, fifteen minutes, a bar on every page, and a fact with who it was."""
    make_order(cast.ingrid)
    client = go_in(cast)
    for path in ("/", "/products", "/cart", "/account/orders", "/account/profile", "/account/devices"):
        page = client.get(path).content.decode()
        assert "You are logged in as Ingrid Hansen for 15 more minutes." in page, path
    session = Session.objects.get(staff_id=cast.owner.pk)
    assert session.until and session.until - session.started_at == timedelta(minutes=15)
    begun = Event.objects.get(name="account.visit_begun")
    assert (begun.actor_kind, begun.actor_id, begun.customer_id) == ("staff", cast.owner.pk, cast.ingrid.pk)
    assert begun.details.personal == {"reason": "Asked on the phone"}
    assert client.post("/account/acting/end").headers["Location"] == f"/admin/customers/{cast.ingrid.pk}"
    assert "You are logged in as" not in client.get("/").content.decode()
    assert Event.objects.filter(name="account.visit_ended").exists()


def test_it_is_over_after_its_time(cast: Cast) -> None:
    """By the database's clock."""
    client = go_in(cast)
    Session.objects.filter(staff_id=cast.owner.pk).update(until=F("until") - timedelta(minutes=16))
    assert client.get("/account/orders").status_code == 302


@pytest.mark.parametrize("path", READ_ONLY_POSTS)
def test_looking_changes_nothing(cast: Cast, path: str) -> None:
    """Every change is refused, ordering too."""
    answer = go_in(cast).post(path, {"variant": "1", "first_name": "Mallory"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_looking_begins_no_checkout(cast: Cast) -> None:
    """A look at the checkout would write one down."""
    assert go_in(cast).get("/checkout").status_code == 403


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("may_change", [False, True])
def test_how_they_sign_in_stays_theirs(cast: Cast, path: str, may_change: bool) -> None:
    """No password, passkey, address or proof, by GET or POST, whatever was allowed."""
    client = go_in(cast, may_change=may_change)
    assert [client.get(path).status_code, client.post(path).status_code] == [403, 403]


def test_actions_refuse_it_too(cast: Cast) -> None:
    """The rule isn't the pages' alone."""
    client = go_in(cast, may_change=True)
    visit = visit_of(client.cookies["acting"].value, "127.0.0.1")
    assert visit
    from clientela.accounts.actions.access import actor_of
    from clientela.core.actor import shopper

    them = shopper(cast.ingrid.pk, "Ingrid", via=visit.staff)
    for act in (
        lambda: actions.change_password(cast.ingrid.pk, "x", "tall-ships-at-dusk", agent="", by=them),
        lambda: actions.set_password(visit.session, "tall-ships-at-dusk", agent="", by=them),
        lambda: actions.remove_password(visit.session, by=them),
        lambda: actions.begin_email_change(cast.ingrid.pk, "new@example.com", browser="b", by=them),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert actor_of(cast.ingrid, them).via == visit.staff


def test_with_changes_allowed_they_are_the_customers(cast: Cast) -> None:
    """On the journal stands the customer, with who did it in their place."""
    client = go_in(cast, may_change=True)
    values = {
        "country": "NO", "first_name": "Ingrid", "last_name": "Hansen", "line1": "Storgata 9",
        "postcode": "0155", "city": "Oslo",
    }  # fmt: skip
    assert client.post("/account/addresses/new", values).status_code == 303
    assert Address.objects.filter(customer=cast.ingrid, line1="Storgata 9").exists()
    added = Event.objects.get(name="customer.address_added", customer_id=cast.ingrid.pk)
    assert (added.actor_kind, added.actor_id, added.via_id) == ("customer", cast.ingrid.pk, cast.owner.pk)
    page = as_staff(cast.support).get(f"/admin/customers/{cast.ingrid.pk}").content.decode()
    assert "Owner, as the customer" in page and "Asked on the phone" in page


def test_no_card_is_shown(cast: Cast) -> None:
    """The last digits are the customer's to know."""
    from clientela.payments.models import Payment

    order = make_order(cast.ingrid)
    order.payment = Payment.objects.create(
        key="k", amount=order.total, currency="GBP", brand="Visa", last4="4242"
    )
    order.save()
    path = f"/account/orders/{order.number}"
    assert "4242" in as_customer(cast.ingrid).get(path).content.decode()
    assert "4242" not in go_in(cast).get(path).content.decode()


def test_the_customer_sees_it(cast: Cast) -> None:
    """While it lasts as a device, afterwards as a visit."""
    client = go_in(cast)
    page = as_customer(cast.ingrid).get("/account/devices").content.decode()
    assert "Store staff" in page and "Visits of store staff" in page and "Looked only" in page
    client.post("/account/logout")
    assert [one.may_change for one in visits_of(cast.ingrid.pk)] == [False]
    assert not Session.objects.alive().filter(staff_id=cast.owner.pk).exists()


def test_their_own_session_is_another(cast: Cast) -> None:
    """Staff who shop themselves are back in their own account afterwards."""
    client = as_customer(cast.stranger)
    go_in(cast, client)
    assert "Ingrid" in client.get("/account/profile").content.decode()
    client.post("/account/acting/end")
    assert "stranger@example.org" in client.get("/account/profile").content.decode()


def test_the_token_is_good_once_and_no_cookie(cast: Cast) -> None:
    """LK-03, LK-04: looking uses nothing up; the token of the way in opens nothing by itself."""
    token = actions.begin_visit(cast.ingrid.pk, reason="Help", by=cast.owner.as_actor())
    client = Client()
    client.cookies["acting"] = token
    assert client.get("/account/orders").status_code == 302
    client.cookies["customer"] = token
    assert client.get("/account/orders").status_code == 302
    assert actions.enter_visit(token, agent="", by=VISITOR)[0] == cast.ingrid.pk
    with pytest.raises(NotThere):
        actions.enter_visit(token, agent="", by=VISITOR)


def test_it_ends_with_the_power_the_account_and_a_sign_out(cast: Cast) -> None:
    """AC-04, SE-05: another role, a deactivation."""
    client = go_in(cast)
    cast.owner.role = Role.SUPPORT
    cast.owner.save()
    assert client.get("/account/orders").status_code == 302
    cast.owner.role = Role.OWNER
    cast.owner.save()
    assert client.get("/account/orders").status_code == 200
    actions.deactivate([cast.ingrid.pk], by=SYSTEM)
    assert client.get("/account/orders").status_code == 302


def test_who_may(cast: Cast) -> None:
    """A power of its own, and a reason; nobody without an active account."""
    for user in (cast.support, cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            actions.begin_visit(cast.ingrid.pk, reason="Help", by=user.as_actor())
    with pytest.raises(Refused):
        actions.begin_visit(cast.ingrid.pk, reason="  ", by=cast.owner.as_actor())
    with pytest.raises(actions.NoAccount):
        actions.begin_visit(cast.guest.pk, reason="Help", by=cast.owner.as_actor())
    customers.set_account_state(cast.ingrid.pk, AccountState.DEACTIVATED, by=SYSTEM)
    with pytest.raises(actions.NoAccount):
        actions.begin_visit(cast.ingrid.pk, reason="Help", by=cast.owner.as_actor())


def test_it_asks_for_a_fresh_proof(cast: Cast) -> None:
    """AC-05: the page of proof first, where the sign-in is long ago."""
    from clientela.staff.models import Session as StaffSession

    client = as_staff(cast.owner)
    path = f"/admin/customers/{cast.ingrid.pk}/log-in"
    assert client.get(path).status_code == 200
    answer = client.post(path, {"reason": "Help"})
    assert answer.status_code == 303 and "/account/acting/" in answer.headers["Location"]
    StaffSession.objects.update(proved_at=F("proved_at") - timedelta(hours=1))
    assert client.get(path).headers["Location"].startswith("/admin/prove")
