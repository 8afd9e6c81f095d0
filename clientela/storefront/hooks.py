"""Where other programs tell the store what became of something."""

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clientela.store.models import Store

log = structlog.get_logger()


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, provider: str) -> HttpResponse:
    """A mail provider's report of what arrived; its signature, or the secret in the address, is checked."""
    if request.method != "POST":
        # Some ask first whether somebody is there.
        return HttpResponse()
    # Only here: most processes never need the library.
    from clientela.post.providers import Trouble, anymail

    answer = anymail.hook(provider, Store.current())
    if answer is None:
        raise Http404
    try:
        response: HttpResponse = answer(request)
    except anymail.UNREADABLE as problem:
        # Neither its words nor what led to it: they hold readers' addresses (security PR-06).
        log.warning("mail_report_unreadable", kind=provider, problem=type(problem).__name__)
        return HttpResponseBadRequest()
    except Trouble as trouble:
        log.warning("mail_reports_not_confirmed", kind=provider, problem=trouble.problem)
        return HttpResponse(status=503)
    return response
