"""By what a cart is found: the signed-in customer, and the token of the browser's cookie."""

from dataclasses import dataclass

from clientela.core.seals import token_hash


@dataclass(frozen=True)
class Whose:
    """Whose cart: `customer_id` of somebody signed in (else empty), `token` of the cookie (else empty)."""

    customer_id: int | None = None
    token: str = ""

    @property
    def hashed(self) -> str:
        """The token as it stands in the table; empty where there is none."""
        return token_hash(self.token) if self.token else ""
