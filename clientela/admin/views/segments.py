"""Saved segments: the list, one of them with its editor, and why somebody is in or out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin import query_bar
from clientela.admin.door import StaffRequest, needs
from clientela.admin.finding import clean
from clientela.admin.frame import SeeOther, show
from clientela.admin.query_bar import QueryBar
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.segments import actions, naming, queries
from clientela.segments.clock import Clock
from clientela.segments.language import QueryWrong
from clientela.segments.models import LONGEST_NAME, Segment
from clientela.segments.ready import READY
from clientela.ui.forms import Form
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

HERE = "/admin/segments"
MOST_PEOPLE = 20


class SegmentForm(Form):
    """A segment's name and query. What is wrong with the query is said by the bar."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    query = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def segment_list(request: StaffRequest) -> HttpResponse:
    """All saved segments with their queries in words, and the ready-made ones."""
    page = queries.page_of_segments(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    clock = Clock.current()
    lost = naming.lacking()
    rows = [(each, query_bar.in_words(each.query, clock), lost.get(each.pk, ())) for each in page.rows]
    context = {"page": page, "rows": rows, "ready": list(enumerate(READY)), "base": f"{HERE}?"}
    return show(request, "admin/segments.html", context, current="segments")


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def add(request: StaffRequest) -> HttpResponse:
    """Write a query, or begin with a ready-made one, and keep it under a name."""
    number = request.GET.get("ready", "")[:3]
    known = number.isascii() and number.isdecimal() and int(number) < len(READY)
    ready = READY[int(number)] if known else None
    start = {"name": ready.name, "query": ready.query} if ready else {}
    return _page(request, SegmentForm(initial={**start, **_given(request)}), None)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def segment(request: StaffRequest, segment_id: int) -> HttpResponse:
    """A segment with its editor."""
    found = queries.find(segment_id)
    start = {"name": found.name, "query": found.query, "version": found.version}
    return _page(request, SegmentForm(initial={**start, **_given(request)}), found)


def _given(request: StaffRequest) -> dict[str, str]:
    """What an address brings: a query that isn't saved, the name, the version that it began from."""
    names = {"name", "query", "version"} & set(request.GET)
    return {name: request.GET[name].replace("\0", "") for name in names}


@needs(Power.SEGMENTS_EDIT)
@shown_at("/admin/segments/new")
@require_POST
def save_new(request: StaffRequest) -> HttpResponse:
    """Keep a query under a name."""
    form = SegmentForm(request.POST)
    if _is_meant(request) and form.is_valid() and (saved := _saved(request, form, None)):
        messages.success(request, _("%(name)s was saved.") % {"name": saved.name})
        return SeeOther(f"{HERE}/{saved.pk}")
    return _page(request, form, None)


@needs(Power.SEGMENTS_EDIT)
@shown_at("/admin/segments/{segment_id}")
@require_POST
def save(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Change a segment; a colleague's change meanwhile is never overwritten unseen."""
    found, form = queries.find(segment_id), SegmentForm(request.POST)
    try:
        if _is_meant(request) and form.is_valid() and _saved(request, form, found):
            messages.success(request, _("Saved."))
            return SeeOther(f"{HERE}/{segment_id}")
    except ChangedMeanwhile:
        mine = {name: request.POST.get(name, "") for name in ("name", "query")}
        again = SegmentForm(initial={**mine, "version": found.version})
        return _page(request, again, found, is_conflict=True)
    return _page(request, form, found)


def _is_meant(request: StaffRequest) -> bool:
    """Whether it is to be saved, and not only shown by chips or as text."""
    return "by" not in request.POST


def _saved(request: StaffRequest, form: SegmentForm, found: Segment | None) -> Segment | None:
    name, query = form.cleaned_data["name"], _lines(form.cleaned_data["query"])
    try:
        if found is None:
            return actions.save(name, query, by=request.actor)
        version = form.cleaned_data["version"]
        return actions.change(found.pk, name=name, query=query, by=request.actor, version=version)
    except (NotThere, ChangedMeanwhile):
        raise
    except QueryWrong as wrong:
        form.add_error("query", str(wrong.sentence))
    except Refused as refused:
        show_refusal(form, refused)
    return None


def _lines(text: str) -> str:
    # Browsers send line ends as CR LF; what stands in the database has LF alone.
    return text.replace("\r\n", "\n").replace("\0", "")


def _page(
    request: StaffRequest, form: SegmentForm, found: Segment | None, *, is_conflict: bool = False
) -> HttpResponse:
    refused = _is_meant(request) and bool(form.errors)
    context = {
        "form": form,
        "segment": found,
        "bar": _bar(request, form, found),
        "is_conflict": is_conflict,
        "is_refused": refused,
        "lost": naming.lacking().get(found.pk, ()) if found else (),
        "theirs": query_bar.in_words(found.query) if found and is_conflict else "",
    }
    status = 422 if refused or is_conflict else 200
    return show(request, "admin/segment.html", context, current="segments", status=status)


def _bar(request: StaffRequest, form: SegmentForm, found: Segment | None) -> QueryBar:
    text = _lines(str(form["query"].value() or ""))
    kept = {"version": str(form["version"].value() or found.version)} if found else {}
    address = f"{HERE}/{found.pk}" if found else f"{HERE}/new"
    owner = query_bar.SEGMENT if request.actor.can(Power.SEGMENTS_EDIT) else query_bar.OWN
    asked = request.POST if request.method == "POST" else request.GET
    return query_bar.of({"by": asked.get("by", "")}, text, address, kept=kept, form=owner)


@needs(Power.SEGMENTS_EDIT)
@shown_at("/admin/segments/{segment_id}")
@require_POST
def copy(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Make a second segment of the same query."""
    twin = actions.copy(segment_id, by=request.actor)
    messages.success(request, _("%(name)s was saved.") % {"name": twin.name})
    return SeeOther(f"{HERE}/{twin.pk}")


@needs(Power.SEGMENTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Let a segment go, after asking; its customers stay."""
    found = queries.find(segment_id)
    if request.method != "POST":
        return show(request, "admin/segment_delete.html", {"segment": found}, current="segments")
    actions.delete(segment_id, by=request.actor)
    messages.success(request, _("%(name)s was deleted.") % {"name": found.name})
    return SeeOther(HERE)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def why(request: StaffRequest, segment_id: int) -> HttpResponse:
    """Whether a chosen customer is in a segment, condition by condition."""
    found = queries.find(segment_id)
    asked = request.GET.get("customer", "")
    text = clean(request.GET.get("customer_text", ""))
    context: dict[str, Any] = {"segment": found, "asked": text}
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        context["customer"] = customers.find(int(asked))
        try:
            context["reason"] = queries.why(found.query, int(asked))
        except QueryWrong as wrong:
            context["mistakes"] = query_bar.mistakes(found.query, wrong.problems)
    elif text:
        context["found"] = customers.first_found(text, customers.few_found(text), MOST_PEOPLE)
    return show(request, "admin/segment_why.html", context, current="segments")


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def of_customer(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The saved segments that somebody is in, for the card on the profile."""
    customer = customers.find(customer_id)
    found = queries.of_customer(customer.pk)
    context = {"customer": customer, "segments": found, "are_some": bool(found or queries.segments())}
    return render(request, "admin/parts/segments_of.html", context)
