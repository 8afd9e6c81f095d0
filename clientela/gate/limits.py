"""The table of limits (security RL-02). `docs/operators/limits.md` shows the same; a test compares them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a window of `seconds`, counted per `per`.

    Where the wait grows, the first `most` are free. Each one more costs a wait: `grows` seconds, then twice
    as long each time, `seconds` at most. After as long a rest all is forgotten.
    """

    name: str
    per: str
    most: int
    seconds: int
    grows: int = 0


_TABLE = (
    Limit("sign_in.account_network", "address and network", 5, 15 * 60, grows=30),
    Limit("sign_in.account", "address", 20, 15 * 60, grows=30),
    Limit("sign_in.unlock", "address", 1, 24 * 60 * 60, grows=60 * 60),
    Limit("sign_in.no_proof", "network", 20, 15 * 60),
    Limit("sign_in.network", "network", 100, 15 * 60),
    Limit("sign_in.everyone", "store", 3000, 60),
    Limit("register.network", "network", 20, 60 * 60),
    Limit("register.no_proof", "network", 5, 60 * 60),
    Limit("code.no_proof", "network", 10, 15 * 60),
    Limit("code.network", "network", 30, 15 * 60),
    Limit("code.check_network", "network", 60, 15 * 60),
    Limit("code.wrong_address", "address", 30, 24 * 60 * 60),
    Limit("code.wrong_everyone", "store", 3000, 60 * 60),
    Limit("mail.recipient_quarter", "address", 3, 15 * 60),
    Limit("mail.recipient_day", "address", 10, 24 * 60 * 60),
    Limit("mail.test", "member of staff", 20, 60 * 60),
    Limit("prove.account", "customer", 10, 15 * 60),
    Limit("passkey.network", "network", 300, 15 * 60),
    Limit("multipass.network", "network", 120, 15 * 60),
    Limit("provider.network", "network", 120, 15 * 60),
    Limit("reset.no_proof", "network", 5, 60 * 60),
    Limit("reset.network", "network", 20, 60 * 60),
    Limit("invitation.network", "network", 60, 60 * 60),
    Limit("newsletter.no_proof", "network", 5, 60 * 60),
    Limit("newsletter.network", "network", 20, 60 * 60),
    Limit("newsletter.recipient_day", "address", 3, 24 * 60 * 60),
    Limit("order.claim", "customer", 10, 24 * 60 * 60),
    Limit("order.claim_network", "network", 20, 60 * 60),
    Limit("checkout.contact_network", "network", 120, 60 * 60),
    Limit("checkout.place_network", "network", 60, 60 * 60),
    Limit("staff.sign_in.account_network", "address and network", 5, 15 * 60),
    Limit("staff.sign_in.account", "address", 20, 15 * 60),
    Limit("staff.sign_in.network", "network", 50, 15 * 60),
    Limit("staff.factor.account", "member of staff", 10, 15 * 60),
    Limit("staff.factor.day", "member of staff", 100, 24 * 60 * 60),
    Limit("staff.factor.network", "network", 100, 15 * 60),
    Limit("staff.prove.account", "member of staff", 10, 15 * 60),
    Limit("staff.passkey.network", "network", 100, 15 * 60),
    Limit("staff.reset.network", "network", 20, 60 * 60),
)

LIMITS = {limit.name: limit for limit in _TABLE}
