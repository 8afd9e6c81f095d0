"""The bar of a query, and how a query reads in words."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_percent
from django import template
from django.template.context import RequestContext

from clientela.admin import query_bar as bars
from clientela.admin.query_bar import QueryBar
from clientela.core.money import locale

register = template.Library()


@register.simple_tag(takes_context=True)
def query_bar(context: RequestContext, query: str, address: str, kept: Mapping[str, Any]) -> QueryBar:
    """The bar for a list's query: `{% query_bar query address kept as bar %}`, then include its template."""
    words = {name: str(value) for name, value in kept.items()}
    return bars.of(context["request"].GET, query, address, kept=words)


@register.filter
def query_in_words(text: str) -> str:
    """A query, or one condition of it, in plain words."""
    return bars.in_words(text)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as people write it: 3.4%."""
    return str(format_percent(share, format="#,##0.#%", locale=locale()))
