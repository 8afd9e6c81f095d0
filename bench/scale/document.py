"""The second half of `docs/performance.md`: segments, sorts and bulk work, beside what is written by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.scale import picture
from bench.speed.document import FILE, REST, table
from bench.speed.told import words

AT_MOST_SQL, AT_MOST_ROWS, GROWN_AT_MOST = 1.2, 3.0, 200
PICTURE = "bulk.svg"
# Below this the clock and the machine decide, not the statement.
TELLING_MS = 1.0
Found = dict[str, Any]
REASONS = {
    "Edit": "Each row is written by the very actions that the profile uses, one after the other, so that a"
    " bad cell keeps nobody else's row from being saved and a colleague's change is seen cell by cell: about"
    " eight statements for each customer, where by hand it is three for the page.",
    "Delete": "By hand nothing is asked. Ours first looks whether each may go (orders, subscriptions, a"
    " checkout that is being paid), and shuts every door: sessions, links, invitations, carts, mail that"
    " waits.",
    "Import": "By hand the rows are there already. Ours reads the file, checks each email, number, address"
    " and consent, looks for the customer by email and number, makes search words, and keeps what an undo"
    " needs.",
    "Export": "Each part is sealed with the store's key, so that the file can't be read in a backup; it is"
    " guarded against formulas, and each part may be written anew after a crash.",
    "Tag": "The plan of each chunk looks who has the tag, and keeps search words and limits right.",
}


def write(stores: Sequence[Found], folder: Path | None = None) -> None:
    """Write this half of the page and its picture; what another measurement wrote stays."""
    page = folder / FILE.name if folder else FILE
    before = page.read_text().partition(REST)[0] if page.is_file() else ""
    drawing = page.parent / "pictures" / PICTURE
    drawing.parent.mkdir(exist_ok=True)
    page.write_text(before.rstrip("\n") + f"\n\n{REST}\n\n" + _half(list(stores)))
    drawing.write_text(picture.draw(list(stores)))


def _half(stores: list[Found]) -> str:
    parts = [_opening(stores), _work(stores), _segments(stores), _sorts(stores), _misses(stores)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(stores: list[Found]) -> str:
    sizes = ", ".join(f"{each['size']:,}" for each in stores)
    return f"""## Bulk work and segments

Written by `bin/bench bulk` on {datetime.now(UTC):%Y-%m-%d}, on the same machine: stores of {sizes} customers,
three orders each, with the embedded database. Each deed is done by the action and the job that the pages use,
inside one process, then the same rows are written by hand: plain SQL or COPY, all in one transaction, with
all indexes live. Ratios are what to read. *Grew* is what the process held beyond its size at rest.

![How many times as long as by hand](pictures/{PICTURE})"""


def _work(stores: list[Found]) -> str:
    heads, rows = ["Work"], []
    for store in stores:
        heads += [f"{words(store['size'])}: customers", "s", "by hand s", "÷ by hand", "grew MiB"]
    for number, kind in enumerate(stores[0]["work"]):
        row = [kind["what"]]
        for store in stores:
            done = store["work"][number]
            row += [f"{done['count']:,}", f"{done['ours']:.1f}", f"{done['by_hand']:.1f}"]
            row += [f"{done['ours'] / done['by_hand']:.1f}", f"{done['grew']:.0f}"]
        rows.append(row)
    grown = max(done["grew"] for store in stores for done in store["work"])
    return f"""### Work on many at once

{table(heads, rows)}

*Edit*: {stores[0]["work"][1]["note"]}, as the bulk editor saves them. *Import*: a file in the field's own
form, as many new customers as the store has; by hand, the rows that it left in
{stores[0]["work"][3]["note"]}. *Delete*: those who were brought in, into the bin.

