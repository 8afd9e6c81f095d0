"""Whether a password may be chosen, and hashing it in one of the few slots (security PW-01 to PW-05)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.accounts import foreign
from clientela.accounts.foreign.hashers import is_wrapped
from clientela.accounts.foreign.keeping import unsealed
from clientela.accounts.models import Account, AccountSettings
from clientela.core import hashing
from clientela.core.errors import Refused
from clientela.core.seals import SealBroken
from clientela.customers.models import AccountState
from clientela.gate.slots import hash_slot
from clientela.store.models import Store

log = structlog.get_logger()


class PasswordTooLong(Refused):
    """More than 1,024 bytes are refused before they are hashed."""

    code = "password_too_long"
    sentence = _("This password is too long. Choose one of up to 1,000 letters.")
    field = "password"


class PasswordWeak(Refused):
    """The password is too short or too easy to guess."""

    code = "password_weak"
    field = "password"


@dataclass(frozen=True)
class Person:
    """What is known of whoever chooses a password, so that it isn't one of these words."""

    email: str
    first_name: str
    last_name: str
    store_words: tuple[str, ...]

    @property
    def name(self) -> str:
        """First and last name together."""
        return f"{self.first_name} {self.last_name}"


def refuse_too_long(password: str) -> None:
    """Refuse what is too long to be hashed at all. Raises `PasswordTooLong`."""
    if len(password) > hashing.LONGEST_BYTES or not hashing.fits_in(password):
        raise PasswordTooLong


def refuse_weak(password: str, *, email: str, first_name: str = "", last_name: str = "") -> None:
    """Refuse what is too long, too short or easy to guess. Raises `PasswordTooLong`, `PasswordWeak`."""
    refuse_too_long(password)
    least, store = AccountSettings.current().password_length, Store.current()
    if len(hashing.normal(password)) < least:
        words = ngettext("Use at least %(n)s character.", "Use at least %(n)s characters.", least)
        raise PasswordWeak(words % {"n": least})
    known = (store.name, urlsplit(store.url).hostname or "", email.partition("@")[0])
    # The validators read names off whatever they are given; the stubs want a user of Django's.
    person: Any = Person(email, first_name, last_name, known)
    try:
        validate_password(hashing.normal(password), person)
    except ValidationError as error:
        raise PasswordWeak(" ".join(error.messages)) from error


def hashed(password: str) -> str:
    """The password's Argon2id hash. Raises `Busy` where no slot comes free."""
    with hash_slot():
        return make_password(hashing.normal(password))


def fits(account: Account | None, password: str) -> bool:
    """Whether this is the password of an account that may sign in.

    Where there is none, a hash is made for nothing, so that the answer costs the same (security EN-02,
    PW-08); a hash from another shop costs its own making besides. A hash of older strength, or of another
    shop, is made anew (PW-01, PW-07). Raises `Busy`.
    """
    usable = account and account.has_password and account.customer.account_state == AccountState.ENABLED
    with hash_slot():
        if account is None or not usable:
            make_password(hashing.normal(password))
            return False
        if account.foreign_hash:
            return _fits_bare(account, password)
        # Another shop hashed what was typed, as it was typed.
        typed = password if is_wrapped(account.password) else hashing.normal(password)
        return check_password(typed, account.password, lambda _raw: _strengthen(account, password))


def _fits_bare(account: Account, password: str) -> bool:
    """Whether the password is that of a hash which waits to be wrapped: then it is made anew at once."""
    # Made in any case: a right and a wrong password cost what an unknown address costs.
    fresh = make_password(hashing.normal(password))
    try:
        right = foreign.fits(password, unsealed(account))
    except SealBroken:
        log.error("foreign_hash_unreadable", account=account.pk)
        return False
    if right:
        _keep(account, fresh)
    return right


def _strengthen(account: Account, password: str) -> None:
    _keep(account, make_password(hashing.normal(password)))


def _keep(account: Account, fresh: str) -> None:
    """Put the new hash in the place of the one that was checked, unless that was replaced meanwhile."""
    checked = Account.objects.filter(
        pk=account.pk, password=account.password, foreign_hash=account.foreign_hash
    )
    checked.update(password=fresh, foreign_hash="")
