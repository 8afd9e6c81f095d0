"""What changed between two versions of a text, in pieces: kept, taken out, put in."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

# Longer stretches are compared by lines alone: word by word would take long and tell less.
MOST_BY_WORDS = 4000
# Nor is a template compared word by word that is longer than any email, nor too many lines exactly.
MOST_WITH_WORDS = 40_000
MOST_LINES = 1000
# Lines that have less in common (of 1) are told apart whole.
ALIKE = 0.4
# So many unchanged lines stand around a change.
AROUND = 2
_WORDS = re.compile(r"\s+|\w+|[^\w\s]+")


class Piece(NamedTuple):
    """A stretch of text: `same`, `gone`, `new`, or `skipped` where unchanged lines were left out."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The pieces of a change, with a few unchanged lines around; nothing where both are the same."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False) if len(old) + len(new) < MOST_LINES else None
    matcher = matcher or SequenceMatcher(None, old, new)
    return list(_joined(_pieces(matcher, old, new)))


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    last, by_words = 0, sum(map(len, (*old, *new))) <= MOST_WITH_WORDS
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > last:
            yield Piece("skipped", "")
        for deed, i, j, m, n in group:
            if deed == "equal":
                yield Piece("same", "".join(old[i:j]))
            elif by_words:
                yield from _by_words("".join(old[i:j]), "".join(new[m:n]))
            else:
                yield from (Piece("gone", "".join(old[i:j])), Piece("new", "".join(new[m:n])))
        last = group[-1][2]
    if 0 < last < len(old):
        yield Piece("skipped", "")


def _by_words(gone: str, put: str) -> Iterator[Piece]:
    if not gone or not put or len(gone) + len(put) > MOST_BY_WORDS:
        yield from (Piece("gone", gone), Piece("new", put))
        return
    old, new = _WORDS.findall(gone), _WORDS.findall(put)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from (Piece("gone", gone), Piece("new", put))
        return
    for deed, i, j, m, n in matcher.get_opcodes():
        if deed == "equal":
            yield Piece("same", "".join(old[i:j]))
        else:
            yield from (Piece("gone", "".join(old[i:j])), Piece("new", "".join(new[m:n])))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text and piece.kind != "skipped":
            continue
        if held and held.kind == piece.kind:
            held = Piece(held.kind, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
