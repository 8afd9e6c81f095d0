"""Settings → Customer accounts: shown first, then done, on the journal, and taken back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts.actions import change_accounts
from clientela.accounts.models import AccountSettings, Session
from clientela.admin import account_charts
from clientela.checkout.models import Checkout
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.customers.actions import find_or_add
from clientela.customers.models import Source
from clientela.journal.models import Event
from clientela.orders.models import Order
from clientela.staff.models import Token
from clientela.store.models import Store
from tests.admin.scenes import make_order
from tests.cast import VISITOR, Cast, as_staff
from tests.checkout.goods import ready, stock_shelf

HERE, REVIEW, CHANGE = (f"/admin/settings/accounts{end}" for end in ("", "/review", "/change"))


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def form(**changes: object) -> dict[str, object]:
    """The page's form as it stands, with changes."""
    row = AccountSettings.current()
    same = {
        name: getattr(row, name)
        for name in (
            *("policy", "registration", "proof_bits", "password_length", "reset_minutes"),
            *("idle_days", "longest_days"),
        )
    }
    switches = (
        *("guards_sign_up", "members_only", "login_link", "storefront", "newsletter_form"),
        *("alerts_new_device", "multipass", "multipass_takes_over"),
    )
    same |= {name: "on" for name in switches if getattr(row, name)}
    same |= {"kind": "both", "also": ["passkey"], "version": row.version} | changes
    return {name: value for name, value in same.items() if value is not None}


