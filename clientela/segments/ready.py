"""Ready-made queries to begin with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Ready:
    """A query with a name and with what it is good for."""

    name: str | Promise
    query: str
    purpose: str | Promise


READY = (
    Ready(_("First-time buyers"), "number_of_orders = 1", _("Bought once: invite them to come back.")),
    Ready(_("Bought at least once"), "number_of_orders >= 1", _("Everybody who ever ordered.")),
    Ready(_("Repeat buyers"), "number_of_orders >= 2", _("Came back at least once.")),
    Ready(_("VIP customers"), "rfm_group = 'CHAMPIONS'", _("Bought lately, often and for much.")),
    Ready(
        _("At risk"),
        "rfm_group IN ('AT_RISK', 'NEEDS_ATTENTION', 'PREVIOUSLY_LOYAL')",
        _("Good customers who haven't been here for long."),
    ),
    Ready(
        _("Abandoned checkouts in the last 30 days"),
        "abandoned_checkout_date >= -30d",
        _("Were close to buying."),
    ),
    Ready(_("Never bought"), "number_of_orders = 0", _("Known to the store, and no order yet.")),
    Ready(
        _("Abandoned carts in the last 30 days"),
        "abandoned_cart_date >= -30d",
        _("Put something into the cart and left it there."),
    ),
    Ready(
        _("Has an account but no order"),
        "customer_account_status = 'ENABLED' AND number_of_orders = 0",
        _("Signed up and didn't buy."),
    ),
    Ready(
        _("Without an account"),
        "customer_account_status = 'DISABLED' AND customer_account_status != 'DEACTIVATED'",
        _("Could be invited to have one."),
    ),
    Ready(
        _("Invited but not accepted"),
        "customer_account_status = 'INVITED'",
        _("Could be reminded."),
    ),
    Ready(
        _("Email subscribers"),
        "email_subscription_status = 'SUBSCRIBED'",
        _("May get your newsletter."),
    ),
    Ready(
        _("Emails come back"),
        "shopify_email.bounced MATCHES (date >= -90d)",
        _("Their address should be put right."),
    ),
    Ready(
        _("Not here for a year"),
        "number_of_orders >= 1 AND last_order_date < -1y",
        _("Bought before, and not lately."),
    ),
)
