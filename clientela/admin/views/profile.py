"""A customer's profile: everything known of them, and the small forms on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions as accounts
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.customer import EDITED, CommentForm, ConsentForm, EditForm, NoteForm, TagsForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views import account_help, timeline
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.powers import Power
from clientela.customers import actions, queries, story
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source
from clientela.orders import listing as orders
from clientela.post import queries as post
from clientela.staff import queries as staff
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

LATEST_ORDERS = 5


def where(customer_id: int) -> str:
    """The address of a profile."""
    return f"/admin/customers/{customer_id}"


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def profile(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The profile; the id of somebody merged away leads to whom they were merged into."""
    customer = queries.find(customer_id)
    if customer.pk != customer_id:
        return SeeOther(where(customer.pk))
    return page(request, customer)


def page(
    request: StaffRequest, customer: Customer, *, status: int = 200, **drawn: forms.Form
) -> HttpResponse:
    """Draw the profile, with a form of it as it was sent where that could not be saved."""
    known, ids = queries.profile(customer), queries.ids_of(customer)
    may_see_orders = request.actor.can(Power.ORDERS_VIEW)
    context: dict[str, Any] = {
        "customer": customer,
        "known": known,
        "language": _language(customer.language),
        "orders": orders.of_customer(ids, most=LATEST_ORDERS) if may_see_orders else [],
        "average": customer.amount_spent // customer.orders_count if customer.orders_count else None,
        "channels": _channels(customer, known),
        "held": post.held(customer.email) if customer.email else None,
        "account": account_help.card(customer),
        "colleagues": staff.colleagues(request.staff) if request.actor.can(Power.CUSTOMERS_NOTES) else [],
    }
    whole = context | timeline.told(request, customer) | _forms(customer, known) | drawn
    return show(request, "admin/profile.html", whole, current="customers", status=status)


def _language(code: str) -> str:
    """What a language is called; its code where nobody here knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _forms(customer: Customer, known: queries.Profile) -> dict[str, forms.Form]:
    return {
        "tags_form": TagsForm(initial={"tags": ", ".join(known.tags)}),
        "note_form": NoteForm(initial={"note": customer.note, "seen": customer.note}),
        "comment_form": CommentForm(),
    }


def _channels(customer: Customer, known: queries.Profile) -> list[dict[str, Any]]:
    """What is known of each channel's consent, and what it is for."""
    states = {Channel.EMAIL: customer.email_consent, Channel.SMS: customer.sms_consent}
    contacts = {Channel.EMAIL: customer.email, Channel.SMS: customer.phone}
    return [
        {
            "name": channel.value,
            "label": channel.label,
            "state": states[channel],
            "words": Consent(states[channel]).label,
            "entry": known.consents.get(channel.value),
            "source": story.said("source", known.consents[channel.value].source)
            if channel.value in known.consents
            else "",
            "can_change": bool(contacts[channel]),
            "is_subscribed": states[channel] == Consent.SUBSCRIBED,
        }
        for channel in Channel
    ]


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.ORDERS_VIEW)
@require_safe
def order_list(request: StaffRequest, customer_id: int) -> HttpResponse:
    """All orders of a customer."""
    customer = queries.find(customer_id)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = orders.page_of_customer(queries.ids_of(customer), after=after, before=before)
    context = {"customer": customer, "page": found, "base": f"{where(customer.pk)}/orders?"}
    return show(request, "admin/profile_orders.html", context, current="customers")


def _changes_email(request: StaffRequest, customer_id: int) -> bool:
    """Whether a save moves the address by which somebody signs in, which asks for a fresh proof."""
    if request.method != "POST":
        return False
    typed = request.POST.get("email")
    return "kept" in request.POST or (typed is not None and typed.strip() != queries.find(customer_id).email)


