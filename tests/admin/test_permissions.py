"""Every page of the admin names the powers it needs, and opens to those roles alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from clientela.admin.urls import urlpatterns
from clientela.core.actor import SYSTEM
from clientela.core.powers import Power
from clientela.customers import actions
from clientela.invitations.actions import plan_round
from clientela.invitations.models import Round
from clientela.segments.actions import save
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.admin.scenes import OPEN_TO_ALL, colleague, mailed, make_draft, make_order, make_product, message
from tests.cast import Cast, as_staff


def powers(view: Any) -> list[Power | None]:
    """The powers that a view names, from its outermost guard inwards."""
    named = []
    while view:
        if "power" in vars(view):
            named.append(view.power)
        view = getattr(view, "__wrapped__", None)
    return named


def test_every_page_names_a_power() -> None:
    """AC-01: deny by default; only the pages of signing in are open."""
    assert {pattern.name for pattern in urlpatterns if not powers(pattern.callback)} == OPEN_TO_ALL


def addresses(cast: Cast) -> Iterator[tuple[str, str, set[Power | None]]]:
    """Every address with things that are there, its name and its powers."""
    order = make_order(cast.ingrid)
    values = {
        "customer_id": cast.ingrid.pk,
        "address_id": 1,
        "product_id": make_product().pk,
        "number": order.number,
        "draft_id": make_draft(cast.ingrid).pk,
        "user_id": colleague().pk,
        "session_id": 1,
        "app_id": 1,
        "passkey_id": 1,
        "token_id": 1,
        "rate_id": 1,
        "job_id": 1,
        "block_id": 1,
        "attempt_id": 1,
        "place": "block",
        "sender_id": 1,
        "provider_id": 1,
        "held_id": 1,
        "token": "x",
        "deed": "pause",
        "name": "store",
        "about": "orders",
        "kind": "order.confirmation",
        "comment_id": 1,
        "round_id": plan_round(Round.Scope.EVERYBODY, by=cast.owner.as_actor()).pk,
        "invitation_id": 1,
        "binned_id": 1,
        "segment_id": save("VIPs", "number_of_orders > 1", by=SYSTEM).pk,
        "export_id": 1,
        "import_id": 1,
        "tag_id": 1,
        "field_id": 1,
        "selection_id": 1,
        "mailing_id": 1,
    }
    ids = {"message": message(cast.ingrid).pk, "mailbox-message": mailed("a@example.com").pk}
    for pattern in urlpatterns:
        if pattern.name in OPEN_TO_ALL:
            continue
        path = f"/admin{pattern.pattern}"
        values["message_id"] = ids.get(str(pattern.name).removesuffix("-body"), 1)
        path = re.sub(r"<\w+:(\w+)>", lambda found: str(values[found[1]]), path)
        yield str(pattern.name), path, set(powers(pattern.callback))


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_to_roles_with_the_power_alone(cast: Cast, role: Role) -> None:
    """AC-02: the matrix of roles and pages, by GET and POST."""
    user = User.objects.get(role=role)
    for name, path, needed in addresses(cast):
        allowed = (needed - {None}) <= user.powers
        for verb in ("get", "post") if name != "logout" else ("get",):
            status = getattr(as_staff(user), verb)(path).status_code
            assert (status != 403) is allowed, (role, verb, path, status)
            assert status < 500, (role, verb, path, status)


def test_signed_out_everything_leads_to_the_sign_in_page(client: Any, cast: Cast) -> None:
    """AC-01: no page shows anything to strangers, nor tells what exists."""
    for _name, path, _needed in addresses(cast):
        for verb in (client.get, client.post):
            answer = verb(path)
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login"), path


def whole(answer: Any) -> str:
    """What an answer says, also where it comes part by part."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="ignore"))


def test_notes_and_comments_reach_only_those_who_may_read_them(cast: Cast) -> None:
    """AC-03: the marker of a note is on no page of a role without the power."""
    actions.set_note(cast.ingrid.pk, "MARKER-NOTE", by=SYSTEM)
    actions.comment(cast.ingrid.pk, "MARKER-COMMENT", by=cast.owner.as_actor())
    seen = {}
    for user in cast.staff():
        client, pages = as_staff(user), ""
        for _name, path, _needed in addresses(cast):
            pages += client.get(path).getvalue().decode(errors="ignore")
        seen[user.role] = ("MARKER-NOTE" in pages, "MARKER-COMMENT" in pages)
    allowed, not_allowed = (True, True), (False, False)
    assert seen == {
        Role.OWNER: allowed,
        Role.MANAGER: allowed,
        Role.SUPPORT: allowed,
        Role.MARKETING: not_allowed,
        Role.READ_ONLY: not_allowed,
    }


def test_addresses_reach_only_those_who_may_see_them(cast: Cast) -> None:
    """AC-03: a street is on no page of a role without the power, the order's page included."""
    make_order(cast.ingrid, street="MARKER-STREET 5")
    for user in cast.staff():
        client = as_staff(user)
        pages = client.get(f"/admin/customers/{cast.ingrid.pk}").content.decode()
        pages += client.get("/admin/orders/1001").content.decode()
        assert ("MARKER-STREET" in pages) is (Power.CUSTOMERS_ADDRESSES in user.powers), user.role


def test_a_power_taken_away_is_gone_on_the_next_request(cast: Cast) -> None:
    """AC-04."""
    client = as_staff(cast.manager)
    assert client.get("/admin/settings").status_code == 200
    cast.manager.role = Role.READ_ONLY
    cast.manager.save()
    assert client.get("/admin/settings").status_code == 403
