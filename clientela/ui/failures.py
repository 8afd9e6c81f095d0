"""Pages that say in plain words what went wrong."""

from functools import cache

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.core.errors import Busy, NotAllowed, NotThere, Refused, TooMany

log = structlog.get_logger()
_STATUS: dict[type[Refused], int] = {NotAllowed: 403, NotThere: 404, TooMany: 429, Busy: 503}


def page(request: HttpRequest, status: int, sentence: str = "", title: str = "") -> HttpResponse:
    """The error page of a status."""
    words = {
        400: _("This request can't be read"),
        403: _("This page isn't open to you"),
        404: _("This page doesn't exist"),
        429: _("A little too often"),
        503: _("We'll be right back"),
    }
    title = title or words.get(status, _("Something went wrong"))
    home = "/admin" if request.path.startswith("/admin") else "/"
    # While the database is away nothing of the store can be read.
    store = getattr(request, "store", None) if status != 503 else None
    context = {"status": status, "title": title, "sentence": sentence, "home": home, "store": store}
    return HttpResponse(render_to_string("ui/failure.html", context, request), status=status)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page for a refusal that no form could show."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    log.info("refused", reason=error.code)
    response = page(request, status, str(error.sentence))
    if isinstance(error, TooMany | Busy):
        response["Retry-After"] = str(error.details.get("wait", 60 if isinstance(error, TooMany) else 2))
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """The answer to whom a flood leaves no room for: drawn once, so that saying no costs next to nothing."""
    response = HttpResponse(_busy(request.path.startswith("/admin"), get_language() or ""), status=503)
    response["Retry-After"] = "2"
    return response


@cache
def _busy(is_admin: bool, _language: str) -> str:
    error = Busy()
    context = {"status": 503, "title": _("We'll be right back"), "sentence": error.sentence}
    return render_to_string("ui/failure.html", context | {"home": "/admin" if is_admin else "/"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose token is missing or old."""
    del reason
    log.info("refused", reason="form_token")
    what_next = _("Nothing was changed. Go back, load the page again and send it.")
    return page(request, 403, what_next, _("This form was open for too long"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    del exception
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return page(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    del exception
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: needs no database and tells nothing but the request's id."""
    return HttpResponse(render_to_string("500.html", {"request_id": getattr(request, "id", "")}), status=500)
