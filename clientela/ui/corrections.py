"""Telling what was put right in an address."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from clientela.core import places
from clientela.core.places import Place


def tell(request: HttpRequest, typed: Place) -> None:
    """Say on the next page what was corrected in an address as it was typed; nothing where it was right."""
    said = " ".join(places.corrections(typed))
    if said:
        # A warning stays until it is closed: it wants to be read.
        messages.warning(request, _("We corrected the US military address. %(changes)s") % {"changes": said})
