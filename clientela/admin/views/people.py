"""Staff and what their roles may do; the page of components."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show
from clientela.core.powers import Power
from clientela.staff import queries
from clientela.staff.roles import POWERS, Role
from clientela.ui.views import samples

POWER_WORDS = {
    Power.CUSTOMERS_VIEW: _("See customers"),
    Power.CUSTOMERS_EDIT: _("Add and edit customers"),
    Power.CUSTOMERS_NOTES: _("Read and write notes and comments"),
    Power.CUSTOMERS_ADDRESSES: _("See addresses"),
    Power.CUSTOMERS_CONSENT: _("Change marketing consent"),
    Power.CUSTOMERS_IMPORT: _("Import customers and orders"),
    Power.ORDERS_VIEW: _("See orders"),
    Power.ORDERS_FULFIL: _("Fulfil orders"),
    Power.PRODUCTS_VIEW: _("See products"),
    Power.PRODUCTS_EDIT: _("Edit products"),
    Power.JOBS_RUN: _("Start long work"),
    Power.MAILBOX_VIEW: _("Read the built-in mailbox"),
    Power.SETTINGS_VIEW: _("See settings"),
    Power.SETTINGS_EDIT: _("Change settings"),
    Power.STAFF_VIEW: _("See staff"),
    Power.STAFF_EDIT: _("Add and change staff"),
}


@needs(Power.STAFF_VIEW)
@require_safe
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, and the powers of each role."""
    rows = [(label, [power in POWERS[role] for role in Role]) for power, label in POWER_WORDS.items()]
    context = {"people": queries.everybody(), "roles": Role.labels, "rows": rows}
    return show(request, "admin/staff.html", context, current="staff")


@needs(None)
@require_safe
def kit(request: StaffRequest) -> HttpResponse:
    """Every component in every state, for whoever builds pages."""
    if "toast" in request.GET:
        messages.success(request, _("Address saved."))
    return show(request, "ui/kit.html", samples())
