"""The segment language as the field writes it: read, checked, printed."""

from clientela.segments.language.printing import printed
from clientela.segments.language.problems import Problem, QueryWrong
from clientela.segments.language.reading import read
from clientela.segments.language.tree import Node, clauses

__all__ = ["Node", "Problem", "QueryWrong", "clauses", "printed", "read"]
