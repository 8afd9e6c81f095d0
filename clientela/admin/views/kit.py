"""The page that shows every component, and the addresses that its samples speak to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import SeeOther, show
from clientela.ui.posting import shown_at
from clientela.ui.views import cities, samples


@needs(None)
@require_safe
def kit(request: StaffRequest) -> HttpResponse:
    """Every component in every state, for whoever builds pages."""
    if "toast" in request.GET:
        messages.success(request, _("Address saved."))
        messages.error(request, _("The label could not be printed. Check the printer and try again."))
    return show(request, "ui/kit.html", samples())


@needs(None)
@require_safe
def options(request: StaffRequest) -> HttpResponse:
    """Cities for the combobox that asks the server."""
    found = cities(request.GET.get("q", "")[:80])
    return render(request, "ui/options.html", {"options": found})


@needs(None)
@shown_at("/admin/ui")
@require_POST
def press(request: StaffRequest, deed: str) -> HttpResponse:
    """A button of the kit was pressed: nothing is done but saying so."""
    messages.info(request, _("You pressed: %(deed)s.") % {"deed": deed})
    return SeeOther("/admin/ui")
