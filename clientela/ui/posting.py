"""Addresses that only take what a form sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]


def shown_at(page: str) -> Callable[[View[R, P]], View[R, P]]:
    """Where the form that is sent here stands: whoever comes by the address alone goes there.

    A refused form is drawn at the address it was sent to: a restored tab, or Enter in the address bar, asks
    for that with GET. `page` names the view's own arguments: `/admin/orders/{number}`.
    """

    def wrap(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in {"GET", "HEAD"}:
                named: dict[str, Any] = dict(kwargs)
                return HttpResponseRedirect(page.format(**named))
            return view(request, *args, **kwargs)

        return guarded

    return wrap
