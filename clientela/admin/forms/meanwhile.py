"""Two people edit one address: what each started from, and what they have to choose between."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from clientela.admin.forms.address import AddressForm
from clientela.core import places
from clientela.core.errors import ChangedMeanwhile
from clientela.core.places import Place
from clientela.customers.actions.addresses import PARTS, part
from clientela.ui.conflicts import Conflict, fold

_LABELS = {"who": _("Name and company"), "where": _("Address"), "phone": _("Phone")}


class Meanwhile:
    """The address that the editor started from (`seen`), and the parts that a colleague changed as well."""

    def __init__(self, data: Mapping[str, Any], now: Place) -> None:
        self.data = data
        began = {name: str(data.get(f"seen_{name}", "")) for name in places.FIELDS}
        self.seen = places.from_mapping(began) if "seen_country" in data else now
        # Chosen already, but something else kept the form from being saved.
        self.asked = [name for name in PARTS if f"keep_{name}" in data]

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """What goes along unseen."""
        return [(f"seen_{name}", value) for name, value in self.seen.as_dict().items()]

    def chosen(self, mine: Place) -> Place:
        """What was typed, with a colleague's parts where theirs were chosen."""
        kept = [name for name in self.asked if self.data[f"keep_{name}"] == "theirs"]
        return replace(mine, **{f: v for name in kept for f, v in part(self.seen, name).items()})

    def show(self, refused: ChangedMeanwhile) -> None:
        """Ask about the parts that both changed; only these start from the colleague's from now on."""
        self.seen = replace(
            self.seen, **{f: v for found in refused.theirs.values() for f, v in found.items()}
        )
        self.asked = [name for name in PARTS if name in self.asked or name in refused.theirs]

    def conflicts(self, form: AddressForm) -> list[Conflict]:
        """Each part that both changed, in words; one's own fields of it are kept out of sight."""
        typed = places.from_mapping(
            {name: form[name].value() for name in places.FIELDS if name in form.fields}
        )
        found = [
            Conflict(
                name, "address", str(_LABELS[name]), _words(self.seen, name), _words(typed, name),
                keeps_mine=self.data.get(f"keep_{name}") == "yours",
            )
            for name in self.asked
        ]  # fmt: skip
        for name in self.asked:
            hidden = [field for field in PARTS[name] if field in form.fields]
            if not any(field in form.errors for field in hidden):
                fold(form, [Conflict(field, "address", "", "", "") for field in hidden])
        return found


def _words(place: Place, name: str) -> str:
    """A part of an address as it stands on a parcel."""
    if name == "phone":
        return place.phone
    if name == "who":
        return "\n".join(filter(None, (place.name, place.company)))
    return "\n".join(places.lines(replace(place, first_name="", last_name="", company="", phone="")))
