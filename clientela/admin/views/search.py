"""The search over everything, as a panel below its box and as a page of its own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clientela.admin import finding
from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show

# On the page of its own there is more room than in the panel.
MOST_ON_PAGE = 10


@needs(None)
@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """What was found of everything that somebody may open, in groups, the best guess first."""
    text, is_panel = finding.clean(request.GET.get("q", "")), "HX-Request" in request.headers
    asked = finding.Search(text, request.actor, finding.MOST if is_panel else MOST_ON_PAGE)
    groups = finding.groups(asked)
    context = {
        "q": text,
        "groups": groups,
        "number": sum(len(group.hits) for group in groups),
        "searched": [kind.title for kind in finding.kinds(request.actor)],
    }
    if is_panel:
        return render(request, "admin/search_panel.html", context)
    return show(request, "admin/search.html", context, current="search")
