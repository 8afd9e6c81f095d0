"""The verbs about segments, selections and how customers stand."""

from clientela.segments.actions.reckoning import reckon, reckon_all
from clientela.segments.actions.retagging import delete_tag, put_names_back, rename_tag
from clientela.segments.actions.saving import change, copy, delete, save
from clientela.segments.actions.selecting import select, sweep

__all__ = [
    "change",
    "copy",
    "delete",
    "delete_tag",
    "put_names_back",
    "reckon",
    "reckon_all",
    "rename_tag",
    "save",
    "select",
    "sweep",
]
