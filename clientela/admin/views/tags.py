"""Tags across the store: who carries them, and renaming, merging and deleting one everywhere."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin import query_bar
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.tags import RenameForm
from clientela.admin.frame import SeeOther, show
from clientela.core import typed
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import tag_list
from clientela.customers.actions.retagging import TagTaken
from clientela.customers.actions.tags import tag_key
from clientela.customers.models import Tag
from clientela.segments import actions, naming
from clientela.segments.clock import Clock
from clientela.segments.language.printing import value_text
from clientela.segments.language.tree import Text
from clientela.ui.forms import show as show_refusal

HERE = "/admin/tags"
SUGGESTED = 20
# The columns whose head sorts: their sort, words, and whether the first press shows the largest on top.
_COLUMNS = (("name", gettext_lazy("Tag"), False), ("uses", gettext_lazy("Customers"), True))


def _link(**parts: str) -> str:
    asked = {name: value for name, value in parts.items() if value}
    return f"{HERE}?{urlencode(asked)}" if asked else HERE


def _heads(q: str, sort: str) -> dict[str, dict[str, object]]:
    """The heads of the columns: a press sorts by it, another turns it round."""
    heads: dict[str, dict[str, object]] = {}
    for name, label, falls_first in _COLUMNS:
        is_here, falls = sort.removeprefix("-") == name, sort.startswith("-")
        wants_fall = not falls if is_here else falls_first
        order = ("descending" if falls else "ascending") if is_here else ""
        href = _link(q=q, sort=f"-{name}" if wants_fall else name)
        heads[name] = {"label": label, "href": href, "order": order}
    return heads


def _people_url(name: str) -> str:
    """The list of the customers who carry a tag."""
    text = value_text(Text(name))
    return f"/admin/customers?{urlencode({'query': f'customer_tags CONTAINS {text}'})}"


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def tag_page(request: StaffRequest) -> HttpResponse:
    """All tags with how many customers carry each; the address holds search and sort."""
    q, sort = request.GET.get("q", "").strip()[:200], tag_list.sort_of(request.GET.get("sort", ""))
    found = tag_list.tags(q, sort, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "page": found,
        "rows": [(tag, _people_url(tag.name)) for tag in found.rows],
        "q": q,
        "sort": sort,
        "heads": _heads(q, sort),
        "previous": found.before and _link(q=q, sort=sort, before=found.before),
        "next": found.after and _link(q=q, sort=sort, after=found.after),
    }
    part = "#rows" if request.headers.get("HX-Target") == "tags" else ""
    return show(request, f"admin/tags.html{part}", context, current="tags")


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def suggest(request: StaffRequest) -> HttpResponse:
    """The tags that somebody may mean, the most used first, for wherever tags are typed."""
    found = tag_list.suggested(request.GET.get("q", "")[:255], SUGGESTED)
    return render(request, "ui/options.html", {"options": [(s.name, s.name, _uses(s)) for s in found]})


def _uses(found: tag_list.Suggestion) -> str:
    """How many customers carry a tag: a thousand may be many more."""
    number = f"{typed.number_shown(found.uses)}{'+' if found.is_more else ''}"
    return ngettext("%(number)s customer", "%(number)s customers", found.uses) % {"number": number}


@needs(Power.CUSTOMERS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: StaffRequest, tag_id: int) -> HttpResponse:
    """Another name for a tag: what it changes, or which tag it would become one with; and the button."""
    tag = tag_list.find_tag(tag_id)
    asked = request.POST if request.method == "POST" else request.GET if "name_text" in request.GET else None
    form = RenameForm(asked, tag)
    if not form.is_bound or not form.is_valid():
        return _page(request, tag, form)
    if request.method == "POST":
        try:
            return _renamed(request, tag, form)
        except NotThere:
            raise
        except TagTaken as refused:
            # Somebody made that tag meanwhile: what would happen now is shown.
            messages.warning(request, str(refused.sentence))
        except Refused as refused:
            show_refusal(form, refused)
            return _page(request, tag, form)
    return _page(request, tag, form, **_what_happens(tag, form.cleaned_data["name_text"]))


def _renamed(request: StaffRequest, tag: Tag, form: RenameForm) -> HttpResponse:
    typed_name, merges = form.cleaned_data["name_text"], form.cleaned_data["merges"]
    job = actions.rename_tag(tag.pk, typed_name, merges=merges, by=request.actor)
    said = {"name": tag.name, "new": typed_name}
    if job:
        messages.success(request, _("“%(name)s” is becoming “%(new)s”.") % said)
    else:
        messages.success(request, _("“%(name)s” is now “%(new)s”.") % said)
    return SeeOther(HERE)


def _page(request: StaffRequest, tag: Tag, form: RenameForm, **more: Any) -> HttpResponse:
    context = {"tag": tag, "form": form, "uses": tag_list.uses(tag.pk), **more}
    is_wrong = bool(form.errors) or (request.method == "POST")
    return show(request, "admin/tag_rename.html", context, current="tags", status=422 if is_wrong else 200)


def _what_happens(tag: Tag, name: str) -> dict[str, Any]:
    """How many change, into what, and which segments ask for the tag."""
    other = Tag.objects.filter(key=tag_key(name)).exclude(pk=tag.pk).first()
    is_spelling = tag_key(name) == tag.key
    return {
        "is_shown": name != tag.name,
        "new": other.name if other else name,
        "other": other,
        "is_spelling": is_spelling,
        "other_uses": tag_list.uses(other.pk) if other else 0,
        "both": tag_list.both(tag.pk, other.pk) if other else 0,
        "segments": [] if is_spelling else _rewritten(tag.name, other.name if other else name),
    }


def _rewritten(before: str, after: str) -> list[dict[str, Any]]:
    """The segments that go along, each with what it will ask for; nothing where that would be too long."""
    clock = Clock.current()
    return [
        {"pk": each.segment.pk, "name": each.segment.name, "words": query_bar.in_words(each.query, clock)}
        if each.query
        else {"pk": each.segment.pk, "name": each.segment.name, "words": _("stays: it would be too long")}
        for each in naming.renaming_tag(before, after)
    ]


@needs(Power.CUSTOMERS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, tag_id: int) -> HttpResponse:
    """What deleting a tag everywhere does; and the button that does it."""
    tag = tag_list.find_tag(tag_id)
    if request.method == "POST":
        job = actions.delete_tag(tag.pk, by=request.actor)
        taken = _("“%(name)s” is being taken off every customer.") if job else _("“%(name)s” was deleted.")
        messages.success(request, taken % {"name": tag.name})
        return SeeOther(HERE)
    uses = tag_list.uses(tag.pk)
    deed = ngettext("Delete from %(count)s customer", "Delete from %(count)s customers", uses)
    context = {
        "tag": tag,
        "uses": uses,
        "deed": deed % {"count": typed.number_shown(uses)} if uses else _("Delete tag"),
        "segments": naming.naming_tag(tag.name),
    }
    return show(request, "admin/tag_delete.html", context, current="tags")
