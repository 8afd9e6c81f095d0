"""How the store's pages write what customers typed."""

from django import template

from clientela.core import phones

register = template.Library()


@register.filter
def phone(text: str | None) -> str:
    """A phone number as people write it."""
    return phones.shown(text) if text else ""