@needs(Power.CUSTOMERS_EDIT)
@fresh(when=_changes_email)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Edit the values of a profile; what a colleague changed meanwhile is shown beside one's own."""
    customer = queries.find(customer_id)
    form = EditForm(request.POST or None, customer)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, customer, form)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("Profile saved."))
            return SeeOther(where(customer.pk))
    refused_here = bool(form.errors or form.conflicts)
    context = {"customer": customer, "form": form}
    return show(
        request, "admin/customer_edit.html", context, current="customers", status=422 if refused_here else 200
    )


def _save(request: StaffRequest, customer: Customer, form: EditForm) -> None:
    """Save values and address together, or neither."""
    seen = {name: form.seen[name] for name in EDITED}
    with transaction.atomic():
        if (email := form.new_email) is not None:
            accounts.change_email(customer.pk, email, keeps_consent=form.consent_stays, by=request.actor)
        actions.edit(customer.pk, form.changes(), seen=seen, by=request.actor)


@needs(Power.CUSTOMERS_NOTES)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write the note; where a colleague wrote another meanwhile, both are shown side by side."""
    customer = queries.find(customer_id)
    data = request.POST if request.method == "POST" else None
    form = NoteForm(data, initial={"note": customer.note, "seen": customer.note})
    if not form.is_valid():
        return _note_page(request, customer, form, status=422 if form.errors else 200)
    try:
        actions.set_note(customer.pk, _lines(form, "note"), seen=_lines(form, "seen"), by=request.actor)
    except ChangedMeanwhile as refused:
        theirs = str(_of(refused, "theirs")["note"])
        again = NoteForm(initial={"note": _lines(form, "note"), "seen": theirs})
        return _note_page(request, customer, again, theirs=theirs, status=422)
    except Refused as refused:
        show_refusal(form, refused)
        return _note_page(request, customer, form, status=422)
    messages.success(request, _("Note saved."))
    return SeeOther(where(customer.pk))


def _of(refused: Refused, name: str) -> dict[str, Any]:
    found = refused.details[name]
    return found if isinstance(found, dict) else {}


def _lines(form: NoteForm, name: str) -> str:
    # Browsers send line ends as CR LF; what stands in the database has LF alone.
    return str(form.cleaned_data[name]).replace("\r\n", "\n")


def _note_page(
    request: StaffRequest, customer: Customer, form: NoteForm, *, theirs: str | None = None, status: int = 200
) -> HttpResponse:
    context = {"customer": customer, "form": form, "theirs": theirs, "is_conflict": theirs is not None}
    return show(request, "admin/customer_note.html", context, current="customers", status=status)


@needs(Power.CUSTOMERS_EDIT)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def tags(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Make these the customer's tags."""
    customer = queries.find(customer_id)
    form = TagsForm(request.POST)
    if form.is_valid():
        try:
            actions.set_tags(customer.pk, form.cleaned_data["tags"].splitlines(), by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Tags saved."))
            return SeeOther(where(customer.pk))
    return page(request, customer, status=422, tags_form=form)


@needs(Power.CUSTOMERS_NOTES)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def comment(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Leave a remark for colleagues on the timeline."""
    customer = queries.find(customer_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            actions.comment(customer.pk, form.cleaned_data["text"], by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"{where(customer.pk)}#timeline")
    return page(request, customer, status=422, comment_form=form)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def consents(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The consent ledger of a customer, newest first."""
    customer = queries.find(customer_id)
    lines = [(entry, story.said("source", entry.source)) for entry in queries.consents(customer)]
    return show(request, "admin/consents.html", {"customer": customer, "lines": lines}, current="customers")


@needs(Power.CUSTOMERS_CONSENT)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def consent(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Write down that a customer agreed to marketing, or wants no more of it, and how staff know."""
    customer = queries.find(customer_id)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return page(request, customer, status=422, consent_form=form)
    state = Consent.SUBSCRIBED if form.cleaned_data["subscribed"] else Consent.UNSUBSCRIBED
    try:
        actions.set_consent(
            customer.pk, Channel(form.cleaned_data["channel"]), state, level=OptIn.UNKNOWN,
            source=Source.STAFF, proof={"reason": form.cleaned_data["reason"]}, by=request.actor,
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Consent saved."))
    return SeeOther(where(customer.pk))
