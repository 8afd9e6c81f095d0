"""The verbs about many customers at once."""

from clientela.bulk.actions.starting import start
from clientela.bulk.actions.undoing import CantUndo, undo

__all__ = ["CantUndo", "start", "undo"]
