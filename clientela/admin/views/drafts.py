"""Drafts: orders that staff prepare for a customer, and the invoices that are sent for them."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import AddressForm
from clientela.admin.forms.draft import CustomForm, DraftForm, VariantForm
from clientela.admin.forms.order import MoveForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.timeline import days
from clientela.catalog import queries as catalog
from clientela.catalog.models import Variant
from clientela.core import places
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers import story
from clientela.orders import actions, drafts
from clientela.orders.actions import DraftClosed
from clientela.orders.models import Draft
from clientela.ui.corrections import tell
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

FEW = 10


@needs(Power.ORDERS_VIEW)
@require_safe
def draft_list(request: StaffRequest) -> HttpResponse:
    """All drafts, newest first."""
    page = drafts.page(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "rows": list(zip(page.rows, drafts.all_totals(page.rows, request.store), strict=True)),
        "previous": page.before and f"/admin/drafts?before={page.before}",
        "next": page.after and f"/admin/drafts?after={page.after}",
    }
    return show(request, "admin/drafts.html", context, current="orders")


@needs(Power.ORDERS_EDIT)
@needs(Power.CUSTOMERS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Search a customer, and begin a draft for them."""
    form, q = MoveForm(request.POST if request.method == "POST" else None), request.GET.get("q", "").strip()
    if form.is_bound and form.is_valid():
        try:
            made = actions.create_draft(form.cleaned_data["customer"], by=request.actor)
            return SeeOther(f"/admin/drafts/{made.pk}")
        except NotThere:
            form.add_error(None, _("This customer is no longer there. Choose another."))
    found = customers.customers(q[:200], "").rows[:FEW] if q else []
    context = {"form": form, "asked": q, "found": found}
    status = 422 if form.is_bound else 200
    return show(request, "admin/draft_new.html", context, current="orders", status=status)


@needs(Power.ORDERS_VIEW)
@require_safe
def draft(request: StaffRequest, draft_id: int) -> HttpResponse:
    """One draft whole, with what a search of products finds."""
    return _page(request, drafts.find(draft_id))


def _page(
    request: StaffRequest, found: Draft, *, is_conflict: bool = False, **drawn: forms.Form
) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:200]
    is_open = request.actor.can(Power.ORDERS_EDIT) and found.state in {"open", "invoiced"}
    context = {
        "draft": found,
        "totals": drafts.totals(found, request.store),
        "form": DraftForm(found),
        "custom": CustomForm(found.currency),
        "asked": q,
        "variants": _variants(q) if q else [],
        "can_change": is_open and found.customer.is_known,
        "can_delete": is_open,
        "wrong": places.astray(found.place) if is_open else [],
        "is_conflict": is_conflict,
        "invoice_path": drafts.invoice_path(found) if found.invoiced_at else "",
        "days": days(request, story.of_thing("draft", found.pk, viewer=request.actor)),
    } | drawn
    return show(request, "admin/draft.html", context, current="orders", status=422 if drawn else 200)


def _variants(q: str) -> list[Variant]:
    products = catalog.search(q)[:FEW]
    return [variant for product in products for variant in product.variants.all()][: 3 * FEW]


