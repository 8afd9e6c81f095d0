"""Log in as a customer: the reason, what it allows, and the way into the store (security AC-06)."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from clientela.accounts import actions
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.invitation import VisitForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.store.models import Store
from clientela.ui.forms import show as show_refusal


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_LOG_IN)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Ask why, and lead into the store."""
    customer = customers.find(customer_id)
    form = VisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token = actions.begin_visit(
                customer.pk, reason=given["reason"], may_change=given["may_change"], by=request.actor
            )
            return SeeOther(Store.current().link(f"/account/acting/{token}"))
        except Refused as refused:
            show_refusal(form, refused)
    context = {"customer": customer, "form": form}
    status = 422 if form.errors else 200
    return show(request, "admin/acting.html", context, current="customers", status=status)
