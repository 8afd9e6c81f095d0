"""The verbs about segments, selections and how customers stand."""

from clientela.segments.actions.reckoning import reckon, reckon_all
from clientela.segments.actions.saving import change, copy, delete, save
from clientela.segments.actions.selecting import select, sweep

__all__ = ["change", "copy", "delete", "reckon", "reckon_all", "save", "select", "sweep"]
