"""Search words and sort keys: folded in Python, because the embedded database has no ICU."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Letters and digits of any script are words; everything else stands between them.
_SPLIT = re.compile(r"[\W_]+")
# Letters that NFKD leaves whole.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_LONGEST_WORD = 60


def folded(text: str) -> str:
    """The text in small letters without accents: *Åse Øverås* is *ase overas*."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # Once more: taking letters apart can bring forth capitals (№ is *No*).
    return bare.casefold().translate(_LETTERS)


def split(text: str) -> list[str]:
    """The folded words of a text, in order, none twice."""
    found = (word[:_LONGEST_WORD] for word in _SPLIT.split(folded(text)) if word)
    return list(dict.fromkeys(found))


def searchable(texts: Iterable[str]) -> list[str]:
    """All words under which a row is found, none twice."""
    words: dict[str, None] = {}
    for text in texts:
        for word in split(text):
            words[word] = None
    return list(words)


def prefix_query(text: str) -> str:
    """What a search box holds, as a `tsquery` text: every word as a prefix, all of them needed."""
    return " & ".join(f"'{word}':*" for word in split(text))


def fit(asked: Sequence[str], known: Sequence[str]) -> int:
    """How well words answer those asked: 3 the same, 2 they begin so, 1 each begins one of them, 0 not."""
    if not asked:
        return 0
    if list(asked) == list(known):
        return 3
    if " ".join(known).startswith(" ".join(asked)):
        return 2
    return int(all(any(word.startswith(part) for word in known) for part in asked))


def sort_key(*parts: str) -> str:
    """The key by which names sort: folded, å with a, and at most 200 letters."""
    return " ".join(_SPLIT.sub(" ", folded(part)).strip() for part in parts if part).strip()[:200]
