"""A query as chips: each condition in plain words at its place, and the query with one of them changed."""

from dataclasses import dataclass
from typing import Literal

from clientela.segments import filters, phrases
from clientela.segments.language import Node
from clientela.segments.language.tree import All, Any, Clause, joined
from clientela.store.models import Store

Path = tuple[int, ...]
Join = Literal["AND", "OR"]
_KINDS: dict[str, type[All] | type[Any]] = {"AND": All, "OR": Any}


@dataclass(frozen=True)
class Chip:
    """One condition (`clause`), or several of them under one AND or OR (`join`, `parts`)."""

    path: Path
    words: str = ""
    clause: Clause | None = None
    join: str = ""
    parts: "tuple[Chip, ...]" = ()

    @property
    def place(self) -> str:
        """The path as it stands in an address."""
        return written(self.path)


class NoSuchChip(LookupError):
    """The path leads to nothing."""


def written(path: Path) -> str:
    """A path as text: `p0.1`."""
    return "p" + ".".join(map(str, path))


def path_of(text: str) -> Path:
    """The path that a text holds. Raises `NoSuchChip`."""
    parts = text.removeprefix("p").split(".") if text.removeprefix("p") else []
    if not text.startswith("p") or not all(part.isdecimal() and len(part) < 6 for part in parts):
        raise NoSuchChip(text)
    return tuple(int(part) for part in parts)


def chips(node: Node, path: Path = (), currency: str = "") -> Chip:
    """The chips of a query, in the reader’s language; amounts are in the currency, else in the store’s."""
    currency = currency or Store.current().currency
    if isinstance(node, Clause):
        return Chip(path, phrases.clause(node, filters.find(node), currency), node)
    parts = tuple(chips(part, (*path, place), currency) for place, part in enumerate(node.parts))
    return Chip(path, join="AND" if isinstance(node, All) else "OR", parts=parts)


def depth(node: Node) -> int:
    """How many groups stand inside each other."""
    return 0 if isinstance(node, Clause) else 1 + max(map(depth, node.parts))


def at(node: Node, path: Path) -> Node:
    """The part of a query that a path leads to. Raises `NoSuchChip`."""
    for place in path:
        if isinstance(node, Clause) or place >= len(node.parts):
            raise NoSuchChip(written(path))
        node = node.parts[place]
    return node


def without(node: Node, path: Path) -> Node | None:
    """The query without one of its parts; nothing where no other is left. Raises `NoSuchChip`."""
    at(node, path)
    return _put(node, path, None)


def replaced(node: Node, path: Path, clause: Clause) -> Node:
    """The query with a condition in the place of another. Raises `NoSuchChip`."""
    at(node, path)
    found = _put(node, path, clause)
    return clause if found is None else found


def with_clause(node: Node | None, clause: Clause, path: Path | None = None, join: Join = "AND") -> Node:
    """The query with one more condition: beside the whole of it, or beside the part at a path.

    Raises `NoSuchChip`.
    """
    if node is None:
        return clause
    beside = joined(_KINDS[join], (at(node, path or ()), clause))
    found = _put(node, path or (), beside)
    return clause if found is None else found


def _put(node: Node, path: Path, part: Node | None) -> Node | None:
    """The query with something else at a path; groups of one are taken apart again."""
    if not path or isinstance(node, Clause):
        return part
    inner = _put(node.parts[path[0]], path[1:], part)
    before, after = node.parts[: path[0]], node.parts[path[0] + 1 :]
    parts = (*before, *(() if inner is None else (inner,)), *after)
    return joined(type(node), parts) if parts else None
