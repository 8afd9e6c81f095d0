"""What staff who are signed in as a customer may not do in the store, in one place (security AC-06)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from clientela.accounts.visits import Visit
from clientela.ui import failures

COOKIE = "acting"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_END, _BEGIN = "/account/acting/end", "/account/acting"
# What is the customer's alone: how they sign in, their password, address and proofs.
_CLOSED = (
    *("/account/login", "/account/register", "/account/recover", "/account/reset", "/account/unlock"),
    *("/account/prove", "/account/sign-in", "/account/password", "/account/passkey", "/account/passkeys"),
    *("/account/providers", "/account/email", "/account/invitation", "/account/waiting"),
)
# Looking there begins something.
_CHANGING = ("/checkout",)
_HARMLESS = {_END, _BEGIN, "/account/logout", "/language"}


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """The page that says no to staff in a customer's place; nothing for everybody else."""
    asked: Any = request
    visit: Visit | None = asked.guest_staff
    if not visit:
        return None
    if _is_below(request.path, _CLOSED):
        title = _("Only the customer sees this")
        return failures.page(
            request, 403, _("How they log in stays between the customer and the store."), title
        )
    changes = request.method not in _SAFE or _is_below(request.path, _CHANGING)
    if changes and not visit.may_change and request.path not in _HARMLESS:
        words = _("You are logged in as this customer to look. Nothing was changed.")
        return failures.page(request, 403, words, _("Only looking"))
    return None


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)
