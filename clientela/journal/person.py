"""The log's part when people are forgotten: the facts stay, their personal side rows are blanked."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.journal import actions

COVERS = {"journal.Event.customer_id": "stays: facts outlive their person; their personal values are blanked"}


def forget(people: People, *, by: Actor) -> None:
    """Blank the personal values of every fact about them."""
    actions.forget(people.ids, by=by)
