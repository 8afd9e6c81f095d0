"""How much of uploaded files is kept while a request is read."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

# A little more than the largest file that anything takes: what is too large shows by its size.
MOST_BYTES = 8 * 1024 * 1024 + 64 * 1024
# Pages that take larger ones.
LARGER = {"/admin/customers/import": 15 * 1024 * 1024 + 64 * 1024}


class Bounded(FileUploadHandler):
    """Drops what comes beyond the bound, before it is written anywhere: files end there (security FI-04).

    Whoever reads a file refuses it by its size. Forms are read before it is known who sent them, so the bound
    holds for all files of a request together.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept = 0
        self.most = LARGER.get(getattr(request, "path", ""), MOST_BYTES)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a part on to where it is kept, or to nobody."""
        del start
        self.kept += len(raw_data)
        return raw_data if self.kept <= self.most else None

    def file_complete(self, file_size: int) -> None:
        """Leave the file to those after."""
