"""Who can sign in to the demo: staff of every role and one shopper, with passwords made here."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from clientela.accounts.models import Account
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.demo.loading import SHOPPER
from clientela.staff.actions import create_staff
from clientela.staff.models import User
from clientela.staff.roles import Role

FILE = "demo-accounts.json"
_NAMES = {
    Role.OWNER: "Olivia Holm",
    Role.MANAGER: "Marcus Reed",
    Role.SUPPORT: "Solveig Dahl",
    Role.MARKETING: "Matteo Conti",
    Role.READ_ONLY: "Rosa Lind",
}
# Easy to type from a terminal: no letters that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Access:
    """Sign-in details of one person of the demo."""

    who: str
    email: str
    password: str


def _password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))


def kept(folder: Path) -> list[Access]:
    """The sign-in details made at first start; none where there are none."""
    path = folder / FILE
    if not path.is_file():
        return []
    return [Access(**row) for row in json.loads(path.read_text())]


def make(folder: Path) -> list[Access]:
    """Make the demo's people, once, and keep their passwords in a file for its owner (security AC-05)."""
    if found := kept(folder):
        return found
    made = [_shopper(), *(_staff(role) for role in Role)]
    path, half = folder / FILE, folder / f"{FILE}.half"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump([asdict(access) for access in made], file, indent=1)
    half.replace(path)
    return made


def _shopper() -> Access:
    password = _password()
    customer = Customer.objects.with_email(SHOPPER).get()
    Account.objects.filter(customer=customer).update(password=make_password(password))
    return Access("Shopper", customer.email, password)


def _staff(role: Role) -> Access:
    email, password = f"{role.value.replace('_', '-')}@holm-and-hearth.example", _password()
    # A start that was cut off may have made them already, with a password that nobody kept.
    User.objects.filter(email_key=email, is_demo=True).delete()
    create_staff(email=email, name=_NAMES[role], role=role, password=password, is_demo=True, by=SYSTEM)
    return Access(str(role.label), email, password)
