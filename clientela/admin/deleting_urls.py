"""Addresses of deleting customers and of the bin."""

from django.urls import URLPattern, path

from clientela.admin.views import deleting

_BIN = "/customers/bin"
_BURST = "/activity/bursts/<str:place>/<int:attempt_id>"

urlpatterns: list[URLPattern] = [
    path("/customers/<int:customer_id>/delete", deleting.delete, name="customer-delete"),
    path(_BIN, deleting.bin_list, name="bin"),
    path(f"{_BIN}/<int:binned_id>/restore", deleting.restore, name="bin-restore"),
    path(f"{_BIN}/<int:binned_id>/destroy", deleting.destroy, name="bin-destroy"),
    path(f"{_BURST}/delete", deleting.delete_burst, name="burst-delete"),
    path("/activity/bursts/<int:job_id>/restore", deleting.restore_burst, name="burst-restore"),
]
