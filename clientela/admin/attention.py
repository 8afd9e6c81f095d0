"""What needs attention: each matter with its count, and a list that shows exactly those."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clientela.accounts import watched
from clientela.accounts.guarding import in_words
from clientela.core import keyset, money, places
from clientela.core.actor import Actor
from clientela.core.keyset import Page
from clientela.core.powers import Power
from clientela.customers.queries import Total
from clientela.insight import queries as insight
from clientela.jobs import troubles as jobs
from clientela.messaging import queries as messaging
from clientela.messaging.kinds import KINDS
from clientela.orders import troubles as orders
from clientela.post import problems
from clientela.post import queries as post
from clientela.segments.queries import lacking
from clientela.staff import queries as staff

PAGE = 50
MOST_COUNTED = 1000
_NEWEST = keyset.Order("pk", descending=True)


@dataclass(frozen=True)
class Line:
    """One thing on a list: where it leads, what it is, what is the matter, when, and how much."""

    title: str
    about: str
    href: str = ""
    at: datetime | None = None
    amount: str = ""
    deed: str = ""


@dataclass(frozen=True)
class Matter:
    """One kind of thing that needs somebody, for staff who hold all its powers."""

    name: str
    title: str | Promise
    about: str | Promise
    icon: str
    tone: str
    powers: tuple[Power, ...]
    found: Callable[[], QuerySet[Any]]
    counted: Callable[[int], str]
    line: Callable[[Any], Line]
    # The page where something is done about them, if that isn't their list.
    page_of_its_own: str = ""

    @property
    def href(self) -> str:
        """Where its line on Home leads."""
        return self.page_of_its_own or f"/admin/attention/{self.name}"

    def is_for(self, actor: Actor) -> bool:
        """Whether somebody may see these things."""
        return all(actor.can(power) for power in self.powers)

    def page(self, after: str = "", before: str = "") -> Page[Any]:
        """One page of them, newest first."""
        return keyset.page(self.found(), _NEWEST, size=PAGE, after=after, before=before)

    def total(self) -> Total:
        """How many there are, counted no further than a thousand."""
        number = self.found().order_by().values("pk")[: MOST_COUNTED + 1].count()
        return Total(min(number, MOST_COUNTED), is_more=number > MOST_COUNTED)


def _mail(row: Any) -> Line:
    said = problems.said(row.problem) or row.get_state_display()
    return Line(row.subject, f"{row.to}: {said}", f"/admin/messages/{row.pk}", row.queued_at)


def _task(row: Any) -> Line:
    said = _("Failed") if row.status == "failed" else _("Waits too long")
    return Line(row.task_name, f"{said} · {row.queue_name} · {row.pk}", at=row.scheduled_at)


def _wording(row: Any) -> Line:
    title = str(KINDS[row.kind].title) if row.kind in KINDS else row.kind
    spoken = dict(settings.LANGUAGES).get(row.language, row.language)
    href = f"/admin/settings/notifications/{row.kind}?language={row.language}"
    return Line(title, f"{spoken}: {row.trouble}", href, row.failed_at)


def _address(row: Any) -> Line:
    address, customer = row.address, row.address.customer
    what = " · ".join(places.complaints(address.place)) or places.area(address.place)
    href = f"/admin/customers/{customer.pk}/addresses/{address.pk}/edit"
    return Line(f"{customer.display_name}: {', '.join(address.lines[-3:])}", what, href)


def _military(row: Any) -> Line:
    address = row.address
    href = f"/admin/customers/{address.customer_id}/addresses/{address.pk}/fix"
    return replace(_address(row), href=href, deed=_("Fix"))


def _refund(row: Any) -> Line:
    amount = money.shown(row.amount, row.currency)
    who = row.order.customer.display_name if row.order.customer else row.order.email
    return Line(row.order.name, who, f"/admin/orders/{row.order.number}", row.refunded_at, amount)


def _invoice(row: Any) -> Line:
    return Line(row.name, row.customer.display_name, f"/admin/drafts/{row.pk}", row.invoiced_at)


def _token(row: Any) -> Line:
    return Line(row.name, f"…{row.ending} · {row.made_by.name}", "/admin/settings/tokens", row.expires_at)


def _held(row: Any) -> Line:
    why = " · ".join(in_words(row.quarantine_reason))
    return Line(row.customer.display_name, why, f"/admin/customers/{row.customer_id}", row.quarantined_at)


def _order(row: Any) -> Line:
    who = row.customer.display_name if row.customer else row.email
    amount = money.shown(row.total, row.currency)
    about = f"{who} · {row.get_fulfillment_status_display()}"
    return Line(row.name, about, f"/admin/orders/{row.number}", row.placed_at, amount)


def _segment(row: Any) -> Line:
    said = _("Asks for what was deleted: %(names)s") % {"names": ", ".join(row.lost_tags)}
    return Line(row.name, said, f"/admin/segments/{row.pk}", row.edited_at)


MATTERS = (
    Matter(
        "mail",
        gettext_lazy("Emails that didn't arrive"),
        gettext_lazy("Of the last two weeks. One that is sent again leaves the list."),
        "mail-x",
        "critical",
        (Power.CUSTOMERS_VIEW, Power.CUSTOMERS_ADDRESSES),
        post.failed_lately,
        lambda n: ngettext("%d email didn't arrive", "%d emails didn't arrive", n),
        _mail,
    ),
    Matter(
        "wordings",
        gettext_lazy("Emails that can't be written in your words"),
        gettext_lazy("Their templates failed on a real email, so the built-in words were sent instead."),
        "mail-warning",
        "attention",
        (Power.SETTINGS_VIEW,),
        messaging.failed,
        lambda n: ngettext("%d email template fails", "%d email templates fail", n),
        _wording,
    ),
    Matter(
        "tasks",
        gettext_lazy("Work that stands still"),
        gettext_lazy("Tasks that failed in the last two days, and those that wait longer than they should."),
        "hourglass",
        "critical",
        (Power.SETTINGS_VIEW,),
        jobs.troubled,
        lambda n: ngettext("%d task failed or stands still", "%d tasks failed or stand still", n),
        _task,
    ),
    Matter(
        "refunds",
        gettext_lazy("Refunds that failed"),
        gettext_lazy("The payment provider refused them. Nothing was given back since."),
        "undo-2",
        "critical",
        (Power.ORDERS_VIEW,),
        orders.failed_refunds,
        lambda n: ngettext("%d refund failed", "%d refunds failed", n),
        _refund,
    ),
    Matter(
        "held",
        gettext_lazy("Accounts held back as suspicious"),
        gettext_lazy("Their customers can't log in until you release them, or an order of theirs is paid."),
        "shield-alert",
        "attention",
        (Power.ACCOUNTS_GUARD,),
        watched.waiting,
        lambda n: ngettext(
            "%d account is held back as suspicious", "%d accounts are held back as suspicious", n
        ),
        _held,
        "/admin/activity#held-back",
    ),
    Matter(
        "addresses",
        gettext_lazy("Addresses that can't be right"),
        gettext_lazy("They don't fit the rules of their country. Parcels may not arrive."),
        "map-pin-x",
        "attention",
        (Power.CUSTOMERS_VIEW, Power.CUSTOMERS_ADDRESSES),
        insight.wrong_addresses,
        lambda n: ngettext("%d address can't be right", "%d addresses can't be right", n),
        _address,
    ),
    Matter(
        "military",
        gettext_lazy("US military addresses that can't be right"),
        gettext_lazy("APO, FPO and DPO addresses that the US military post would not deliver."),
        "map-pin-x",
        "attention",
        (Power.CUSTOMERS_VIEW, Power.CUSTOMERS_ADDRESSES),
        partial(insight.wrong_addresses, military=True),
        lambda n: ngettext(
            "%d US military address can't be right", "%d US military addresses can't be right", n
        ),
        _military,
    ),
    Matter(
        "segments",
        gettext_lazy("Segments that ask for a deleted tag"),
        gettext_lazy("They find nobody by it. Change their queries, or delete them."),
        "funnel-x",
        "attention",
        (Power.CUSTOMERS_VIEW, Power.SEGMENTS_EDIT),
        lacking,
        lambda n: ngettext("%d segment asks for a deleted tag", "%d segments ask for a deleted tag", n),
        _segment,
    ),
    Matter(
        "invoices",
        gettext_lazy("Invoices that wait"),
        gettext_lazy("Sent more than a week ago and not paid."),
        "receipt",
        "attention",
        (Power.ORDERS_VIEW,),
        orders.late_invoices,
        lambda n: ngettext("%d invoice waits to be paid", "%d invoices wait to be paid", n),
        _invoice,
    ),
    Matter(
        "tokens",
        gettext_lazy("API tokens that end soon"),
        gettext_lazy("Within two weeks. Programs that use them will be turned away then."),
        "key-square",
        "attention",
        (Power.TOKENS_EDIT,),
        staff.ending_tokens,
        lambda n: ngettext("%d API token ends soon", "%d API tokens end soon", n),
        _token,
    ),
)
TO_FULFIL = Matter(
    "orders",
    gettext_lazy("Orders to fulfil"),
    gettext_lazy("Something of these orders is still to be sent."),
    "package",
    "info",
    (Power.ORDERS_VIEW,),
    orders.waiting,
    lambda n: ngettext("%d order to fulfil", "%d orders to fulfil", n),
    _order,
)


@dataclass(frozen=True)
class Needed:
    """A matter of which there is something now, in words."""

    matter: Matter
    words: str


def words(matter: Matter, total: Total) -> str:
    """The count of a matter in words: 3 refunds failed, 1,000+ emails didn't arrive."""
    number = f"{total.number}+" if total.is_more else str(total.number)
    return matter.counted(total.number).replace("%d", number)


def needed(actor: Actor) -> list[Needed]:
    """What needs somebody now, among what they may see; the worst first."""
    found = ((matter, matter.total()) for matter in MATTERS if matter.is_for(actor))
    return [Needed(matter, words(matter, total)) for matter, total in found if total.number]


def named(name: str) -> Matter | None:
    """The matter of this name, if there is one."""
    return next((matter for matter in (*MATTERS, TO_FULFIL) if matter.name == name), None)
