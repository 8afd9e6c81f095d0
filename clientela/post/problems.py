"""What can go wrong with a message, in plain words; the server's own stand beside them."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "no_mailbox": _("There is no mailbox with this address."),
    "mailbox_full": _("The mailbox is full."),
    "blocked": _("The receiving server takes it for unwanted mail."),
    "too_big": _("The email is too big for the receiving server."),
    "refused": _("The mail server refused it."),
    "later": _("The mail server asks to try again later."),
    "server_away": _("The mail server can't be reached."),
    "slow": _("The mail server didn't answer in time."),
    "dropped": _("The line broke before the mail server confirmed it."),
    "login": _("The mail server doesn't accept the store's user name or password."),
    "encryption": _("The mail server offers no safe connection."),
    "settings": _("The mail provider refused the store's settings."),
    "broken": _("Clientela could not put the email together."),
    "unknown": _("Sending was cut off, so nobody knows whether it arrived."),
    "expired": _("It could not be sent before it ran out."),
    "complained": _("The reader marked it as spam."),
    "held_bounced": _("Held back: earlier mail to this address came back."),
    "held_complained": _("Held back: the reader marked earlier mail as spam."),
    "held_staff": _("Held back by a colleague."),
    "not_subscribed": _("Held back: the customer hasn't agreed to marketing."),
    "gone": _("Held back: the customer was deleted."),
}
# Status codes of RFC 3463, and what servers say where they give none.
_SIGNS = (
    (
        "no_mailbox",
        r"\b5\.1\.[0-36]\b|no such (user|mailbox|recipient)|user unknown|does not exist|unknown user",
    ),
    ("mailbox_full", r"\b[45]\.2\.2\b|mailbox (is )?full|over quota|quota exceeded"),
    ("too_big", r"\b5\.(2\.3|3\.4)\b|message too (big|large)|size exceeds"),
    ("blocked", r"\b5\.7\.\d+\b|spam|blocked|blacklist|blocklist|policy|reputation"),
)
# Where no server said anything: what the system's or the library's words mean to whoever set it up.
_SILENT = frozenset({"server_away", "slow", "dropped"})
_WHY: tuple[tuple[str, str | Promise], ...] = (
    (r"connection refused", _("Nothing answers there: look at its name and port.")),
    (
        r"name or service not known|name resolution|no address associated|could not connect to the endpoint",
        _("No server of this name is found."),
    ),
    (r"unreachable|no route", _("No network leads there.")),
)
_NUMBER = re.compile(r"\[Errno -?\d+\] ?")


def of_words(words: str) -> str:
    """The problem that a server's words tell of."""
    for problem, pattern in _SIGNS:
        if re.search(pattern, words, re.IGNORECASE):
            return problem
    return "later" if re.match(r"4\d\d\b", words) else "refused"


def printed(words: str, most: int = 2000) -> str:
    """A stranger's words in one line, without what can't be printed: the database keeps no NUL.

    Nor with the system's own numbers for what went wrong.
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return _NUMBER.sub("", line)[:most]


def said(problem: str) -> str:
    """A problem in plain words; empty where there is none."""
    return str(SENTENCES.get(problem, ""))


def explained(problem: str, words: str, most: int = 500) -> str:
    """A problem in plain words, with the server's own behind them where it said any."""
    if problem not in _SILENT:
        return f"{said(problem)} {words[:most]}".strip()
    why = (str(sentence) for sign, sentence in _WHY if re.search(sign, words, re.IGNORECASE))
    return f"{said(problem)} {next(why, '')}".strip()
