"""The verbs about a whole person: deleting, putting back, forgetting."""

from clientela.privacy.actions.bursting import delete_burst, restore_deleted
from clientela.privacy.actions.deleting import delete
from clientela.privacy.actions.destroying import destroy, empty_bin
from clientela.privacy.actions.restoring import Clash, restore

__all__ = ["Clash", "delete", "delete_burst", "destroy", "empty_bin", "restore", "restore_deleted"]
