"""Addresses of segments and of editing queries."""

from django.urls import URLPattern, path

from clientela.admin.views import querying, segments

_SEGMENT = "/segments/<int:segment_id>"

urlpatterns: list[URLPattern] = [
    path("/segments", segments.segment_list, name="segments"),
    path("/segments/new", segments.add, name="segment-new"),
    path("/segments/save", segments.save_new, name="segment-save-new"),
    path("/segments/suggest", querying.suggest, name="query-suggest"),
    path("/segments/check", querying.check, name="query-check"),
    path("/segments/count", querying.count, name="query-count"),
    path("/segments/bar", querying.bar, name="query-bar"),
    path("/segments/values", querying.values, name="query-values"),
    path("/segments/people", querying.people, name="query-people"),
    path("/segments/condition", querying.condition, name="query-condition"),
    path(_SEGMENT, segments.segment, name="segment"),
    path(f"{_SEGMENT}/save", segments.save, name="segment-save"),
    path(f"{_SEGMENT}/copy", segments.copy, name="segment-copy"),
    path(f"{_SEGMENT}/delete", segments.delete, name="segment-delete"),
    path(f"{_SEGMENT}/why", segments.why, name="segment-why"),
    path("/customers/<int:customer_id>/segments", segments.of_customer, name="customer-segments"),
]
