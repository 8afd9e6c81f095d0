"""The verbs about many customers at once."""

from clientela.bulk.actions.editing import EditOutcome, edit_rows
from clientela.bulk.actions.mailing import send, write
from clientela.bulk.actions.starting import start
from clientela.bulk.actions.undoing import CantUndo, undo

__all__ = ["CantUndo", "EditOutcome", "edit_rows", "send", "start", "undo", "write"]
