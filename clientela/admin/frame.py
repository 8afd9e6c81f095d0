"""The frame around every page of the admin: navigation, who is signed in, the store's clock."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clientela.admin.door import StaffRequest
from clientela.core.powers import Power
from clientela.jobs import standstill
from clientela.staff.queries import unread

# How long (seconds) an answer about what stands still holds.
STANDS_FOR = 15


class Entry(NamedTuple):
    """One line of the navigation, for staff who hold the power."""

    name: str
    label: str | Promise
    url: str
    icon: str
    keys: str = ""
    power: Power | None = None
    # More words that the search finds it by.
    words: str | Promise = ""
    # Lines below it.
    children: tuple["Entry", ...] = ()


# Words of languages to come stand beside ours.
_HOME = "dashboard start overview översikt oversigt panoramica"
_TEAM = "colleagues team users roles powers personal medarbejdere personale"
_OPTIONS = "options preferences inställningar indstillinger impostazioni"
_MAIN = (
    Entry("home", _("Home"), "/admin", "house", "g h", words=_HOME),
    Entry(
        "orders",
        _("Orders"),
        "/admin/orders",
        "shopping-bag",
        "g o",
        Power.ORDERS_VIEW,
        "order ordrer ordini",
    ),
    Entry(
        "products",
        _("Products"),
        "/admin/products",
        "package",
        "g p",
        Power.PRODUCTS_VIEW,
        "produkter prodotti",
    ),
    Entry(
        "customers",
        _("Customers"),
        "/admin/customers",
        "users",
        "g c",
        Power.CUSTOMERS_VIEW,
        "kunder clienti",
        (
            Entry(
                "segments",
                _("Segments"),
                "/admin/segments",
                "funnel",
                "",
                Power.CUSTOMERS_VIEW,
                pgettext_lazy("search words", "groups, audiences, filters, RFM, VIP, targeting"),
            ),
            Entry(
                "tags",
                _("Tags"),
                "/admin/tags",
                "tags",
                "",
                Power.CUSTOMERS_VIEW,
                "labels rename merge etiketter merkelapper tagg etichette",
            ),
            Entry(
                "imports",
                _("Import"),
                "/admin/customers/import",
                "upload",
                "",
                Power.CUSTOMERS_IMPORT,
                "csv file upload importer importera importér importa",
            ),
            Entry(
                "exports",
                _("Exports"),
                "/admin/exports",
                "download",
                "",
                Power.CUSTOMERS_EXPORT,
                "csv file download eksport exportera eksportér esporta",
            ),
            Entry(
                "activity",
                _("Account activity"),
                "/admin/activity",
                "siren",
                "",
                Power.ACCOUNTS_GUARD,
                pgettext_lazy(
                    "search words", "robots, bots, spam, fake accounts, captcha, block, quarantine"
                ),
            ),
            Entry(
                "bin",
                _("Bin"),
                "/admin/customers/bin",
                "trash-2",
                "",
                Power.CUSTOMERS_DELETE,
                "deleted trash restore slettet papirkurv papperskorg cestino",
            ),
        ),
    ),
    Entry(
        "mailbox", _("Mailbox"), "/admin/mailbox", "inbox", "g m", Power.MAILBOX_VIEW, "inkorg indbakke posta"
    ),
)
_FOOT = (
    Entry("staff", _("Staff"), "/admin/staff", "shield-user", "", Power.STAFF_VIEW, _TEAM),
    Entry("settings", _("Settings"), "/admin/settings", "settings", "g s", Power.SETTINGS_VIEW, _OPTIONS),
)
ENTRIES = tuple(line for entry in (*_MAIN, *_FOOT) for line in (entry, *entry.children))


def frame(request: StaffRequest, current: str) -> dict[str, Any]:
    """What the shell of an admin page needs; `current` names the entry of the navigation that it is."""
    user, actor = request.staff, request.actor
    return {
        "store": request.store,
        "staff": {"name": user.name, "role_name": user.get_role_display()},
        "can": {power.name.lower(): actor.can(power) for power in Power},
        "unread": unread(user) if actor.can(Power.CUSTOMERS_VIEW) else 0,
        "nav": _open(request, _MAIN, current),
        "nav_foot": _open(request, _FOOT, current),
        "standing": _standing() if actor.can(Power.SETTINGS_VIEW) else [],
    }


def _standing() -> list[standstill.Standstill]:
    """What stands still, looked up now and then and not for every page."""
    return cache.get_or_set("standstill", standstill.standing, STANDS_FOR) or []


def _open(request: StaffRequest, entries: tuple[Entry, ...], current: str) -> list[dict[str, object]]:
    return [
        {
            **entry._asdict(),
            "current": entry.name == current,
            "children": _open(request, entry.children, current),
        }
        for entry in entries
        if entry.power is None or request.actor.can(entry.power)
    ]


def show(
    request: StaffRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    current: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw a page of the admin, with times as the store's clock shows them."""
    with timezone.override(request.store.zone):
        whole = {**frame(request, current), **(context or {})}
        return render(request, template, whole, status=status)


class SeeOther(HttpResponseRedirect):
    """Where to look after something was done."""

    status_code = 303
