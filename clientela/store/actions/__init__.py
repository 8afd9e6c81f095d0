"""The verbs of the store's own matters: its settings and its look."""

from clientela.store.actions.branding import (
    discard_brand,
    keep_font,
    keep_logo,
    keep_mark,
    publish_brand,
    save_brand,
    sweep_brand_files,
    undo_brand,
)
from clientela.store.actions.settings import (
    BACKUP,
    change_settings,
    note_backup,
    note_restored,
    note_sale,
    reseal,
)

__all__ = [
    "BACKUP",
    "change_settings",
    "discard_brand",
    "keep_font",
    "keep_logo",
    "keep_mark",
    "note_backup",
    "note_restored",
    "note_sale",
    "publish_brand",
    "reseal",
    "save_brand",
    "sweep_brand_files",
    "undo_brand",
]
