"""Passwords that are too easy to guess (security PW-04), by rule and by Django's list."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clientela.core import words

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiop", "azertyuiop")
_SEASONAL = re.compile(r"^[a-zà-ÿ]{3,12}[0-9]{1,4}[!.?*#$]?$")


def is_run(text: str) -> bool:
    """Whether the text is one letter again and again, a short piece repeated, or a run of the keyboard."""
    plain = text.lower()
    if any(
        plain == plain[:size] * (len(plain) // size)
        for size in range(1, len(plain) // 2 + 1)
        if len(plain) % size == 0
    ):
        return True
    return any(plain in run * 3 or plain in run[::-1] * 3 for run in _RUNS)


def too_close(password: str, known: list[str]) -> bool:
    """Whether the password is a word that is known of the person or the store, with little besides."""
    plain = "".join(words.split(password))
    for text in known:
        for word in [*words.split(text), "".join(words.split(text))]:
            if len(word) >= 4 and word in plain and len(plain) - len(word) <= 4:
                return True
    return False


class NotCommon(CommonPasswordValidator):
    """Refuses common passwords, runs, repeats, and a common word with a year or a number behind it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise `ValidationError` where the password is easy to guess."""
        plain = password.lower()
        stem = re.sub(r"[^a-z]+$", "", plain)
        behind = _SEASONAL.match(plain) and stem in self.passwords
        if plain in self.passwords or is_run(plain) or behind or too_close(password, known_words(user)):
            raise ValidationError(_("This password is easy to guess. Choose a longer or less common one."))


def known_words(user: object) -> list[str]:
    """What is known of the person: names, email and its parts, and words given along (the store's)."""
    texts = [str(getattr(user, name, "") or "") for name in ("email", "name", "first_name", "last_name")]
    return [*texts, *getattr(user, "store_words", [])]