Wanted for tags, import and export: at most {AT_MOST_ROWS:g} times as long, and at most {GROWN_AT_MOST} MiB
more. It grew by {grown:.0f} MiB at most. {_growth(stores)}"""


def _growth(stores: list[Found]) -> str:
    """What a customer costs on the largest store, compared with the smallest."""
    if len(stores) < 2:
        return ""
    small, large = stores[0]["work"], stores[-1]["work"]
    said = [
        f"{a['what'].lower()} {(b['ours'] / b['count']) / (a['ours'] / a['count']):.1f}"
        for a, b in zip(small, large, strict=True)
    ]
    said_by_hand = [
        f"{(b['by_hand'] / b['count']) / (a['by_hand'] / a['count']):.1f}"
        for a, b in zip(small, large, strict=True)
    ]
    pairs = [f"{ours} ({hand} by hand)" for ours, hand in zip(said, said_by_hand, strict=True)]
    return (
        f"One customer costs so many times as much with {words(stores[-1]['size'])} as with"
        f" {words(stores[0]['size'])}: {', '.join(pairs)}."
    )


def _segments(stores: list[Found]) -> str:
    heads, rows = ["Query"], []
    for store in stores:
        heads += [f"{words(store['size'])}: finds", "count ms", "÷ SQL", "page ms", "÷ SQL"]
    for number, asked in enumerate(stores[0]["questions"]):
        row = [f"`{asked['query']}`"]
        for store in stores:
            here = store["questions"][number]
            row += [f"{here['found']:,}", *_answer(here["count"]), *_answer(here["page"])]
        rows.append(row)
    return f"""### Segments

Twenty queries: how many they find, and the first page of fifty. The milliseconds are the whole answer: the
query read, made into a statement, asked, and its rows made into customers. *÷ SQL* compares the database's
share of it alone with the best statement written by hand, the quicker of a walk along the list and of
gathering all first. Wanted: at most {AT_MOST_SQL:g}. {_kept(stores[-1])}

{table(heads, rows)}"""


def _kept(large: Found) -> str:
    """How many keep to it on the largest store, and what the others cost."""
    asked = large["questions"]
    counts, pages = ([each[what] for each in asked] for what in ("count", "page"))
    kept = [sum(each["ours"] <= AT_MOST_SQL * each["by_hand"] for each in some) for some in (counts, pages)]
    quick, number = sum(each["whole"] <= 15 for each in pages), len(asked)
    slowest = max(each["whole"] for each in pages)
    return (
        f"With {words(large['size'])},\n{kept[0]} of {number} counts and {kept[1]} first pages keep to it."
        " A page costs a guess of the planner and a look where\nthe stretch ends besides, about two"
        f" milliseconds; {quick} of the pages come within 15 ms, the slowest in {slowest:.0f}."
    )


def _answer(answer: Found) -> list[str]:
    return [f"{answer['whole']:.1f}", f"{answer['ours'] / answer['by_hand']:.2f}"]


def _sorts(stores: list[Found]) -> str:
    heads, rows = ["Sort"], []
    for store in stores:
        heads += [f"{words(store['size'])}: first ms", "÷ SQL", "deep ms", "÷ SQL"]
    for number, each in enumerate(stores[0]["sorts"]):
        row = [f"`{each['sort']}`"]
        for store in stores:
            here = store["sorts"][number]
            row += [*_answer(here["first"]), *_answer(here["deep"])]
        rows.append(row)
    return f"""### Each sort of the list

The rows of one page, without drawing it: the first, and one 50,000 customers deep (where there are fewer,
four fifths of the way down).

{table(heads, rows)}"""


def _misses(stores: list[Found]) -> str:
    """What takes longer than wanted on the largest store, why, and the plan of ours."""
    large = stores[-1]
    parts = [_missed_work(done) for done in large["work"] if _is_missed(done)]
    for asked in large["questions"]:
        for what in ("count", "page"):
            answer = asked[what]
            if answer["ours"] > AT_MOST_SQL * answer["by_hand"] and answer["ours"] >= TELLING_MS:
                parts.append(
                    f"**`{asked['query']}`, {what}**: {answer['ours']:.1f} ms in the database, by hand"
                    f" {answer['by_hand']:.1f}:\n\n```\n{answer['plan']}\n```"
                )
    return "### What takes longer than wanted\n\n" + ("\n\n".join(parts) if parts else "Nothing.")


def _is_missed(done: Found) -> bool:
    return bool(done["ours"] > AT_MOST_ROWS * done["by_hand"])


def _missed_work(done: Found) -> str:
    return f"**{done['what']}**: {done['ours'] / done['by_hand']:.1f} times as long. {REASONS[done['what']]}"
