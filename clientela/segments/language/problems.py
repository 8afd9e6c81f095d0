"""What is wrong with a query: each problem points at its word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused
from clientela.segments.language.tree import Spot

_CLOSE = 0.6


@dataclass(frozen=True)
class Problem:
    """Where it is, in plain words; `word` is what stands there, `meant` what was likely meant."""

    spot: Spot
    sentence: str | Promise
    word: str = ""
    meant: str = ""
    code: str = "not_valid"

    @property
    def text(self) -> str:
        """The whole sentence: with the place, and with what was likely meant."""
        place = _("Line %(line)s, column %(column)s:") % {"line": self.spot.line, "column": self.spot.column}
        whole = f"{place} {self.sentence}"
        return f"{whole} {_('Did you mean %(word)s?') % {'word': self.meant}}" if self.meant else whole


class QueryWrong(Refused):
    """The query can't be understood; `problems` says where and why."""

    code = "query_wrong"
    field = "query"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(format_lazy("{}", self.problems[0].text))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was likely meant; empty where none is near."""
    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=_CLOSE)
    return by_folded[found[0]] if found else ""
