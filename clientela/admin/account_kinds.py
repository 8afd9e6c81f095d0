"""What each kind of customer account can and can't do, side by side."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
HEADS: tuple[Text, ...] = (_("Classic (password)"), _("New (code by email)"), _("Both"))
_YES: Text = _("Yes")
ROWS: tuple[tuple[Text, tuple[Text, ...]], ...] = (
    (_("What customers remember"), (_("A password"), _("Nothing"), _("A password, if they like"))),
    (
        _("Signing in when an email is late"),
        (_YES, _("No, unless they have a passkey"), _("Yes, with the password")),
    ),
    (
        _("Forgot the password"),
        (_("A link by email"), _("Nothing to forget"), _("A link or a code by email")),
    ),
    (
        _("A new address at the sign-in page"),
        (_("Is sent to the registration form"), _("Gets an account with the code"), _("Either")),
    ),
    (
        _("Passwords from another shop"),
        (_("Work at once"), _("Are kept, and not asked for"), _("Work at once")),
    ),
    (
        _("Passwords tried by strangers"),
        (_("Slowed down"), _("There are none to try"), _("Slowed down")),
    ),
    (
        _("An invitation asks for"),
        (_("A password"), _("The code from an email"), _("A password, or nothing more")),
    ),
    (_("Passkeys and outside providers"), (_YES, _YES, _YES)),
    (_("Multipass"), (_YES, _YES, _YES)),
    (_("Companies"), (_YES, _YES, _YES)),
    (_("Switching to another kind"), (_("Nothing is lost"), _("Nothing is lost"), _("Nothing is lost"))),
)
