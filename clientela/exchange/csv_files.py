"""Reading CSV as it comes: in parts, of any usual encoding and delimiter, within bounds (security FI-01)."""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.exchange.account_rows import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from clientela.exchange.online_retail import FileNotReadable

BLOCK = 1024 * 1024
_DELIMITERS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Tried in this order; the last one reads everything.
_TRIED = ("utf-8", "cp1252", "latin-1")


@dataclass(frozen=True)
class Line:
    """A line of the file: where it begins, and its cells."""

    number: int
    cells: list[str]


class Encodings:
    """Which encoding a file has, found out while its parts go by."""

    def __init__(self) -> None:
        self._fits = {name: getincrementaldecoder(name)() for name in _TRIED}
        self._head = b""

    def look(self, part: bytes) -> None:
        """See the next part. Raises `FileNotReadable` for what is no text at all."""
        if not self._head:
            self._head = part[:4096]
            if self._head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                raise FileNotReadable(_("This is a spreadsheet. Save it as CSV and choose that file."))
        if self._marked:
            return
        if b"\0" in part:
            raise FileNotReadable(_("This isn't a text file. Save it as CSV UTF-8 and try again."))
        for name in list(self._fits):
            try:
                self._fits[name].decode(part)
            except UnicodeDecodeError:
                del self._fits[name]

    @property
    def _marked(self) -> str:
        return next((name for mark, name in _MARKS if self._head.startswith(mark)), "")

    def found(self) -> str:
        """The encoding, once all parts were seen."""
        for name in list(self._fits) if not self._marked else []:
            try:
                self._fits[name].decode(b"", final=True)
            except UnicodeDecodeError:
                del self._fits[name]
        return self._marked or next(name for name in _TRIED if name in self._fits)


class _Parts(io.RawIOBase):
    """Parts of a file as one stream of bytes."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts, self._rest = iter(parts), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def delimiter_of(head: str) -> str:
    """What stands between the cells, by the first line."""
    return max(_DELIMITERS, key=head.count)


def first_line(parts: Iterable[bytes], encoding: str) -> str:
    """The file's first line. Raises `FileNotReadable`."""
    try:
        return io.TextIOWrapper(io.BufferedReader(_Parts(parts), BLOCK), encoding, newline="").readline()
    except UnicodeError as error:
        raise FileNotReadable(_("The file's letters can't be read. Save it as CSV UTF-8.")) from error


def lines(parts: Iterable[bytes], encoding: str, delimiter: str) -> Iterator[Line]:
    """The file's lines with something in them, the header first. Raises `FileNotReadable`."""
    text = io.TextIOWrapper(io.BufferedReader(_Parts(parts), BLOCK), encoding, newline="")
    reader, count, began = csv.reader(text, delimiter=delimiter), 0, 1
    try:
        for cells in reader:
            if any(cells):
                count += 1
                _look(count, began, cells)
                yield Line(began, cells)
            began = reader.line_num + 1
    except UnicodeError as error:
        raise FileNotReadable(_("The file's letters can't be read. Save it as CSV UTF-8.")) from error
    except csv.Error as error:
        raise FileNotReadable(_("Line %s can't be read. Nothing was changed.") % began) from error


def _look(count: int, number: int, cells: list[str]) -> None:
    if count > MOST_ROWS + 1:
        raise FileNotReadable(_("The file has more than 2 million lines. Split it."))
    if len(cells) > MOST_COLUMNS:
        raise FileNotReadable(_("The file has more than 200 columns."))
    if max(map(len, cells)) > LONGEST_CELL:
        raise FileNotReadable(_("Line %s can't be read. Nothing was changed.") % number)
