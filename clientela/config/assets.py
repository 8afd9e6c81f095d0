"""Styles and scripts gathered under names that tell their content; only when something has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command


def _state() -> str:
    """A digest of every file's path, size and time: cheap, and enough to see a change."""
    whole = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            whole.update(f"{path}|{file.st_size}|{file.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def collect() -> bool:
    """Gather the assets. Gives whether anything was to be done."""
    root = Path(settings.STATIC_ROOT)
    mark, state = root / ".state", _state()
    if mark.is_file() and mark.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(state)
    return True
