"""What every way in from another site gives."""

from dataclasses import dataclass

from clientela.customers.models import Customer


@dataclass(frozen=True)
class Arrival:
    """Who came, the token for their cookie (none where they are held back), and the page they wanted."""

    customer: Customer
    token: str
    target: str
