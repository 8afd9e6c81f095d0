"""A customer's profile: everything known of them, and the small forms on it."""

from collections.abc import Callable
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
from clientela.admin.templatetags.admin_words import moment
from clientela.admin.views import account_help, timeline
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.powers import Power
from clientela.customers import actions, changes, field_values, queries, story
from clientela.customers.actions.tags import clean, tag_key
from clientela.customers.forms import FieldsForm
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source
from clientela.orders import listing as orders
from clientela.post import queries as post
from clientela.segments import queries as segments
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
        "group": segments.group_of(customer),
        "channels": _channels(customer, known),
        "held": post.held(customer.email) if customer.email else None,
        "account": account_help.card(customer),
        "own_fields": _own_fields(customer),
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


def _own_fields(customer: Customer) -> list[tuple[str, str]] | None:
    """The custom fields that are filled in, as they are read; nothing where the store has no fields."""
    known = queries.definitions()
    has = queries.fields_of([customer.pk])[customer.pk] if known else {}
    filled = [(each, has[each.full_name]) for each in known if each.full_name in has]
    return [(each.name, field_values.shown(each, text)) for each, text in filled] if known else None


def _forms(customer: Customer, known: queries.Profile) -> dict[str, forms.Form]:
    return {
        "tags_form": TagsForm(initial={"tags": ", ".join(known.tags), "seen": ", ".join(known.tags)}),
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
    typed, seen = request.POST.get("email"), request.POST.get("seen_email")
    if "kept" in request.POST or typed is None:
        return "kept" in request.POST
    # Sent back as it was shown, it changes nothing: a colleague's newer one stays.
    return typed.strip() not in {seen, queries.find(customer_id).email}


@needs(Power.CUSTOMERS_EDIT)
@fresh(when=_changes_email)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Edit the values of a profile; what a colleague changed meanwhile is shown beside one's own."""
    customer = queries.find(customer_id)
    form, own = EditForm(request.POST or None, customer), _fields_form(request, customer)
    if request.method == "POST" and form.is_valid() & own.is_valid():
        refusals = _save(request, customer, form, own)
        for refused in refusals:
            if not own.shows(refused):
                form.show(refused)
        if not refusals:
            messages.success(request, _("Profile saved."))
            return SeeOther(where(customer.pk))
    return _edit_page(request, customer, form, own)


def _edit_page(request: StaffRequest, customer: Customer, form: EditForm, own: FieldsForm) -> HttpResponse:
    """The form; where a colleague changed the same field, both values with who wrote theirs, and when."""
    form.fold()
    own.fold()
    found = [*form.conflicts, *own.conflicts]
    conflicts = changes.explained(found, customer.pk, viewer=request.actor)
    context = {"customer": customer, "form": form, "own": own, "conflicts": conflicts}
    status = 422 if conflicts or form.errors or own.errors else 200
    return show(request, "admin/customer_edit.html", context, current="customers", status=status)


def _fields_form(request: StaffRequest, customer: Customer) -> FieldsForm:
    known = queries.definitions()
    has = queries.fields_of([customer.pk])[customer.pk] if known else {}
    return FieldsForm(request.POST or None, known, has)


def _save(request: StaffRequest, customer: Customer, form: EditForm, own: FieldsForm) -> list[Refused]:
    """Save values, email and custom fields together, or nothing. Gives everything that is in the way."""
    seen, by, refusals = {name: form.seen[name] for name in EDITED}, request.actor, list[Refused]()
    deeds: list[Callable[[], object]] = [
        lambda: actions.edit(customer.pk, form.changes(), seen=seen, by=by),
        lambda: actions.set_fields(customer.pk, own.texts(), seen=own.seen, by=by),
    ]
    if (email := form.new_email) is not None:
        was, keeps = form.seen["email"], form.consent_stays
        deeds.append(lambda: accounts.change_email(customer.pk, email, keeps_consent=keeps, seen=was, by=by))
    with transaction.atomic():
        for deed in deeds:
            try:
                deed()
            except Refused as refused:
                refusals.append(refused)
        transaction.set_rollback(bool(refusals))
    return refusals


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
    context: dict[str, Any] = {"customer": customer, "form": form, "theirs": theirs}
    if theirs is not None:
        last = changes.newest(customer.pk, "customer.note_changed", viewer=request.actor)
        context |= {"is_conflict": True, "last": last}
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
            wanted, seen = form.cleaned_data["tags"].splitlines(), form.was()
            actions.set_tags(customer.pk, wanted, seen=seen, by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _tags_saved(customer, wanted))
            return SeeOther(where(customer.pk))
    return page(request, customer, status=422, tags_form=form)


def _tags_saved(customer: Customer, wanted: list[str]) -> str:
    """What to say; a colleague who changed the tags at the same time is heard of."""
    now = {tag_key(name) for name in customer.tag_rows.values_list("tag__name", flat=True)}
    if now == {tag_key(name) for name in clean(wanted)}:
        return _("Tags saved.")
    return _("Tags saved. What a colleague changed meanwhile stays as well.")


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
            seen=form.was,
        )  # fmt: skip
    except ChangedMeanwhile as refused:
        return _consent_changed(request, customer, form, refused)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Consent saved."))
    return SeeOther(where(customer.pk))


def _consent_changed(
    request: StaffRequest, customer: Customer, form: ConsentForm, refused: ChangedMeanwhile
) -> HttpResponse:
    """Say what it is now, and since when; the newest wins, so it can be sent again."""
    channel, (now,) = form.cleaned_data["channel"], refused.theirs.values()
    last = changes.newest(customer.pk, "customer.consent_changed", viewer=request.actor, channel=channel)
    said = {
        "state": Consent(now).label,
        "author": last.author if last else "",
        "at": moment(last.at if last else None),
    }
    sentence = _("It became “%(state)s” meanwhile (%(author)s, %(at)s). Send yours again if it is newer.")
    form.add_error("reason", sentence % said)
    return page(request, queries.find(customer.pk), status=422, consent_form=form)
