"""Whatever happens to a colleague's account, what was open for it is over on the next request."""

from collections.abc import Callable

import pytest
from django.test import Client

from clientela.core.errors import NotThere, Refused
from clientela.core.scopes import Scope
from clientela.staff import actions, queries
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.accounts.people import GOOD, calm
from tests.cast import PASSWORD, VISITOR
from tests.staff.people import browser, half, link_to, real, session_in, whole

HERE = "203.0.113.7"


def _link(user: User) -> tuple[int, str]:
    """The reset link that was mailed last."""
    number, token = link_to(user.email).split("/")[-2:]
    return int(number), token


def _reset(user: User, _owner: User) -> None:
    actions.request_reset(user.email, language="en", by=VISITOR)
    actions.finish_reset(*_link(user), f"{GOOD}-new", by=VISITOR)


def _change(user: User, _owner: User) -> None:
    here = session_in(whole(user))
    actions.change_password(here, PASSWORD, f"{GOOD}-new", by=user.as_actor())


def _role(user: User, owner: User) -> None:
    actions.change_role(user.pk, Role.READ_ONLY, by=owner.as_actor())


def _off(user: User, owner: User) -> None:
    actions.deactivate(user.pk, by=owner.as_actor())


def _clear(user: User, owner: User) -> None:
    actions.clear_factors(user.pk, by=owner.as_actor())


def _ended(user: User, owner: User) -> None:
    actions.end_other_sessions(user.pk, by=owner.as_actor())


# What ends: sessions always; links, and API tokens, where the account itself may be in other hands.
EVENTS: dict[str, tuple[Callable[[User, User], None], bool, bool]] = {
    "reset": (_reset, True, True),
    "password changed": (_change, True, False),
    "role changed": (_role, False, False),
    "switched off": (_off, True, True),
    "factors cleared": (_clear, True, True),
    "signed out by an owner": (_ended, False, False),
}


def is_in(client: Client) -> bool:
    """Whether the admin opens."""
    return client.get("/admin/account").status_code == 200


@pytest.mark.parametrize("event", EVENTS)
def test_on_the_next_request(db: None, event: str) -> None:
    """SE-05, AC-04: whole sessions and half ones, links by mail, API tokens; a colleague's stay."""
    do, ends_links, ends_tokens = EVENTS[event]
    owner, user = real(email="owner@example.com"), real(Role.MANAGER, "max@example.com")
    browsers, begun, colleague = [whole(user), whole(user)], half(user), whole(owner)
    token = actions.create_token(name="Till", scopes=[Scope.READ_ORDERS], by=user.as_actor()).text
    actions.request_reset(user.email, language="en", by=VISITOR)
    link = _link(user)
    assert all(map(is_in, browsers)) and queries.token_of(token, HERE)
    calm()
    do(user, owner)
    calm()
    assert not any(map(is_in, browsers)) and is_in(colleague)
    for client in (*browsers, begun):
        assert client.post("/admin/account", {"name": "Mallory", "language": "en"}).status_code == 302
    assert begun.get("/admin/second-factor").headers.get("Location", "").startswith("/admin/login")
    actor = queries.token_of(token, HERE)
    assert (actor is None) is ends_tokens
    user.refresh_from_db()
    assert actor is None or actor.powers <= user.powers
    opened = browser().get("/admin/reset/{}/{}".format(*link), follow=True)
    try:
        actions.finish_reset(*link, f"{GOOD}-evil", by=VISITOR)
    except (Refused, NotThere):
        assert ends_links and opened.status_code in {200, 410}
    else:
        assert not ends_links