def _act(
    request: StaffRequest, draft_id: int, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do one thing to a draft and show it; a refused form is drawn as it was sent."""
    is_conflict = False
    if form.is_valid():
        try:
            act()
            return SeeOther(f"/admin/drafts/{draft_id}")
        except NotThere:
            raise
        except ChangedMeanwhile:
            is_conflict = True
        except Refused as refused:
            show_refusal(form, refused)
    return _page(request, drafts.find(draft_id), is_conflict=is_conflict, **{name: form})


@needs(Power.ORDERS_EDIT)
@shown_at("/admin/drafts/{draft_id}")
@require_POST
def change(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Set pieces, discount and shipping; over a colleague's changes only once they were seen."""
    form = DraftForm(drafts.find(draft_id), request.POST)

    def act() -> None:
        seen = form.cleaned_data["version"]
        try:
            actions.change_draft(draft_id, form.pieces, form.terms, seen=seen, by=request.actor)
        except ChangedMeanwhile:
            form.catch_up()
            raise

    return _act(request, draft_id, "form", form, act)


@needs(Power.ORDERS_EDIT)
@shown_at("/admin/drafts/{draft_id}")
@require_POST
def add_variant(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Put one of a variant into it."""
    drafts.find(draft_id)
    form = VariantForm(request.POST)
    return _act(
        request,
        draft_id,
        "variant_form",
        form,
        lambda: actions.add_variant(draft_id, form.cleaned_data["variant"], by=request.actor),
    )


@needs(Power.ORDERS_EDIT)
@shown_at("/admin/drafts/{draft_id}")
@require_POST
def add_custom(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Put something into it that isn't in the catalogue."""
    form = CustomForm(drafts.find(draft_id).currency, request.POST)
    return _act(
        request,
        draft_id,
        "custom",
        form,
        lambda: actions.add_custom(draft_id, **form.cleaned_data, by=request.actor),
    )


@needs(Power.ORDERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Say where it goes: one of the customer's addresses, or another one."""
    found = drafts.find(draft_id)
    start = found.place if found.shipping_address else Place(country=request.store.country)
    form = AddressForm(request.POST or None, country=start.country, place=start)
    if not form.wants_redraw and form.is_valid():
        try:
            actions.set_address(draft_id, form.place() or start, by=request.actor)
            tell(request, form.place() or start)
            return SeeOther(f"/admin/drafts/{draft_id}")
        except Refused as refused:
            show_refusal(form, refused)
    drawn = form.redrawn() if form.wants_redraw else form
    kept = found.customer.addresses.order_by("pk")
    context = {"draft": found, "address_form": drawn, "addresses": kept}
    status = 422 if drawn.errors else 200
    return show(request, "admin/draft_address.html", context, current="orders", status=status)


@needs(Power.ORDERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@shown_at("/admin/drafts/{draft_id}/address")
@require_POST
def choose_address(request: StaffRequest, draft_id: int, address_id: int) -> HttpResponse:
    """Send it to one of the customer's addresses."""

    def act() -> None:
        kept = customers.address(drafts.find(draft_id).customer_id, address_id).place
        actions.choose_address(draft_id, address_id, by=request.actor)
        tell(request, kept)

    return _told(request, draft_id, act)


@needs(Power.ORDERS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Give it up, after asking."""
    found = drafts.find(draft_id)
    if request.method != "POST":
        return show(request, "admin/draft_delete.html", {"draft": found}, current="orders")
    try:
        actions.delete_draft(draft_id, by=request.actor)
    except DraftClosed as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/admin/drafts/{draft_id}")
    messages.success(request, _("%(draft)s was deleted.") % {"draft": found.name})
    return SeeOther("/admin/drafts")


def _told(request: StaffRequest, draft_id: int, act: Callable[[], object]) -> HttpResponse:
    """Do one thing without a form and show the draft; what was refused is said above it."""
    try:
        act()
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return SeeOther(f"/admin/drafts/{draft_id}")


@needs(Power.ORDERS_EDIT)
@shown_at("/admin/drafts/{draft_id}")
@require_POST
def invoice(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Email the invoice link."""

    def act() -> None:
        sent = actions.send_invoice(draft_id, by=request.actor)
        messages.success(request, _("The invoice goes to %(email)s.") % {"email": sent.customer.email})

    return _told(request, draft_id, act)


@needs(Power.ORDERS_EDIT)
@shown_at("/admin/drafts/{draft_id}")
@require_POST
def complete(request: StaffRequest, draft_id: int) -> HttpResponse:
    """Make the order of a draft that was paid by other means."""
    try:
        made = actions.complete_draft(draft_id, by=request.actor)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/admin/drafts/{draft_id}")
    messages.success(request, _("%(order)s was created.") % {"order": made.name})
    return SeeOther(f"/admin/orders/{made.number}")
