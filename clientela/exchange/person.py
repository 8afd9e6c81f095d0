"""The exchange's part when people are forgotten: files in which they stand, and lines that were theirs."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.exchange.actions import exporting, importing

COVERS = {"exchange.ExportPart.customer_ids": "the whole file is removed"}


def forget(people: People, *, by: Actor) -> None:
    """Remove exports that have them, the lines of imports that spoke of them, and what an undo needs."""
    by.must_be()
    exporting.forget(people.ids, by=by)
    importing.forget(people, by=by)
