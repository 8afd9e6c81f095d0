"""Addresses that only take what a form sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
A = TypeVar("A", bound=HttpResponseBase)
View = Callable[Concatenate[R, P], A]
Guarded = Callable[Concatenate[R, P], A | HttpResponseRedirect]


def shown_at(page: str) -> Callable[[View[R, P, A]], Guarded[R, P, A]]:
    """Where the form that is sent here stands: whoever comes by the address alone goes there.

    A refused form is drawn at the address it was sent to: a restored tab, or Enter in the address bar, asks
    for that with GET. `page` names the view's own arguments: `/admin/orders/{number}`.
    """

    def wrap(view: View[R, P, A]) -> Guarded[R, P, A]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> A | HttpResponseRedirect:
            if request.method in {"GET", "HEAD"}:
                named: dict[str, Any] = dict(kwargs)
                return HttpResponseRedirect(page.format(**named))
            return view(request, *args, **kwargs)

        return guarded

    return wrap
