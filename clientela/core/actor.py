"""Who is doing this. There is no "no actor": every action takes one, so a guard can't fail open."""

from dataclasses import dataclass, field
from enum import StrEnum

from clientela.core.errors import NotAllowed
from clientela.core.powers import Power


class Kind(StrEnum):
    """The five kinds of actor."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person or machine that does something.

    `id` is the row's id of a customer, staff member or token, 0 for visitor and system. `powers` are those
    it holds; `via` is the staff member behind a *log in as customer*; `ip` the client's address where known.
    `device` is what their browser shows to be known again, `has_proof` whether it did the work that robots
    shy away from. `job_id` is the job whose work this is, if it is one's: what they do is told as its doing.
    """

    kind: Kind
    id: int = 0
    name: str = ""
    powers: frozenset[Power] = field(default_factory=frozenset)
    via: "Actor | None" = None
    ip: str = ""
    device: str = field(default="", repr=False)
    has_proof: bool = False
    job_id: int | None = None

    def can(self, power: Power) -> bool:
        """Whether the actor holds the power; the system holds all."""
        return self.kind is Kind.SYSTEM or power in self.powers

    def must(self, power: Power) -> None:
        """Refuse unless the actor holds the power. Raises `NotAllowed`."""
        if not self.can(power):
            raise NotAllowed

    def anyone_may(self) -> None:
        """Let everybody: said aloud, so that a forgotten guard can't be mistaken for it."""

    def must_be(self, *kinds: Kind) -> None:
        """Refuse unless the actor is of one of these kinds (the system always is). Raises `NotAllowed`."""
        if self.kind is not Kind.SYSTEM and self.kind not in kinds:
            raise NotAllowed

    def must_be_customer(self, customer_id: int) -> None:
        """Refuse unless the actor is this very customer. Raises `NotAllowed`."""
        if self.kind is not Kind.SYSTEM and (self.kind is not Kind.CUSTOMER or self.id != customer_id):
            raise NotAllowed

    @property
    def is_staff(self) -> bool:
        return self.kind is Kind.STAFF


SYSTEM = Actor(Kind.SYSTEM, name="Clientela")


def visitor(ip: str = "", *, device: str = "", has_proof: bool = False) -> Actor:
    """Somebody who hasn't signed in."""
    return Actor(Kind.VISITOR, ip=ip, device=device, has_proof=has_proof)


def shopper(customer_id: int, name: str, ip: str = "", via: Actor | None = None) -> Actor:
    """A signed-in customer."""
    return Actor(Kind.CUSTOMER, customer_id, name, ip=ip, via=via)
