"""Deleting customers, the bin they lie in for a while, and the accounts of a burst."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import watched
from clientela.accounts.models import Session
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.actions.binning import KEPT
from clientela.customers.models import AccountState, BinEntry
from clientela.orders.models import Draft
from clientela.privacy import actions, queries, rules
from clientela.privacy.actions import Clash
from clientela.privacy.rules import Reason
from clientela.staff import queries as staff
from clientela.ui.posting import shown_at

BIN = "/admin/customers/bin"
ACTIVITY = "/admin/activity"
PREVIEW = 10


def _is_posted(request: StaffRequest, **_values: object) -> bool:
    return request.method == "POST"


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_DELETE)
@fresh(when=_is_posted)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, customer_id: int) -> HttpResponse:
    """What deleting a customer does, or why it can't be done; and the button that does it."""
    customer, status = customers.find(customer_id), 200
    if request.method == "POST":
        if actions.delete([customer.pk], by=request.actor)[customer.pk] is Reason.NOTHING:
            messages.success(request, _("%(name)s was deleted.") % {"name": customer.display_name})
            return SeeOther(BIN)
        status = 422
    context = {
        "customer": customer,
        "rule": rules.rule_of(rules.reason_of(customer.pk)),
        "is_active": customer.account_state == AccountState.ENABLED,
        "sessions": Session.objects.alive().filter(customer=customer).count(),
        "drafts": Draft.objects.standing().filter(customer=customer, order=None).count(),
        "days": KEPT.days,
    }
    return show(request, "admin/customer_delete.html", context, current="customers", status=status)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_DELETE)
@require_safe
def bin_list(request: StaffRequest) -> HttpResponse:
    """Who was deleted in the last thirty days, by whom, and how long they can still be put back."""
    return _bin(request)


def _bin(
    request: StaffRequest, asked: BinEntry | None = None, clash: Clash | None = None, status: int = 200
) -> HttpResponse:
    page = queries.binned(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    who = staff.names({entry.deleted_by_id for entry in page.rows})
    now = timezone.now()
    lines = [
        (entry, who.get(entry.deleted_by_id, ""), max(0, (entry.purge_at - now).days) + 1)
        for entry in page.rows
    ]
    context = {"page": page, "lines": lines, "asked": asked, "clash": clash, "base": f"{BIN}?"}
    return show(request, "admin/bin.html", context, current="bin", status=status)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_DELETE)
@shown_at(BIN)
@require_POST
def restore(request: StaffRequest, binned_id: int) -> HttpResponse:
    """Put a customer back; where somebody else has their address by now, say who."""
    entry = queries.in_bin(binned_id)
    clash = actions.restore([entry.pk], by=request.actor)[entry.pk]
    if clash:
        return _bin(request, entry, clash, status=422)
    messages.success(request, _("%(name)s was put back.") % {"name": entry.customer.display_name})
    return SeeOther(f"/admin/customers/{entry.pk}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_DELETE)
@fresh(when=_is_posted)
@require_http_methods(["GET", "HEAD", "POST"])
def destroy(request: StaffRequest, binned_id: int) -> HttpResponse:
    """Destroy the personal data of a deleted customer now, after being asked once more."""
    entry = queries.in_bin(binned_id)
    if request.method == "POST":
        actions.destroy([entry.pk], by=request.actor)
        messages.success(request, _("The personal data was destroyed."))
        return SeeOther(BIN)
    return show(request, "admin/bin_destroy.html", {"entry": entry}, current="bin")


@needs(Power.ACCOUNTS_GUARD)
@needs(Power.CUSTOMERS_DELETE)
@fresh(when=_is_posted)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_burst(request: StaffRequest, place: str, attempt_id: int) -> HttpResponse:
    """How many of a burst would be deleted, and who not for what reason; and doing it, as a job."""
    found, one = queries.made_in_burst(attempt_id, place), watched.sign_ups_with(attempt_id, place).last()
    if one is None:
        raise NotThere
    if request.method == "POST":
        actions.delete_burst(attempt_id, place, by=request.actor)
        messages.success(request, _("The accounts are being deleted. You can undo it when that is done."))
        return SeeOther(f"{ACTIVITY}#deleted")
    counts = queries.deletable(found)
    context = {
        "value": getattr(one, place),
        "count": counts.pop(Reason.NOTHING, 0),
        "left": [(rules.TITLES[reason], count) for reason, count in counts.items()],
        "few": rules.judged(found).filter(reason="").order_by("pk")[:PREVIEW],
        "days": KEPT.days,
    }
    return show(request, "admin/burst_delete.html", context, current="activity")


@needs(Power.ACCOUNTS_GUARD)
@needs(Power.CUSTOMERS_DELETE)
@shown_at(ACTIVITY)
@require_POST
def restore_burst(request: StaffRequest, job_id: int) -> HttpResponse:
    """Put back who was deleted by such a job."""
    try:
        actions.restore_deleted(job_id, by=request.actor)
    except NotThere:
        raise
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    else:
        messages.success(request, _("The customers are being put back."))
    return SeeOther(f"{ACTIVITY}#deleted")
