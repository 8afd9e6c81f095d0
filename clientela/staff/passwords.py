"""Whether a password may be chosen by staff, whether one fits, and hashing in one of the few slots."""

from urllib.parse import urlsplit

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clientela.core import hashing
from clientela.core.errors import Refused
from clientela.gate.slots import hash_slot
from clientela.staff.models import User
from clientela.store.models import Store


class PasswordWeak(Refused):
    """The password is too long, too short or easy to guess."""

    code = "password_weak"
    field = "password"


def refuse_weak(password: str, user: User) -> None:
    """Refuse what is too long, too short, or close to what is known of the person. Raises `PasswordWeak`."""
    if not hashing.fits_in(password):
        raise PasswordWeak(_("This password is too long. Choose one of up to 1,000 letters."))
    store = Store.current()
    user.store_words = [store.name, urlsplit(store.url).hostname or ""]  # type: ignore[attr-defined]
    try:
        validate_password(hashing.normal(password), user)
    except ValidationError as error:
        raise PasswordWeak(" ".join(error.messages)) from error


def hashed(password: str) -> str:
    """The password's Argon2id hash. Raises `Busy` where no slot comes free."""
    with hash_slot():
        return make_password(hashing.normal(password))


def fits(user: User | None, password: str) -> bool:
    """Whether this is the password of somebody who may sign in.

    Where there is nobody, a hash is made for nothing, so that the answer costs the same (security EN-02).
    Raises `Busy`.
    """
    if not hashing.fits_in(password):
        return False
    plain = hashing.normal(password)
    with hash_slot():
        if user is None or not user.is_active or not user.password:
            make_password(plain)
            return False
        return check_password(plain, user.password, setter=lambda again: _strengthen(user, again))


def _strengthen(user: User, plain: str) -> None:
    """Keep the password by today's parameters, now that it is known for a moment (security PW-01)."""
    User.objects.filter(pk=user.pk, password=user.password).update(password=make_password(plain))
