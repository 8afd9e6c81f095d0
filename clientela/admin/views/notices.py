"""Where colleagues mentioned somebody."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import SeeOther, show
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.staff import actions, queries
from clientela.ui.posting import shown_at


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def notices(request: StaffRequest) -> HttpResponse:
    """Mentions, newest first; the unread ones stand out."""
    found = queries.notices(request.staff)
    people = customers.names([notice.customer_id for notice in found])
    authors = queries.names([notice.author_id for notice in found])
    # What a comment says is for those who may read comments (security AC-03).
    may_read = request.actor.can(Power.CUSTOMERS_NOTES)
    rows = [
        (notice, people.get(notice.customer_id, ""), authors.get(notice.author_id, ""), may_read)
        for notice in found
    ]
    context = {"rows": rows, "unread": queries.unread(request.staff)}
    return show(request, "admin/notices.html", context)


@needs(Power.CUSTOMERS_VIEW)
@shown_at("/admin/notices")
@require_POST
def read(request: StaffRequest) -> HttpResponse:
    """Take note of all mentions."""
    actions.read_notices(by=request.actor)
    return SeeOther("/admin/notices")
