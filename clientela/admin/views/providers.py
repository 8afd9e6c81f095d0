"""Outside providers by which customers may sign in: listed, added, changed, tried, switched, deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import queries
from clientela.accounts.actions import providers as actions
from clientela.accounts.actions.providers import ProviderDetails, ProviderFailed
from clientela.accounts.models import AccountSettings, Method, Provider
from clientela.accounts.openid.keeping import CALLBACK
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.providers import ProviderForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

PROVIDERS = "/admin/settings/providers"


@needs(Power.SETTINGS_VIEW)
@require_safe
def provider_list(request: StaffRequest) -> HttpResponse:
    """All providers, with how many customers sign in there."""
    return _page(request, "admin/providers.html", {"providers": queries.all_providers()})


def _page(request: StaffRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    common = {
        "callback": request.store.link(CALLBACK),
        "is_allowed": AccountSettings.current().allows(Method.OIDC),
    }
    return show(request, template, common | context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a provider; it is tried on the page that follows."""
    return _edit(request, None)


@needs(Power.SETTINGS_EDIT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Change a provider."""
    return _edit(request, queries.provider(provider_id))


def _edit(request: StaffRequest, known: Provider | None) -> HttpResponse:
    form = ProviderForm(request.POST if request.method == "POST" else None, known)
    if form.is_bound and form.is_valid():
        try:
            saved = _save(known, ProviderDetails(**form.cleaned_data), request)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved. Test it now."))
            return SeeOther(f"{PROVIDERS}/{saved.pk}")
    context = {"form": form, "provider": known}
    return _page(request, "admin/provider.html", context, 422 if form.errors else 200)


def _save(known: Provider | None, given: ProviderDetails, request: StaffRequest) -> Provider:
    if known is None:
        return actions.add_provider(given, by=request.actor)
    return actions.change_provider(known.pk, given, by=request.actor)


@needs(Power.SETTINGS_EDIT)
@shown_at(f"{PROVIDERS}/{{provider_id}}")
@require_POST
def try_out(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Ask the provider what it can, and say what it answered."""
    try:
        found, count = actions.try_provider(provider_id, by=request.actor)
    except ProviderFailed as failed:
        messages.error(request, str(failed.sentence))
    else:
        words = ngettext(
            "It answers, with %(n)s key (%(ways)s).", "It answers, with %(n)s keys (%(ways)s).", count
        )
        messages.success(request, words % {"n": count, "ways": ", ".join(found.algorithms)})
    return SeeOther(f"{PROVIDERS}/{provider_id}")


@needs(Power.SETTINGS_EDIT)
@shown_at(PROVIDERS)
@fresh()
@require_POST
def switch(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Let customers sign in there, or no longer."""
    found = actions.switch_provider(provider_id, request.POST.get("on") == "true", by=request.actor)
    words = _("Customers can sign in by %(name)s.") if found.is_on else _("%(name)s is switched off.")
    messages.success(request, words % {"name": found.name})
    return SeeOther(PROVIDERS)


@needs(Power.SETTINGS_EDIT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Delete a provider, after a look at whom it concerns."""
    found = queries.provider(provider_id)
    if request.method != "POST":
        linked = found.identities.count()
        return _page(request, "admin/provider_delete.html", {"provider": found, "linked": linked})
    actions.delete_provider(provider_id, by=request.actor)
    messages.success(request, _("Provider deleted."))
    return SeeOther(PROVIDERS)
