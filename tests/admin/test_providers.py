"""Outside providers on the admin: added, changed, tried, switched, deleted."""

from typing import Any

import pytest
from django.test import Client

from clientela.accounts.models import Account, Identity, Provider
from clientela.accounts.openid.keeping import secret_of
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.journal.models import Event
from clientela.staff.models import Session
from clientela.store.actions import change_settings
from tests.accounts.desk import open_desk
from tests.accounts.provider import known
from tests.cast import Cast, as_staff

PLACE = "/admin/settings/providers"
GIVEN = {
    "name": "Harbour ID",
    "issuer": "https://id.example",
    "client_id": "the-store",
    "client_secret": "a-secret",
}


def owner(cast: Cast) -> Client:
    return as_staff(cast.owner)


def test_a_provider_is_added_with_its_secret_sealed(cast: Cast) -> None:
    """SC-01: bound to its row; the page never shows it again."""
    client = owner(cast)
    assert "No providers yet" in client.get(PLACE).content.decode()
    assert "http://localhost:8000/account/login/callback" in client.get(f"{PLACE}/new").content.decode()
    answer = client.post(f"{PLACE}/new", GIVEN)
    provider = Provider.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}/{provider.pk}")
    assert secret_of(provider) == "a-secret" and "a-secret" not in provider.client_secret
    other = Provider.objects.create(
        name="B", issuer="https://b.example", client_id="b", client_secret=provider.client_secret
    )
    with pytest.raises(seals.SealBroken):
        secret_of(other)
    page = client.get(f"{PLACE}/{provider.pk}").content.decode()
    assert "a-secret" not in page and "One is kept" in page
    assert "Customers don’t see these yet" in client.get(PLACE).content.decode()
    change_settings({"accounts.methods": "code,oidc"}, by=SYSTEM)
    assert "Customers don’t see these yet" not in client.get(PLACE).content.decode()
    assert Event.objects.get(name="provider.added").data == {"name": "Harbour ID"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("issuer", "id.example"),
        ("issuer", "http://id.example"),
        ("issuer", "https://id.example/?a=b"),
        ("issuer", "javascript:alert(1)"),
        ("client_id", ""),
    ],
)
def test_what_can_not_be_is_said_beside_the_field(cast: Cast, field: str, value: str) -> None:
    answer = owner(cast).post(f"{PLACE}/new", GIVEN | {field: value})
    assert answer.status_code == 422 and not Provider.objects.exists()
    assert list(answer.context["form"].errors) == [field]


def test_a_change_keeps_the_secret_but_takes_it_nowhere_else(cast: Cast) -> None:
    """SC-01: another issuer gets it only where it is typed again; a linked one stays what it is."""
    client, provider = owner(cast), known("https://id.example")
    path = f"{PLACE}/{provider.pk}"
    assert client.post(path, GIVEN | {"name": "New", "client_secret": ""}).status_code == 303
    provider.refresh_from_db()
    assert provider.name == "New" and secret_of(provider) == "a-secret"
    moved = GIVEN | {"issuer": "https://evil.example", "client_secret": ""}
    assert "would go to another server" in client.post(path, moved).content.decode()
    known("https://other.example")
    twice = client.post(path, GIVEN | {"issuer": "https://other.example"})
    assert "already" in twice.content.decode() and twice.status_code == 422
    Identity.objects.create(account=Account.objects.first(), provider=provider, subject="x")
    answer = client.post(path, moved | {"client_secret": "typed"})
    assert "Customers sign in by this issuer" in answer.content.decode()
    provider.refresh_from_db()
    assert provider.issuer == "https://id.example"


def test_it_is_tried_switched_and_deleted(cast: Cast, settings: Any) -> None:
    """*Test* asks the provider itself; who is linked is told before it is deleted."""
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    client = owner(cast)
    with open_desk() as desk:
        provider = known(desk.issuer)
        path = f"{PLACE}/{provider.pk}"
        assert client.post(f"{path}/test")["Location"] == path
        assert "It answers, with 1 key (RS256)." in client.get(path).content.decode()
        desk.described = {"issuer": "https://other.example"}
        client.post(f"{path}/test")
        assert "names another issuer" in client.get(path).content.decode()
    client.post(f"{path}/switch", {"on": "false"})
    assert not Provider.objects.get().is_on and "Switch on" in client.get(PLACE).content.decode()
    client.post(f"{path}/switch", {"on": "true"})
    assert Provider.objects.get().is_on
    Identity.objects.create(account=Account.objects.first(), provider=provider, subject="x")
    assert "1 customer signs in there" in client.get(f"{path}/delete").content.decode()
    assert client.post(f"{path}/delete")["Location"] == PLACE
    assert not Provider.objects.exists() and not Identity.objects.exists()
    names = Event.objects.filter(name__startswith="provider.").order_by("pk").values_list("name", flat=True)
    assert list(names) == [
        "provider.added",
        "provider.switched_off",
        "provider.switched_on",
        "provider.deleted",
    ]


def test_it_asks_for_a_fresh_proof_and_the_power(cast: Cast) -> None:
    """AC-05: what opens accounts is changed only by somebody who proved themselves a moment ago."""
    client = owner(cast)
    provider = known("https://id.example")
    Session.objects.update(proved_at="2020-01-01T00:00:00Z")
    for path in ("new", f"{provider.pk}", f"{provider.pk}/delete"):
        assert client.get(f"{PLACE}/{path}")["Location"].startswith("/admin/prove")
    client.post(f"{PLACE}/{provider.pk}/switch", {"on": "false"})
    client.post(f"{PLACE}/{provider.pk}/delete")
    assert Provider.objects.get().is_on
    assert as_staff(cast.read_only).get(PLACE).status_code == 403
    assert owner(cast).get("/admin/settings?q=single sign-on").content.decode().count(PLACE)
