"""How the store's pages write what customers typed, and where they are logged in."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from clientela.accounts import queries
from clientela.core import phones
from clientela.staff import agents
from clientela.storefront.account import gates
from clientela.storefront.account.ways import NOT_NOW
from clientela.storefront.door import ShopperRequest, cookie_name

register = template.Library()


@register.filter
def phone(text: str | None) -> str:
    """A phone number as people write it."""
    return phones.shown(text) if text else ""


@register.filter
def device(agent: str) -> str:
    """A browser in words: Firefox on Linux."""
    return agents.device(agent)


@register.filter
def way_in(method: str) -> str:
    """By what somebody logged in, or proved themselves last."""
    words = {
        "password": _("By password"),
        "code": _("By a code"),
        "passkey": _("By passkey"),
        "invitation": _("By invitation"),
    }
    return words.get(method, _("By another site"))


@register.inclusion_tag("account/parts/passkey_offer.html", takes_context=True)
def passkey_offer(context: Context) -> dict[str, Any]:
    """Offer a passkey to whoever has none and logged in by something slower, unless they said not now."""
    request: ShopperRequest = context["request"]
    return {"is_offered": _wants_passkey(request), "csrf_token": context.get("csrf_token")}


def _wants_passkey(request: ShopperRequest) -> bool:
    session = request.session_row
    if not session or session.staff_id or session.method in {"", "passkey"}:
        return False
    if cookie_name(NOT_NOW) in request.COOKIES or not gates.offers_passkeys(request):
        return False
    return not queries.passkeys_of(session.customer_id)
