"""One postal address as a value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One postal address. `country` is ISO 3166-1 alpha-2, `region` the state or province code, if any."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def as_dict(self) -> dict[str, str]:
        """The parts by name, for a JSON column."""
        return dict(vars(self))


FIELDS = tuple(Place.__dataclass_fields__)
