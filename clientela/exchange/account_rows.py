"""Reading files of customers with passwords from other shops: CSV, with the columns that those shops use."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from clientela.exchange.online_retail import LARGEST_FILE, FileNotReadable

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_000_000, 200, 65_536
# What shops call it; the first that a file has counts. WordPress, Magento, PrestaShop, Laravel and Django.
NAMES: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "user_email", "email_address", "e_mail", "customer_email"),
    "first_name": ("first_name", "firstname", "billing_first_name"),
    "last_name": ("last_name", "lastname", "surname", "billing_last_name"),
    "name": ("name", "full_name", "display_name"),
    "hash": ("hash", "password_hash", "user_pass", "passwd", "password"),
    "format": ("format", "hash_format"),
    "since": ("created_at", "user_registered", "date_joined", "date_add", "registered", "sign_up"),
}


@dataclass(frozen=True)
class AccountRow:
    """One line of the file, as it stands there; names are already apart."""

    line: int
    email: str
    first_name: str
    last_name: str
    hash: str
    format: str
    since: datetime | None


def count_rows(file: Path) -> int:
    """How many lines of customers the file has; the whole of it is looked at. Raises `FileNotReadable`."""
    if file.stat().st_size > LARGEST_FILE:
        raise FileNotReadable(_("The file is larger than 200 MB."))
    count = sum(1 for _line in _lines(file))
    if count > MOST_ROWS:
        raise FileNotReadable(_("The file has more than 2 million lines. Split it."))
    return count


def rows(file: Path) -> Iterator[AccountRow]:
    """The file's lines in their order. Raises `FileNotReadable`."""
    return (_row(*line) for line in _lines(file))


def _lines(file: Path) -> Iterator[tuple[int, list[str], dict[str, int]]]:
    """Each line's number and cells, and where each thing stands in them."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            head = text.readline()
            lines = csv.reader(text, delimiter=_delimiter(head))
            places = _places(next(csv.reader([head], delimiter=_delimiter(head)), []))
            for parts in lines:
                if parts:
                    _look(lines.line_num + 1, parts)
                    yield lines.line_num + 1, parts, places
    except UnicodeDecodeError as error:
        raise FileNotReadable(_("The file isn't UTF-8 text. Save it as CSV UTF-8 and try again.")) from error
    except csv.Error as error:
        raise FileNotReadable(_("The file isn't CSV as programs write it. Nothing was changed.")) from error


def _look(line: int, parts: Sequence[str]) -> None:
    if any(len(part) > LONGEST_CELL or "\0" in part for part in parts):
        raise FileNotReadable(_("Line %s can't be read. Nothing was changed.") % line)


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each thing stands."""
    plain = ["_".join(name.lower().replace("-", " ").split()) for name in header]
    known = {name: at for at, name in reversed([*enumerate(plain)])}
    if len(header) > MOST_COLUMNS:
        raise FileNotReadable(_("The file has more than 200 columns."))
    found = {
        ours: known[next(name for name in names if name in known)]
        for ours, names in NAMES.items()
        if any(name in known for name in names)
    }
    if "email" not in found:
        raise FileNotReadable(_("The file has no column named email."))
    return found


def _row(line: int, parts: Sequence[str], places: Mapping[str, int]) -> AccountRow:
    given = {name: parts[at].strip() if at < len(parts) else "" for name, at in places.items()}
    first, last = given.get("first_name", ""), given.get("last_name", "")
    if not (first or last):
        first, _space, last = given.get("name", "").rpartition(" ")
        first, last = (first, last) if first else (last, "")
    return AccountRow(
        line,
        given["email"],
        " ".join(first.split()),
        " ".join(last.split()),
        given.get("hash", ""),
        given.get("format", "").lower(),
        _moment(given.get("since", "")),
    )


def _moment(text: str) -> datetime | None:
    """When somebody registered, where the file says it in a form that can't be misread."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if found.year >= 1990 and found <= datetime.now(UTC) else None
