"""The addresses as Django resolves them: where each leads, and who may come."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from clientela.core.powers import Power

_OPEN_TO = {
    "signed_in": "the customer, signed in",
    "with_accounts": "anybody, while the store has accounts",
}
_METHODS = {
    "require_safe": "GET",
    "require_POST": "POST",
    "require_GET": "GET",
    "require_http_methods": "GET, POST",
}


@dataclass(frozen=True)
class Address:
    """One address and the view that answers there."""

    route: str
    view: Callable[..., object]

    @property
    def words(self) -> str:
        """What stands there: the first sentence of the view."""
        return " ".join((self.view.__doc__ or "").strip().split("\n\n")[0].split())

    @property
    def decorators(self) -> set[str]:
        """The names of what stands above the view."""
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(self.view)))
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        return {ast.unparse(line).split("(")[0].split(".")[-1] for line in function.decorator_list}

    @property
    def methods(self) -> str:
        """What may be done there; empty where the view doesn't say."""
        return next((words for name, words in _METHODS.items() if name in self.decorators), "")

    @property
    def powers(self) -> list[Power | None]:
        """The powers that a page of the admin needs, outermost first."""
        layers: list[Power | None] = []
        view: Any = self.view
        while view is not None:
            layers.append(getattr(view, "power", None))
            view = getattr(view, "__wrapped__", None)
        return list(dict.fromkeys(layers))

    @property
    def open_to(self) -> str:
        """Who may come, in words."""
        if hasattr(self.view, "power"):
            powers = " and ".join(f"`{power.value}`" for power in self.powers if power)
            return f"staff who may {powers}" if powers else "all staff"
        return next((words for name, words in _OPEN_TO.items() if name in self.decorators), "anybody")


def addresses() -> list[Address]:
    """Every address, in the order in which they are tried."""
    return list(_below(get_resolver(), "/"))


def _below(resolver: URLResolver, route: str) -> Iterator[Address]:
    for found in resolver.url_patterns:
        here = route + str(found.pattern)
        if isinstance(found, URLPattern):
            yield Address(here, found.callback)
        else:
            yield from _below(found, here)


def views() -> list[Callable[..., object]]:
    """Every view, once."""
    return list(dict.fromkeys(address.view for address in addresses()))
