"""By what a cart is found: the signed-in customer, and the token of the browser's cookie."""

from dataclasses import dataclass

from clientela.core.seals import new_token, token_hash

_COPY = "copy."


@dataclass(frozen=True)
class Whose:
    """Whose cart: `customer_id` of somebody signed in (else empty), `token` of the cookie (else empty)."""

    customer_id: int | None = None
    token: str = ""

    @property
    def is_copy(self) -> bool:
        """Whether the cookie's cart was copied from the cart of whoever was signed in in this browser."""
        return self.token.startswith(_COPY)

    @property
    def hashed(self) -> str:
        """The token as it stands in the table; empty where there is none."""
        return token_hash(self.token) if self.token else ""


def new_copy_token() -> str:
    """A token for a cart that is a copy of a customer's."""
    return f"{_COPY}{new_token()}"
