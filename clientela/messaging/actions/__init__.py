"""The verbs of messaging: telling customers things, and changing the words that are used for it."""

from clientela.messaging.actions.notifying import notify, spoken
from clientela.messaging.actions.wording import preview, restore, revert, save_wording

__all__ = ["notify", "preview", "restore", "revert", "save_wording", "spoken"]
