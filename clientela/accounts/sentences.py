"""The sentences that say what a change of the account settings does."""

from collections.abc import Iterator

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clientela.accounts.plan import Effect, Weight
from clientela.core import money


class Shown(int):
    """A number that is written with the separators of the language, and still chooses its plural."""

    def __str__(self) -> str:
        return str(format_decimal(int(self), locale=money.locale()))


def effect(code: str) -> Effect:
    """An effect that isn't on so many."""
    return Effect(code, 0, _ALONE[code], Weight.WARNS if code in _GRAVE else Weight.TELLS)


def many(code: str, count: int) -> Iterator[Effect]:
    """An effect on so many people, browsers or invitations; none where there are none."""
    if count:
        words = _MANY[code] % {"count": Shown(count)}
        weight = Weight.WARNS if code in _GRAVE else Weight.TELLS
        yield Effect(code, count, words, Weight.FORBIDS if code == "stranded" else weight)


_GRAVE = {
    *("signed_out", "invitations", "conversion", "deactivated", "nobody_new", "to_link", "unfinished"),
    *("members_only", "shut_out", "store_shut", "shorter", "multipass_off", "no_secret"),
    "guests_at_checkout",
}

_ALONE: dict[str, str | Promise] = {
    "conversion": _(
        "Guests could no longer pay. Where people must have an account, fewer of them finish buying."
    ),
    "nobody_new": _("Nobody new could order, since not everybody may create an account."),
    "form_gone": _("The registration form and its links go. Those with an account sign in as before."),
    "form_back": _("Everybody who proves their address can create an account."),
    "members_only": _("Visitors see no products, prices or cart before they sign in."),
    "for_all": _("Everybody sees products and prices."),
    "store_shut": _(
        "Home, products, cart and checkout answer “not available”. Account pages, order status and "
        "invoices stay."
    ),
    "store_back": _("Home, products, cart and checkout open again."),
    "no_newsletter_form": _("The form in the footer goes. Subscribers stay subscribed."),
    "longer_passwords": _("Shorter passwords keep working. The rule is for new ones."),
    "no_secret": _("Multipass has no secret yet: nobody comes in by it before you make one."),
}

_MANY = {
    "opens": ngettext_lazy(
        "%(count)s customer has an account from before and could sign in again.",
        "%(count)s customers have an account from before and could sign in again.",
        "count",
    ),
    "signed_out": ngettext_lazy(
        "%(count)s customer is signed in and would be signed out. What is in the cart stays there.",
        "%(count)s customers are signed in and would be signed out. What is in their carts stays there.",
        "count",
    ),
    "browsers": ngettext_lazy("That is %(count)s browser.", "That is %(count)s browsers.", "count"),
    "closed": ngettext_lazy(
        "%(count)s account could not be used. It is kept for the day accounts come back.",
        "%(count)s accounts could not be used. They are kept for the day accounts come back.",
        "count",
    ),
    "invitations": ngettext_lazy(
        "%(count)s open invitation would stop working.",
        "%(count)s open invitations would stop working.",
        "count",
    ),
    "need_account": ngettext_lazy(
        "%(count)s customer you know has no account and would need one to order.",
        "%(count)s customers you know have no account and would need one to order.",
        "count",
    ),
    "deactivated": ngettext_lazy(
        "%(count)s customer has a deactivated account and could not order at all.",
        "%(count)s customers have a deactivated account and could not order at all.",
        "count",
    ),
    "stranded": ngettext_lazy(
        "%(count)s customer would be left without a way to sign in. Keep the code by email or the password.",
        "%(count)s customers would be left without a way to sign in. Keep the code by email or the password.",
        "count",
    ),
    "stay": ngettext_lazy(
        "%(count)s customer is signed in and stays signed in.",
        "%(count)s customers are signed in and stay signed in.",
        "count",
    ),
    "from_password": ngettext_lazy(
        "%(count)s customer has only a password and would sign in by code from now on.",
        "%(count)s customers have only a password and would sign in by code from now on.",
        "count",
    ),
    "to_code": ngettext_lazy(
        "%(count)s customer would sign in by code from now on.",
        "%(count)s customers would sign in by code from now on.",
        "count",
    ),
    "to_link": ngettext_lazy(
        "%(count)s customer has no password and would choose one behind “Forgot your password?”.",
        "%(count)s customers have no password and would choose one behind “Forgot your password?”.",
        "count",
    ),
    "keeps": ngettext_lazy(
        "%(count)s customer loses one way to sign in and has another one.",
        "%(count)s customers lose one way to sign in and have another one.",
        "count",
    ),
    "again": ngettext_lazy(
        "%(count)s customer could use a password, passkey or provider from before.",
        "%(count)s customers could use a password, passkey or provider from before.",
        "count",
    ),
    "unfinished": ngettext_lazy(
        "%(count)s person is registering right now and could not finish.",
        "%(count)s people are registering right now and could not finish.",
        "count",
    ),
    "invited": ngettext_lazy(
        "%(count)s customer is invited and can create an account.",
        "%(count)s customers are invited and can create an account.",
        "count",
    ),
    "shut_out": ngettext_lazy(
        "%(count)s customer you know has no account and would not see the store.",
        "%(count)s customers you know have no account and would not see the store.",
        "count",
    ),
    "shorter": ngettext_lazy(
        "%(count)s browser would be signed out: it was signed in, or not used, for longer.",
        "%(count)s browsers would be signed out: they were signed in, or not used, for longer.",
        "count",
    ),
    "multipass_off": ngettext_lazy(
        "%(count)s customer came by Multipass and would sign in here themselves.",
        "%(count)s customers came by Multipass and would sign in here themselves.",
        "count",
    ),
    "guests_at_checkout": ngettext_lazy(
        "%(count)s guest is in the middle of a checkout and would have to sign in at the next step.",
        "%(count)s guests are in the middle of a checkout and would have to sign in at the next step.",
        "count",
    ),
}
