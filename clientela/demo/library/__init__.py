"""The name and address library, the goods and their drawings, as text files that anyone can extend."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def text(name: str) -> str:
    """What stands in one file of the library."""
    return (HERE / name).read_text(encoding="utf-8")


@cache
def sections(name: str) -> dict[str, str]:
    """A file of the library by its [headed] sections."""
    parts = ("\n" + text(name)).split("\n[")[1:]
    return {head: body.strip() for head, body in (part.split("]\n", 1) for part in parts)}


def words(name: str, section: str) -> tuple[str, ...]:
    """The comma-separated words of one section."""
    lines = sections(name)[section].splitlines()
    return tuple(word.strip() for line in lines for word in line.split(","))


def records(name: str) -> list[dict[str, str]]:
    """A file of blank-line separated records, each line `key: value`."""
    return [
        dict(line.split(": ", 1) for line in record.splitlines())
        for record in text(name).strip().split("\n\n")
    ]