def confirm(client: Client, address: str):  # type: ignore[no-untyped-def]
    """Press the button on the page that shows what a change does."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page(client, address)))
    return client.post(CHANGE, found)


def test_a_change_is_shown_then_done(client: Client, cast: Cast) -> None:
    """Posting the form leads to the page that says what it does to whom; nothing counts before the button."""
    Session.objects.create(customer=cast.ingrid, token_hash=seals.token_hash("x"))
    answer = client.post(HERE, form(policy="disabled"))
    assert answer.status_code == 303 and answer["Location"] == f"{REVIEW}?policy=disabled"
    shown = page(client, answer["Location"])
    assert "1 customer is signed in and would be signed out" in shown
    assert "Optional" in shown and "Disabled" in shown and not AccountSettings.current().is_off
    assert confirm(client, answer["Location"])["Location"] == HERE
    assert AccountSettings.current().is_off and not Session.objects.alive().exists()


def test_it_differs_by_now(client: Client, cast: Cast) -> None:
    """Plan, show, do: what changed since the look is shown again, and nothing is done."""
    found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page(client, f"{REVIEW}?policy=disabled")))
    Session.objects.create(customer=cast.ingrid, token_hash=seals.token_hash("x"))
    answer = client.post(CHANGE, found)
    assert answer.status_code == 422 and "See again what this would do." in answer.content.decode()
    assert not AccountSettings.current().is_off


@pytest.mark.parametrize(
    ("kind", "also", "methods"),
    [
        ("classic", [], ["password"]),
        ("new", ["passkey", "oidc"], ["code", "passkey", "oidc"]),
        ("both", [], ["password", "code"]),
    ],
)
def test_kinds_are_sets_of_ways(client: Client, kind: str, also: list[str], methods: list[str]) -> None:
    """Classic, new, or both, each with passkeys and outside providers besides."""
    answer = client.post(HERE, form(kind=kind, also=also))
    confirm(client, answer["Location"])
    assert AccountSettings.current().methods == methods
    again = page(client, HERE)
    assert re.search(rf'value="{kind}"[^>]*checked', again)


def test_who_would_be_stranded_can_t_be(client: Client) -> None:
    """No button where customers would be left without a way in; and none by hand either."""
    answer = client.post(HERE, form(kind="other", also=["passkey"]))
    shown = page(client, answer["Location"])
    assert "would be left without a way to sign in" in shown and "Change it" not in shown
    assert client.post(CHANGE, {"methods": "passkey"}).status_code == 422
    assert "code" in AccountSettings.current().methods


def test_wrong_values_stand_beside_their_fields(client: Client) -> None:
    answer = client.post(HERE, form(password_length="99", kind="other", also=[]))
    words = answer.content.decode()
    assert answer.status_code == 422 and "Choose at least one way to sign in." in words
    answer = client.post(HERE, form(policy="disabled", members_only="on"))
    assert answer.status_code == 422 and "needs customer accounts" in answer.content.decode()


def test_nothing_to_change(client: Client) -> None:
    assert client.post(HERE, form())["Location"] == HERE
    assert client.get(f"{REVIEW}?policy=optional")["Location"] == HERE
    assert client.get(f"{REVIEW}?policy=perhaps")["Location"] == HERE
    assert client.get(f"{REVIEW}?multipass_secret=mine")["Location"] == HERE


def test_history_and_taking_back(client: Client) -> None:
    """Who, when, what; and the way back, which is shown first too."""
    confirm(client, f"{REVIEW}?policy=required&login_link=false")
    history = page(client, HERE)
    assert "Owner" in history
    event = Event.objects.get(name="accounts.changed").pk
    assert f"?takes_back={event}" in history
    back = page(client, f"{REVIEW}?takes_back={event}")
    assert "Take this change back?" in back and "Required" in back
    assert confirm(client, f"{REVIEW}?takes_back={event}").status_code == 303
    row = AccountSettings.current()
    assert (row.policy, row.login_link) == ("optional", True)
    assert f"?takes_back={event}&" not in page(client, HERE) and "Taken back" in page(client, HERE)
    assert client.get(f"{REVIEW}?takes_back={event}")["Location"] == HERE
    assert client.get(f"{REVIEW}?takes_back=zero")["Location"] == HERE


def test_readers_look_and_change_nothing(cast: Cast) -> None:
    """AC-02: who may see settings sees the plan and no button."""
    manager = as_staff(cast.manager)
    for address in (HERE, f"{REVIEW}?policy=required", "/admin/settings/checkout"):
        assert manager.get(address).status_code in {200, 403}


def test_the_checkout_page_shows_the_same_card(client: Client) -> None:
    """Settings → Checkout: the same choice, leading to the same plan."""
    assert "Accounts at checkout" in page(client, "/admin/settings/checkout")
    answer = client.post("/admin/settings/checkout", {"policy": "required", "version": 1})
    assert answer["Location"] == f"{REVIEW}?policy=required"
    assert client.post("/admin/settings/checkout", {"policy": "", "version": 1}).status_code == 422


@pytest.mark.parametrize("words", ["customer accounts", "kundekontoer", "kundkonton", "conti cliente"])
def test_found_by_its_name_in_every_language(client: Client, words: str) -> None:
    assert HERE in page(client, f"/admin/settings?q={words}")


def test_found_by_checkout(client: Client) -> None:
    """Searching *checkout* leads to both pages."""
    found = page(client, "/admin/settings?q=checkout")
    assert HERE in found and "/admin/settings/checkout" in found


def test_open_doors(client: Client, cast: Cast) -> None:
    """Each door with its uses in 90 days and its last use; closed ones are said to be."""
    find_or_add("a@example.com", source=Source.NEWSLETTER, by=VISITOR)
    ready(stock_shelf(), email="b@example.com")
    token = Token.objects.create(
        name="Till", made_by=cast.owner, token_hash="t", ending="abcd", may_create_customers=True
    )
    Event.objects.create(name="customer.created", actor_kind="token", actor_id=token.pk, at=timezone.now())
    Event.objects.create(name="account.enabled", actor_kind="customer", data={"how": "code"})
    shown = client.get(HERE)
    uses = {door.name: door.use.count for door in shown.context["doors"]}
    assert uses["newsletter"] == uses["abandoned"] == uses["code"] == uses[f"token-{token.pk}"] == 1
    assert (uses["checkout"], uses["multipass"], uses["import"]) == (0, 0, 0)
    assert "Till" in shown.content.decode()
    open_ones = {door.name for door in shown.context["doors"] if door.is_open}
    assert {"registration", "code", "newsletter", "checkout", "invitation"} <= open_ones
    change_accounts({"accounts.policy": "required", "accounts.registration": "closed"}, by=SYSTEM)
    now_open = {door.name for door in client.get(HERE).context["doors"] if door.is_open}
    assert not now_open & {"registration", "code", "checkout", "abandoned", "invitation", "oidc", "multipass"}


def test_a_door_is_shut_from_the_list(client: Client) -> None:
    """Its switch leads to the same plan."""
    assert f"{REVIEW}?registration=closed" in page(client, HERE)
    confirm(client, f"{REVIEW}?newsletter_form=false")
    assert not AccountSettings.current().newsletter_form
    assert f"{REVIEW}?newsletter_form=true" in page(client, HERE)


def test_doors_are_counted_by_indexes(client: Client, cast: Cast) -> None:
    """However many customers there are: the same statements, each by an index of its own."""
    from clientela.accounts import doors

    with CaptureQueriesContext(
        connection,
    ) as few:
        doors.doors()
    for n in range(20):
        find_or_add(f"n{n}@example.com", source=Source.NEWSLETTER, by=VISITOR)
    with CaptureQueriesContext(connection) as many:
        doors.doors()
    assert len(few) == len(many) <= 5
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        since = timezone.now() - doors.COUNTED
        cursor.execute(f"EXPLAIN {doors._WAYS}", {"since": since, "ways": ["code"]})
        assert "journal_event_ways_in" in str(cursor.fetchall())
        cursor.execute(f"EXPLAIN {doors._TOKENS}", {"since": since, "tokens": [1]})
        assert "journal_event_by_token" in str(cursor.fetchall())
        cursor.execute(f"EXPLAIN {doors._SOURCES}", {"since": since, "sources": ["order"]})
        assert "customers_by_source" in str(cursor.fetchall())


def test_conversion_before_and_after(client: Client, cast: Cast) -> None:
    """From real rows: what was bought and what was left, on either side of the change."""
    zone, before = Store.current().zone, timezone.now() - timedelta(days=3)
    bought = make_order(cast.ingrid)
    Order.objects.filter(pk=bought.pk).update(placed_at=before, source="storefront")
    Checkout.objects.create(email="left@example.com", started_at=before)
    lately = account_charts.conversions(zone)[0]
    assert lately.figure == "50%" and "The policy was not changed yet" in lately.about
    change_accounts({"accounts.policy": "required"}, by=SYSTEM)
    assert account_charts.conversions(zone)[0].figure == "50%"
    Order.objects.filter(pk=make_order(cast.ingrid).pk).update(source="storefront")
    (found,) = account_charts.conversions(zone)
    assert found.figure == "50% → 100%" and found.title.endswith("from optional to required")
    after, earlier = found.chart.series
    assert [v for v in earlier.values if v is not None] == [50.0]
    assert [v for v in after.values if v is not None] == [100.0]
    assert "Checkout conversion" in page(client, HERE)


def test_the_secret_is_shown_once(client: Client) -> None:
    """AC-05, MP: made behind a fresh proof, shown once, never again."""
    answer = client.post(f"{HERE}/multipass", follow=True)
    secret = AccountSettings.current().secret("multipass_secret")
    assert secret in answer.content.decode() and secret not in page(client, HERE)
    client.post(f"{HERE}/multipass")
    assert AccountSettings.current().secret("multipass_former") == secret
    client.post(f"{HERE}/multipass/end")
    assert AccountSettings.current().multipass_former == ""
