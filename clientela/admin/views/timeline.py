"""The timeline of a profile: its lines a page at a time, by kind, and the comments on it."""

from itertools import groupby

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.customer import CommentForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.templatetags.admin_words import day
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import actions, queries, story
from clientela.customers.models import Comment, Customer
from clientela.customers.story import Entry
from clientela.staff import queries as staff
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at


def days(request: StaffRequest, entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The lines of a timeline by day, as the store's clock has it."""
    zone = request.store.zone
    today = timezone.localdate(timezone=zone)
    found = []
    for date, lines in groupby(entries, key=lambda entry: timezone.localtime(entry.at, zone).date()):
        title = {0: _("Today"), 1: _("Yesterday")}.get((today - date).days, day(date))
        found.append((title, list(lines)))
    return found


def told(request: StaffRequest, customer: Customer) -> dict[str, object]:
    """What the timeline's fragment draws: lines, whether more follow, and whether something still moves."""
    older, kind = request.GET.get("older", ""), request.GET.get("kind", "")
    found = story.of_customer(
        queries.ids_of(customer),
        viewer=request.actor,
        older=int(older[:18]) if older.isdecimal() else 0,
        kind=kind if kind in story.SIEVES else "",
    )
    return {
        "days": days(request, found.entries),
        "older": found.older,
        "is_later_page": bool(older),
        "sieves": story.SIEVES,
        "kind": kind if kind in story.SIEVES else "",
        # A page back shows what was; only the newest lines move by themselves.
        "moves": not older and any(entry.is_moving for entry in found.entries),
    }


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def lines(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The lines alone, drawn anew while an email is on its way."""
    customer = queries.find(customer_id)
    context = {"customer": customer, **told(request, customer)}
    return show(request, "admin/parts/timeline_lines.html", context)


@needs(Power.CUSTOMERS_NOTES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_comment(request: StaffRequest, customer_id: int, comment_id: int) -> HttpResponse:
    """Mend one's own comment."""
    customer = queries.find(customer_id)
    found = Comment.objects.filter(pk=comment_id, customer=customer, author_id=request.actor.id).first()
    if found is None:
        raise NotThere
    form = CommentForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid() and _mended(request, customer, comment_id, form):
        return SeeOther(f"/admin/customers/{customer.pk}#timeline")
    context = {"customer": customer, "form": form, "colleagues": staff.colleagues(request.staff)}
    status = 422 if form.errors else 200
    return show(request, "admin/comment_edit.html", context, current="customers", status=status)


def _mended(request: StaffRequest, customer: Customer, comment_id: int, form: forms.Form) -> bool:
    try:
        actions.edit_comment(customer.pk, comment_id, form.cleaned_data["text"], by=request.actor)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


@needs(Power.CUSTOMERS_NOTES)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def delete_comment(request: StaffRequest, customer_id: int, comment_id: int) -> HttpResponse:
    """Take one's own comment back."""
    actions.delete_comment(customer_id, comment_id, by=request.actor)
    return SeeOther(f"/admin/customers/{customer_id}#timeline")
