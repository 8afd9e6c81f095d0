"""Styles and scripts under names that tell their content, the stylesheet folded into one file."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "ui/clientela.css"
SCRIPT_IMPORT = (r"""(?P<matched>import\s*"(?P<url>\./[^"]+)"\s*;)""", """import "%(url)s";""")
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')

Sources = dict[str, tuple[Storage, str]]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files under names that change with their content; the stylesheet folded into one file."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("ui/js/*.js", (SCRIPT_IMPORT,)))

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Fold the stylesheet, then name and compress everything."""
        if STYLES in paths and not dry_run:
            self._fold(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _fold(self, paths: Sources) -> None:
        """Write the imported styles into the entry itself: one request instead of forty."""
        folded = IMPORT.sub(lambda found: _layer(paths, **found.groupdict()), _text(paths, STYLES))
        self.delete(STYLES)
        self._save(STYLES, ContentFile(folded.encode()))
        paths[STYLES] = (self, STYLES)


def _layer(paths: Sources, path: str, layer: str) -> str:
    return f"@layer {layer} {{\n{_text(paths, f'ui/{path}')}}}\n"


def _text(paths: Sources, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())
