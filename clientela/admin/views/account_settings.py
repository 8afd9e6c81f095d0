"""Settings → Customer accounts: a change is shown with what it does to whom, then done, and taken back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions, doors
from clientela.accounts.models import AccountSettings
from clientela.accounts.plan import Plan
from clientela.admin import account_changes, account_charts, account_kinds
from clientela.admin.door import StaffRequest, carried, carry_once, drop_cookie, fresh, needs
from clientela.admin.forms.account_settings import AccountsForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.topics import ACCOUNTS_AT_CHECKOUT, TOPICS, Card
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.store import keys
from clientela.store.actions import change_settings
from clientela.ui.posting import shown_at

HERE, REVIEW = "/admin/settings/accounts", "/admin/settings/accounts/review"
TOPIC = next(topic for topic in TOPICS if topic.name == "accounts")


@needs(Power.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: StaffRequest) -> HttpResponse:
    """Every rule for customer accounts, the doors they come by, and what was changed before."""
    form = _form(request, TOPIC.cards)
    if to_review := _wished(request, form):
        return to_review
    made = carried(request)
    context = {
        "cards": _drawn(form),
        "form": form,
        "settings": AccountSettings.current(),
        "kinds": account_kinds,
        "conversions": account_charts.conversions(request.store.zone),
        "doors": _doors(request),
        "history": account_changes.history(),
        "secret": made["multipass"] if isinstance(made, dict) and "multipass" in made else "",
    }
    status = 422 if form.errors else 200
    response = show(request, "admin/account_settings.html", context, current="settings", status=status)
    if made and context["secret"]:
        drop_cookie(response, "staff-once")
    return response


@needs(Power.SETTINGS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: StaffRequest) -> HttpResponse:
    """Whether shoppers need an account, and the way to what else belongs to the checkout."""
    form = _form(request, (ACCOUNTS_AT_CHECKOUT,))
    if to_review := _wished(request, form):
        return to_review
    status = 422 if form.errors else 200
    context = {"cards": _drawn(form), "form": form}
    return show(request, "admin/checkout_settings.html", context, current="settings", status=status)


def _form(request: StaffRequest, cards: tuple[Card, ...]) -> AccountsForm:
    data = request.POST if request.method == "POST" else None
    return AccountsForm(TOPIC.settings, cards, data, locked=not request.actor.can(Power.SETTINGS_EDIT))


def _wished(request: StaffRequest, form: AccountsForm) -> HttpResponse | None:
    """On to the page that shows what the wish does; nothing where there is none, or it isn't good."""
    if request.method != "POST" or not form.is_valid():
        return None
    changed = form.changed()
    if not changed:
        messages.info(request, _("Nothing to change: these are the settings already."))
        return SeeOther(request.path)
    try:
        actions.plan_accounts(_texts(changed), by=request.actor)
    except Refused as refused:
        form.show(refused)
        return None
    return SeeOther(f"{REVIEW}?{urlencode(changed)}")


def _drawn(form: AccountsForm) -> list[tuple[Card, list[tuple[str, list[Any]]]]]:
    return [
        (card, [(column, [form[name] for name in form.names(column)]) for column in card.columns])
        for card in form.cards
    ]


def _doors(request: StaffRequest) -> list[doors.Door]:
    may_tokens = request.actor.can(Power.TOKENS_EDIT)
    return [door for door in doors.doors() if may_tokens or not door.name.startswith("token-")]


def _texts(columns: Mapping[str, str]) -> dict[str, str]:
    """The wished values by key: of plain settings only, secrets have a way of their own."""
    known = {s.column: s for s in keys.group("accounts") if not s.is_secret}
    return {known[column].key: text for column, text in columns.items() if column in known}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _planned(request: StaffRequest, asked: Mapping[str, str]) -> Plan:
    if "takes_back" in asked:
        return actions.plan_taking_back(_number(asked["takes_back"]), by=request.actor)
    return actions.plan_accounts(_texts(asked), by=request.actor)


@needs(Power.SETTINGS_VIEW)
@require_safe
def review(request: StaffRequest) -> HttpResponse:
    """What a change would do to whom, before anything is done."""
    return _review(request, request.GET.dict())


def _review(request: StaffRequest, asked: dict[str, str], problem: str = "") -> HttpResponse:
    try:
        plan = _planned(request, asked)
    except Refused as refused:
        messages.error(request, " ".join(map(str, refused.by_field().values())))
        return SeeOther(HERE)
    if not plan.steps:
        messages.info(request, _("Nothing to change: these are the settings already."))
        return SeeOther(HERE)
    context = {
        "plan": plan,
        "lines": account_changes.of_plan(plan),
        "told": account_changes.told(plan),
        "asked": [
            (name, text) for name, text in asked.items() if name not in {"seen", "csrfmiddlewaretoken"}
        ],
        "takes_back": "takes_back" in asked,
        "problem": problem,
    }
    status = 422 if problem else 200
    return show(request, "admin/account_review.html", context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@require_POST
def change(request: StaffRequest) -> HttpResponse:
    """Do what was shown. Where it would do something else by now, that is shown first."""
    asked, seen = request.POST.dict(), request.POST.get("seen", "")
    try:
        if "takes_back" in asked:
            actions.take_back(_number(str(asked["takes_back"])), seen=seen, by=request.actor)
        else:
            actions.change_accounts(_texts(asked), seen=seen, by=request.actor)
    except (actions.PlanChanged, actions.WouldStrand) as refused:
        return _review(request, asked, str(refused.sentence))
    except Refused as refused:
        messages.error(request, " ".join(map(str, refused.by_field().values())))
        return SeeOther(HERE)
    messages.success(request, _("Done. It counts from now on."))
    return SeeOther(HERE)


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@fresh()
@require_POST
def new_secret(request: StaffRequest) -> HttpResponse:
    """Make a new secret for Multipass; it is shown once."""
    secret = actions.new_multipass_secret(by=request.actor)
    response = SeeOther(f"{HERE}#setting-multipass")
    carry_once(request, response, {"multipass": secret})
    return response


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@fresh()
@require_POST
def end_former(request: StaffRequest) -> HttpResponse:
    """Take the former Multipass secret no longer."""
    change_settings({"accounts.multipass_former": ""}, by=request.actor)
    messages.success(request, _("The former secret is taken no longer."))
    return SeeOther(f"{HERE}#setting-multipass")
