"""Where browsers report what the content security policy stopped."""

import json

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

log = structlog.get_logger()

LARGEST = 16_384


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Write down which rule was broken; never the address, which may hold a token."""
    if len(request.body) <= LARGEST:
        try:
            report = json.loads(request.body).get("csp-report", {})
            log.warning("policy_broken", kind=str(report.get("effective-directive", ""))[:60])
        except (ValueError, AttributeError, RecursionError):
            return HttpResponse(status=400)
    return HttpResponse(status=204)
