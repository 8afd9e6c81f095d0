"""The emails that staff get: in their own language, about their own sign-in."""

from dataclasses import dataclass
from datetime import timedelta

import css_inline
from babel.dates import format_date, format_time
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.errors import TooMany
from clientela.core.queue import Queue
from clientela.gate import actions as gate
from clientela.post import actions as post
from clientela.post.letter import Letter, marker
from clientela.staff.models import User
from clientela.store.models import Store


@dataclass(frozen=True)
class Words:
    """What an email says: a heading, paragraphs, and perhaps a button with what it is called."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""


@dataclass(frozen=True)
class Reader:
    """Whom an email goes to: never an address that was only typed, where we know them."""

    email: str
    language: str
    name: str = ""

    @classmethod
    def of(cls, user: User) -> "Reader":
        """A member of staff, at their stored address."""
        return cls(user.email, user.language, user.name)


def may_mail(key: str, *, by: Actor) -> bool:
    """Count one more email to this address, whoever asks and whether it is known or not (security RL-06)."""
    try:
        gate.take("mail.recipient_quarter", key, by=by)
        gate.take("mail.recipient_day", key, by=by)
    except TooMany:
        return False
    return True


def _when(store: Store) -> str:
    now, locale = timezone.now().astimezone(store.zone), money.locale()
    return f"{format_date(now.date(), 'long', locale=locale)}, {format_time(now, 'short', locale=locale)}"


def _send(
    kind: str,
    reader: Reader,
    words: Words,
    link: str = "",
    *,
    by: Actor,
    lasts: timedelta | None = None,
    secret: bool = False,
) -> None:
    """Queue an email. A secret link stands in the outbox as a marker, sealed beside it."""
    store = Store.current()
    shown = marker("link") if secret else link
    context = {"words": words, "link": shown, "store": store, "language": reader.language}
    html = render_to_string("staff/letter.html", context)
    parts = [*words.paragraphs, *([f"{words.button}:\n{shown}"] if words.button else [])]
    letter = Letter(
        kind=f"staff.{kind}",
        to=reader.email,
        subject=words.subject,
        text="\n\n".join([words.subject, *parts, f"-- \n{store.name}\n{store.url}\n"]),
        html=css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False),
        language=reader.language,
        queue=Queue.CODES if secret else Queue.MAIL,
        expires_at=timezone.now() + lasts if lasts else None,
        secrets={"link": link} if secret else {},
        is_essential=True,
    )
    post.queue(letter, by=by)


def invitation(user: User, path: str, lasts: timedelta, *, by: Actor) -> None:
    """The link by which an invited colleague joins."""
    store = Store.current()
    with translation.override(user.language):
        here = {"store": store.name, "by": by.name, "role": user.get_role_display(), "days": lasts.days}
        words = Words(
            _("Join %(store)s") % here,
            (
                _("%(by)s invited you to work in the admin of %(store)s. Your role: %(role)s.") % here,
                _("Choose a password, and how you prove that it is you. The link works for %(days)s days.")
                % here,
                _("Never pass this link on. If you don't know the store, leave this email as it is."),
            ),
            _("Accept the invitation"),
        )
        _send("invitation", Reader.of(user), words, store.link(path), by=by, lasts=lasts, secret=True)


def reset(user: User, path: str, lasts: timedelta, *, by: Actor) -> None:
    """The link to set a new password."""
    store = Store.current()
    with translation.override(user.language):
        here = {"store": store.name, "time": _when(store), "minutes": int(lasts.total_seconds() // 60)}
        words = Words(
            _("Set a new password for the admin of %(store)s") % here,
            (
                _("On %(time)s somebody asked to set a new password for your sign-in to the admin.") % here,
                _(
                    "The link works once, for %(minutes)s minutes. You still need your second factor "
                    "afterwards, and API tokens that you made end."
                )
                % here,
                _("If it wasn't you who asked, leave this email as it is: your password stays what it was."),
            ),
            _("Set a new password"),
        )
        _send("password_reset", Reader.of(user), words, store.link(path), by=by, lasts=lasts, secret=True)


def nobody(email: str, language: str, lasts: timedelta, *, by: Actor) -> None:
    """Word that nobody with this address can sign in, to whoever asked for a link."""
    store = Store.current()
    with translation.override(language):
        here = {"store": store.name, "time": _when(store)}
        words = Words(
            _("No sign-in to the admin of %(store)s") % here,
            (
                _(
                    "On %(time)s somebody asked for a new password to the admin, but nobody signs in there "
                    "with this email address. Perhaps you use another one."
                )
                % here,
                _("If it wasn't you who asked, leave this email as it is."),
            ),
            _("To the admin"),
        )
        link = store.link("/admin/login")
        _send("no_sign_in", Reader(email, language), words, link, by=by, lasts=lasts, secret=True)


def sender_proof(address: str, path: str, language: str, *, by: Actor) -> None:
    """The link that proves that the store may send from an address: it goes to that very address."""
    store, lasts = Store.current(), timedelta(days=1)
    with translation.override(language):
        here = {"store": store.name, "address": address, "by": by.name}
        words = Words(
            _("May %(store)s send from this address?") % here,
            (
                _("%(by)s wants emails to customers of %(store)s to come from %(address)s.") % here,
                _("If you agree, open the link while you are signed in to the admin. It works for a day."),
                _("If you don't know the store, leave this email as it is."),
            ),
            _("Use this address"),
        )
        reader = Reader(address, language)
        _send("sender_proof", reader, words, store.link(path), by=by, lasts=lasts, secret=True)


def notice(user: User, kind: str, detail: str = "", *, by: Actor) -> None:
    """Tell a member of staff that something about their sign-in changed (security PW-05, PK-05)."""
    store = Store.current()
    with translation.override(user.language):
        subject, what = _notices(detail, store.name)[kind]
        words = Words(
            subject,
            (
                _("%(what)s This happened on %(time)s.") % {"what": what, "time": _when(store)},
                _("If this was you, all is well. If it wasn't, set a new password now and tell an owner."),
            ),
            _("To your account"),
        )
        _send(kind, Reader.of(user), words, store.link("/admin/account"), by=by)


def _notices(name: str, store: str) -> dict[str, tuple[str, str]]:
    """Subject and first sentence by kind of notice."""
    here = {"name": name, "store": store}
    return {
        "password_changed": (
            _("Your password at %(store)s was changed") % here,
            _("The password of your sign-in to the admin was changed, and other browsers were signed out."),
        ),
        "factor_added": (
            _("A second factor was added at %(store)s") % here,
            _("“%(name)s” now proves that it is you when you sign in to the admin.") % here,
        ),
        "factor_removed": (
            _("A second factor was removed at %(store)s") % here,
            _("“%(name)s” no longer proves that it is you when you sign in to the admin.") % here,
        ),
        "factors_cleared": (
            _("Your second factors at %(store)s were removed") % here,
            _("An owner removed your second factors. You set up a new one at your next sign-in."),
        ),
        "recovery_used": (
            _("A recovery code was used at %(store)s") % here,
            _("Somebody proved by a recovery code that they are you; %(name)s codes are left.") % here,
        ),
        "codes_made": (
            _("New recovery codes at %(store)s") % here,
            _("New recovery codes were made for you; the older ones open nothing any more."),
        ),
        "passkey_alarm": (
            _("A passkey at %(store)s may have been copied") % here,
            _("The passkey “%(name)s” was refused: its counter went back, which only a copy does. Remove it.")
            % here,
        ),
    }
