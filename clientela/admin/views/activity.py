"""Account activity: what happens at the shoppers' doors, who is kept out, which accounts are held back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions, watched
from clientela.accounts.guarding import in_words
from clientela.admin.activity import TITLES, Activity
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.activity import BlockForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.gate import actions as gate
from clientela.gate import queries as kept_out
from clientela.privacy.queries import deletions
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

HERE = "/admin/activity"
FEW, PREVIEW = 50, 10


@needs(Power.ACCOUNTS_GUARD)
@require_safe
def activity(request: StaffRequest) -> HttpResponse:
    """Sign-ups and failed logins by time and by where they come from, bursts, and what is done about them."""
    found = Activity(request.GET.get("period", ""), request.store.zone)
    context = {
        "activity": found,
        "periods": TITLES.items(),
        "held": [(account, in_words(account.quarantine_reason)) for account in watched.held_back(FEW)],
        "blocks": kept_out.blocks(),
        "jobs": watched.burst_jobs(FEW),
        "deletions": deletions(FEW),
    }
    part = "#figures" if request.headers.get("HX-Target") == "figures" else ""
    return show(request, f"admin/activity.html{part}", context, current="activity")


@needs(Power.ACCOUNTS_GUARD)
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: StaffRequest) -> HttpResponse:
    """Keep a network or an email domain out of the shoppers' doors."""
    form = BlockForm(request.POST) if request.method == "POST" else BlockForm(initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = gate.block(
                form.kind, values["value"], reason=values["reason"], until=form.until, is_sure=values["sure"],
                by=request.actor,
            )  # fmt: skip
        except Refused as refused:
            form.asks = refused.field == "sure"
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(value)s is kept out.") % {"value": made.value})
            return SeeOther(f"{HERE}#kept-out")
    status = 422 if form.errors else 200
    return show(request, "admin/activity_block.html", {"form": form}, current="activity", status=status)


def _asked(request: StaffRequest) -> dict[str, str]:
    return {"value": request.GET.get("value", "")[:255], "days": "7"}


@needs(Power.ACCOUNTS_GUARD)
@shown_at(HERE)
@require_POST
def unblock(request: StaffRequest, block_id: int) -> HttpResponse:
    """Let a network or domain in again."""
    gone = gate.unblock(block_id, by=request.actor)
    messages.success(request, _("%(value)s may come in again.") % {"value": gone.value})
    return SeeOther(f"{HERE}#kept-out")


def _do(request: StaffRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except NotThere:
        raise
    except Refused as refused:
        messages.warning(request, str(refused.sentence))
    else:
        messages.success(request, done)
    return SeeOther(HERE)


@needs(Power.ACCOUNTS_GUARD)
@shown_at(HERE)
@require_POST
def release(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Let an account go that was held back."""
    done = _("The account is let go. Its owner gets an email, and proves the mailbox once more.")
    return _do(request, lambda: actions.release(customer_id, by=request.actor), done)


@needs(Power.ACCOUNTS_GUARD)
@shown_at(HERE)
@require_POST
def deactivate(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Switch off an account that was held back; nobody is told."""
    act = actions.deactivate
    done = _("The account is deactivated. You can activate it again on the customer's page.")
    return _do(request, lambda: act([customer_id], by=request.actor, tells=False), done)


@needs(Power.ACCOUNTS_GUARD)
@require_http_methods(["GET", "HEAD", "POST"])
def burst(request: StaffRequest, place: str, attempt_id: int) -> HttpResponse:
    """What switching off the accounts of a burst would meet; and doing it, as a job."""
    found, one = watched.customers_with(attempt_id, place), watched.sign_ups_with(attempt_id, place).last()
    if one is None:
        raise NotThere
    if request.method == "POST":
        actions.deactivate_burst(attempt_id, place, by=request.actor)
        messages.success(request, _("The accounts are being deactivated. You can undo it when that is done."))
        return SeeOther(f"{HERE}#bursts")
    count, buyers = found.count(), found.filter(orders_count__gt=0).count()
    context = {
        "value": getattr(one, place),
        "place": place,
        "attempt_id": attempt_id,
        "count": count - buyers,
        "buyers": buyers,
        "few": found.filter(orders_count=0)[:PREVIEW],
    }
    return show(request, "admin/activity_burst.html", context, current="activity")


@needs(Power.ACCOUNTS_GUARD)
@shown_at(HERE)
@require_POST
def undo_burst(request: StaffRequest, job_id: int) -> HttpResponse:
    """Switch the accounts on again that such a job switched off."""
    done = _("The accounts are being activated again.")
    return _do(request, lambda: actions.activate_burst(job_id, by=request.actor), done)
