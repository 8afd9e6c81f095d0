"""The verbs of insight: counting, and looking for what can't be right."""

from clientela.insight.actions.counting import count_all, count_days, count_persons
from clientela.insight.actions.looking import check_addresses

__all__ = ["check_addresses", "count_all", "count_days", "count_persons"]
