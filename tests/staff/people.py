"""Colleagues as they are in production, with a second factor; and what they see."""

import re
import time

import pyotp
from django.test import Client

from clientela.core.seals import token_hash, unseal
from clientela.post.letter import revealed
from clientela.post.models import Message
from clientela.staff import totp
from clientela.staff.models import App, Session, User
from clientela.staff.roles import Role
from tests.cast import PASSWORD, as_staff, password_hash

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def real(role: Role = Role.OWNER, email: str = "nora@example.com", *, app: bool = True) -> User:
    """A colleague who isn't of the demo, with an authenticator app."""
    user = User.objects.create(
        email=email, email_key=email, name="Nora Real", role=role, password=password_hash()
    )
    if app:
        App.objects.create(user=user, name="Phone", secret=totp.kept(user.pk, SECRET))
    return user


def code(step: int = 0) -> str:
    """What the app shows now, or some steps from now."""

    return pyotp.TOTP(SECRET).generate_otp(int(time.time()) // 30 + step)


def unused(user: User) -> None:
    """Let the app's codes count again, as if half a minute had passed."""
    App.objects.filter(user=user).update(last_step=0)


def browser() -> Client:
    """A browser at the store's own address, in which nobody is signed in."""
    return Client(headers={"accept-language": "en", "host": "localhost:8000"}, REMOTE_ADDR="127.0.0.1")


def half(user: User) -> Client:
    """A browser in which the password was given."""
    client = browser()
    answer = client.post("/admin/login", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.content.decode()
    return client


def whole(user: User) -> Client:
    """A browser in which somebody is signed in whole."""
    client = browser()
    client.cookies["staff"] = as_staff(user).cookies["staff"].value
    return client


def session_in(client: Client) -> Session:
    """The session of a browser."""
    return Session.objects.get(token_hash=token_hash(client.cookies["staff"].value))


def last_mail(to: str) -> Message:
    """The newest email to an address."""
    return Message.objects.filter(to=to).latest("pk")


def link_to(to: str) -> str:
    """The path of the one-time link in the newest email that has one; as the worker puts it in."""
    message = Message.objects.filter(to=to).exclude(secrets="").latest("pk")
    values = unseal(message.secrets, purpose="mail", place=f"post_message|{message.message_id}|secrets")
    text = revealed(message.text, values, escape=False)
    found = re.search(r"https?://[^/]+(/admin/\S+)", text)
    assert found, text
    return found[1]


def kinds(to: str) -> list[str]:
    """The kinds of email that an address got, the oldest first."""
    return list(Message.objects.filter(to=to).order_by("pk").values_list("kind", flat=True))
