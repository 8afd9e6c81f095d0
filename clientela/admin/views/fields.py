"""Settings, Customer fields: what the store keeps about customers beyond the usual."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.fields import FieldForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import actions, queries
from clientela.customers.fields import MetafieldDefinition
from clientela.segments import naming
from clientela.ui.forms import show as show_refusal

HERE = "/admin/settings/fields"


@needs(Power.SETTINGS_VIEW)
@require_safe
def field_list(request: StaffRequest) -> HttpResponse:
    """All custom fields, with how many customers have a value."""
    counted = queries.values_counted()
    rows = [(each, counted.get(each.pk, 0)) for each in queries.definitions()]
    return show(request, "admin/fields.html", {"rows": rows}, current="settings")


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a custom field."""
    form = FieldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            defined = actions.define(form.new(), by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("“%(name)s” was added.") % {"name": defined.name})
            return SeeOther(HERE)
    return _page(request, form)


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, field_id: int) -> HttpResponse:
    """Change a custom field; its key stays."""
    definition = queries.definition(field_id)
    form = FieldForm(request.POST if request.method == "POST" else None, definition)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_definition(field_id, form.new(), version=version, by=request.actor)
        except NotThere:
            raise
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return SeeOther(HERE)
    return _page(request, form, definition)


def _page(
    request: StaffRequest, form: FieldForm, definition: MetafieldDefinition | None = None
) -> HttpResponse:
    context = {"form": form, "definition": definition}
    status = 422 if form.errors else 200
    return show(request, "admin/field.html", context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, field_id: int) -> HttpResponse:
    """What deleting a custom field does; and the button that does it."""
    definition = queries.definition(field_id)
    if request.method == "POST":
        actions.remove_definition(field_id, by=request.actor)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": definition.name})
        return SeeOther(HERE)
    context = {
        "definition": definition,
        "count": queries.values_counted().get(field_id, 0),
        "segments": naming.naming_field(definition.full_name),
    }
    return show(request, "admin/field_delete.html", context, current="settings")
