"""The only way to say no: `Refused`, with a code, a sentence and the field it belongs to."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action said no. Each door translates it once into its own form of error.

    `code` is stable and for machines, `sentence` is for people, `field` names the input it belongs to
    (empty where it belongs to none), `details` carries what a door may show beside the sentence.
    """

    code = "refused"
    sentence: str | Promise = _("That can't be done.")
    field = ""

    def __init__(
        self, sentence: str | Promise = "", *, field: str = "", code: str = "", **details: object
    ) -> None:
        self.sentence = sentence or type(self).sentence
        self.field = field or type(self).field
        self.code = code or type(self).code
        self.details = details
        super().__init__(str(self.sentence))

    def by_field(self) -> dict[str, str]:
        """The sentences by field; the empty field stands for the whole form."""
        return {self.field: str(self.sentence)}


class SeveralRefused(Refused):
    """Several fields are wrong at once, each with its own sentence."""

    code = "several"
    sentence = _("Some of this needs another look.")

    def __init__(self, fields: dict[str, str | Promise]) -> None:
        super().__init__()
        self.fields = fields

    def by_field(self) -> dict[str, str]:
        """The sentences by field."""
        return {field: str(sentence) for field, sentence in self.fields.items()}


class NotAllowed(Refused):
    """The actor lacks the power."""

    code = "not_allowed"
    sentence = _("Your role doesn't allow this.")


class NotThere(Refused):
    """There is no such thing, or the actor may not know of it: the two look the same."""

    code = "not_found"
    sentence = _("There is nothing here.")


class ChangedMeanwhile(Refused):
    """Somebody else changed the row since it was read: what they wrote, and what you did, by field."""

    code = "changed_meanwhile"
    sentence = _("Somebody changed this while you had it open.")

    def __init__(
        self,
        *,
        field: str = "",
        theirs: dict[str, Any] | None = None,
        yours: dict[str, Any] | None = None,
    ) -> None:
        self.theirs, self.yours = theirs or {}, yours or {}
        super().__init__(field=field, theirs=self.theirs, yours=self.yours)


class TooMany(Refused):
    """A brake took hold; `details["wait"]` is the time to wait, in seconds."""

    code = "too_many"
    sentence = _("That was a little too often. Please wait a moment and try again.")


class Busy(Refused):
    """The server is at its limit for costly work right now."""

    code = "busy"
    sentence = _("Many people are signing in right now. Please try again in a moment.")
