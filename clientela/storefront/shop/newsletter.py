"""Signing up for news from the store, saying yes by email, and leaving it: all without signing in."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clientela.core.errors import NotThere, Refused
from clientela.core.paths import own_path
from clientela.customers.models import Channel, Consent
from clientela.messaging import actions, links
from clientela.messaging.models import MarketingSettings
from clientela.storefront.account.gates import SeeOther, is_robot
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at


@shown_at("/")
@require_POST
def newsletter(request: ShopperRequest) -> HttpResponse:
    """Take an address for the newsletter; the answer is the same for known and unknown ones (lesson 6)."""
    if not request.accounts.newsletter_form:
        raise NotThere
    response = SeeOther(own_path(request.POST.get("next", ""), "/"))
    wording = _("News from the store, now and then")
    try:
        if not is_robot(request):
            email = request.POST.get("email", "")
            actions.sign_up(email, wording=wording, language=get_language() or "", by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return response
    messages.success(request, _taken())
    return response


def _taken() -> str:
    """What everybody reads who signed up, whoever they are."""
    if MarketingSettings.current().double_opt_in:
        return _("Thank you. An email may ask you for one last click. Look for it in your mailbox.")
    return _("Thank you. Your sign-up has reached us.")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: ShopperRequest, token: str) -> HttpResponse:
    """Say yes to the newsletter. Opening the link changes nothing: mail scanners open links too (LK-04)."""
    if request.method == "POST":
        proof = {"ip": request.ip, "agent": request.headers.get("User-Agent", "")[:200]}
        if actions.confirm(token, by=request.actor, proof=proof):
            return _private(page(request, "shop/newsletter_confirmed.html"))
    found = links.agreed(token)
    values = {"wording": found[2] if found else "", "token": token}
    return _private(page(request, "shop/newsletter_confirm.html", values, status=200 if found else 410))


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: ShopperRequest, token: str) -> HttpResponse:
    """What a reader gets, and the switches for it."""
    if request.method == "POST":
        for channel in Channel:
            if f"has-{channel.value}" in request.POST:
                actions.choose(
                    token, channel, wants=channel.value in request.POST, source="preferences",
                    wording=_("Email me with news and offers"), by=request.actor,
                )  # fmt: skip
        messages.success(request, _("Your choice is saved."))
        return _private(SeeOther(f"/preferences/{token}"))
    return _shown(request, token)


# A mail program asks without cookie or token of ours (RFC 8058); the link itself says for whom.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: ShopperRequest, token: str) -> HttpResponse:
    """Leave the newsletter by one POST, at once and without a redirect; opening the link changes nothing."""
    if request.method != "POST":
        return _shown(request, token)
    done = actions.choose(
        token, Channel.EMAIL, wants=False, source="unsubscribe", wording="", by=request.actor
    )
    return (
        _private(page(request, "shop/unsubscribed.html", {"token": token}))
        if done
        else _shown(request, token)
    )


def _shown(request: ShopperRequest, token: str) -> HttpResponse:
    reader = links.reader(token)
    values = {"token": token, "reader": reader, "channels": _channels(reader) if reader else []}
    return _private(page(request, "shop/preferences.html", values, status=200 if reader else 404))


def _channels(reader: links.Reader) -> list[dict[str, object]]:
    if not reader.is_same_address:
        # Whoever reads a former address learns nothing of the customer.
        return []
    customer = reader.customer
    known = {Channel.EMAIL: customer.email, Channel.SMS: customer.phone}
    return [
        {
            "name": channel.value,
            "label": {
                Channel.EMAIL: _("News and offers by email"),
                Channel.SMS: _("News and offers by text message"),
            }[channel],
            "is_on": getattr(customer, f"{channel.value}_consent") == Consent.SUBSCRIBED,
        }
        for channel in Channel
        if known[channel]
    ]


def _private(response: HttpResponse) -> HttpResponse:
    # Not "no-referrer": browsers would send forms of this page as from nowhere, and they would be refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
