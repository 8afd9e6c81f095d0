"""Addresses of files of customers: writing them out, bringing them in."""

from django.urls import URLPattern, path

from clientela.admin.views import exporting, importing

_IMPORT = "/imports/<int:import_id>"

urlpatterns: list[URLPattern] = [
    path("/exports", exporting.export_list, name="exports"),
    path("/exports/new", exporting.add, name="export-new"),
    path("/exports/<int:export_id>/remove", exporting.remove, name="export-remove"),
    path("/exports/<int:export_id>/<str:token>", exporting.fetch, name="export-file"),
    path("/customers/import", importing.receive, name="customers-import"),
    path(_IMPORT, importing.source, name="import"),
    path(f"{_IMPORT}/start", importing.start, name="import-start"),
    path(f"{_IMPORT}/report", importing.report, name="import-report"),
]
