"""Cells that no spreadsheet takes for a formula, and back again (security FI-03)."""

# With one of these a cell may be a formula; an apostrophe in front makes it text.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "'")


def neutral(text: str) -> str:
    """The text as a cell that is never a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def bare(cell: str) -> str:
    """The text of a cell: what `neutral` put in front is gone."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def unmarked(cell: str) -> str:
    """A number that is text (a postcode, a phone number) without the apostrophe that shops put in front."""
    return cell.removeprefix("'")


def in_sql(expression: str) -> str:
    """`neutral` as an expression of the database."""
    first = ", ".join(("'='", "'+'", "'-'", "'@'", "E'\\t'", "E'\\r'", "E'\\n'", "''''"))
    return f"CASE WHEN left({expression}, 1) IN ({first}) THEN '''' || {expression} ELSE {expression} END"


def marked_in_sql(expression: str) -> str:
    """An apostrophe in front of whatever is there."""
    return f"'''' || nullif({expression}, '')"
