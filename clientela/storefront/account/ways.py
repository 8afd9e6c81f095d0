"""How the customer logs in: password, passkeys and outside providers, listed, added and removed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.models import Ceremony, Method, Passkey
from clientela.core.errors import NotThere, Refused
from clientela.staff import agents
from clientela.storefront.account.asking import BROWSER, browser_of, keep_browser
from clientela.storefront.account.forms import PasskeyForm
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    fresh,
    is_passkey_place,
    offers_passkeys,
    own,
    own_session,
    posted,
    sheet,
    signed_in,
    status_of,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import YEAR, ShopperRequest, cookie_name, put_cookie
from clientela.ui.posting import shown_at

HERE = "/account/sign-in"
NOT_NOW = "no-passkey"
Purpose = Ceremony.Purpose


@require_safe
@signed_in
def ways(request: ShopperRequest) -> HttpResponse:
    """Every way in that the customer has, and those they could add."""
    customer, settings = own(request), request.accounts
    values = {
        "section": "sign-in",
        "ways": queries.ways_of(customer.pk),
        "has_password": queries.has_password(customer.pk),
        "password_set_at": queries.password_set_at(customer.pk),
        "passkeys": queries.passkeys_of(customer.pk),
        "identities": queries.identities_of(customer.pk),
        "to_add": queries.providers_to_add(customer.pk) if settings.allows(Method.OIDC) else [],
        "allows_password": settings.allows(Method.PASSWORD),
        "allows_code": settings.allows(Method.CODE),
        "offers_passkeys": offers_passkeys(request),
        "elsewhere": "" if is_passkey_place(request) else request.store.url,
        "allows_passkeys": settings.allows(Method.PASSKEY),
    }
    return page(request, "account/ways.html", values)


@require_POST
@with_accounts
def passkey_options(request: ShopperRequest) -> HttpResponse:
    """What a browser asks its passkeys for: to log in, to prove somebody, or to add one."""
    customer_id = request.customer.pk if request.customer else None
    wanted = Purpose.PROVE if customer_id else Purpose.SIGN_IN
    if customer_id and request.POST.get("ceremony") == Purpose.ADD:
        wanted = Purpose.ADD
    browser = browser_of(request)
    try:
        asked = actions.ask(wanted, browser=browser, by=request.actor, customer_id=customer_id)
    except Refused as refused:
        return JsonResponse({"error": str(refused.sentence)}, status=status_of(refused))
    answer = JsonResponse(asked)
    keep_browser(answer, browser)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def add_passkey(request: ShopperRequest) -> HttpResponse:
    """Add a passkey: finger, face or PIN of this device, or a key to plug in."""
    if not request.accounts.allows(Method.PASSKEY):
        raise NotThere
    name = agents.device(agent(request))
    form = PasskeyForm(posted(request), initial={"name": name})
    done, status = attempt(request, form, lambda: _add(request, form))
    values = {"section": "sign-in", "is_place": is_passkey_place(request)}
    return done or sheet(request, "account/passkey_add.html", form, status=status, **values)


def _add(request: ShopperRequest, form: PasskeyForm) -> HttpResponse:
    actions.add_passkey(
        own_session(request),
        request.POST.get("credential", ""),
        form.cleaned_data["name"],
        browser=request.COOKIES.get(cookie_name(BROWSER), ""),
        by=request.actor,
    )
    messages.success(request, _("Passkey added. Next time you can log in with it alone."))
    return SeeOther(HERE)


def _mine(request: ShopperRequest, passkey_id: int) -> Passkey:
    found = next((key for key in queries.passkeys_of(own(request).pk) if key.pk == passkey_id), None)
    if found is None:
        raise NotThere
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def name_passkey(request: ShopperRequest, passkey_id: int) -> HttpResponse:
    """Give a passkey another name."""
    passkey = _mine(request, passkey_id)
    form = PasskeyForm(posted(request), initial={"name": passkey.name})
    done, status = attempt(request, form, lambda: _name(request, passkey_id, form))
    return done or sheet(
        request, "account/passkey.html", form, status=status, passkey=passkey, section="sign-in"
    )


def _name(request: ShopperRequest, passkey_id: int, form: PasskeyForm) -> HttpResponse:
    actions.name_passkey(own(request).pk, passkey_id, form.cleaned_data["name"], by=request.actor)
    messages.success(request, _("The passkey has its new name."))
    return SeeOther(HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def remove_passkey(request: ShopperRequest, passkey_id: int) -> HttpResponse:
    """Ask, then take a passkey away; the last way in stays."""
    passkey = _mine(request, passkey_id)
    if request.method != "POST":
        return page(request, "account/passkey_remove.html", {"passkey": passkey, "section": "sign-in"})
    session = own_session(request)
    return _without(
        request,
        lambda: actions.remove_passkey(session, passkey_id, by=request.actor),
        _("The passkey is removed. Delete it on your device, too, where it stays listed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def unlink(request: ShopperRequest, identity_id: int) -> HttpResponse:
    """Ask, then part from an outside provider; the last way in stays."""
    known = {identity.pk: identity for identity in queries.identities_of(own(request).pk)}
    if identity_id not in known:
        raise NotThere
    if request.method != "POST":
        values = {"identity": known[identity_id], "section": "sign-in"}
        return page(request, "account/provider_unlink.html", values)
    session = own_session(request)
    said = _("You can no longer log in with %(name)s.") % {"name": known[identity_id].provider.name}
    return _without(request, lambda: actions.unlink_provider(session, identity_id, by=request.actor), said)


def _without(request: ShopperRequest, remove: Callable[[], None], said: str) -> HttpResponse:
    """Take a way in away, and say so, or why not."""
    try:
        remove()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return SeeOther(HERE)


@shown_at(HOME)
@require_POST
@signed_in
def not_now(request: ShopperRequest) -> HttpResponse:
    """Don't offer a passkey in this browser again for a year."""
    del request
    response = SeeOther(HOME)
    put_cookie(response, NOT_NOW, "1", YEAR)
    return response
