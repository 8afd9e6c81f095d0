"""Addresses of tags and of custom fields."""

from django.urls import URLPattern, path

from clientela.admin.views import fields, tags

_FIELDS = "/settings/fields"

urlpatterns: list[URLPattern] = [
    path("/tags", tags.tag_page, name="tags"),
    path("/tags/suggest", tags.suggest, name="tags-suggest"),
    path("/tags/<int:tag_id>/rename", tags.rename, name="tag-rename"),
    path("/tags/<int:tag_id>/delete", tags.delete, name="tag-delete"),
    path(_FIELDS, fields.field_list, name="fields"),
    path(f"{_FIELDS}/new", fields.add, name="field-new"),
    path(f"{_FIELDS}/<int:field_id>", fields.change, name="field"),
    path(f"{_FIELDS}/<int:field_id>/delete", fields.delete, name="field-delete"),
]
