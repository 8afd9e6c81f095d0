"""Why a checkout can't go on."""

from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused


class CartEmpty(Refused):
    """There is nothing to check out."""

    code = "cart_empty"
    sentence = _("Your cart is empty.")


class StepMissing(Refused):
    """Something that comes earlier is still to be done; `details["step"]` names it."""

    code = "step_missing"
    sentence = _("Fill in this step first.")


class BeingPlaced(Refused):
    """The order is being placed: nothing can be changed until that is over."""

    code = "being_placed"
    sentence = _("Your order is being placed.")


class CartChanged(Refused):
    """What would be bought isn't what the page showed."""

    code = "cart_changed"
    sentence = _("Your cart has changed; please look again.")


class Declined(Refused):
    """The card didn't work. Nothing was charged."""

    code = "declined"
    sentence = _("The card was declined and nothing was charged. Use another card.")


class ProofNeeded(Refused):
    """The shopper's bank wants to check: `details["url"]` is where."""

    code = "proof_needed"
    sentence = _("Your bank wants to check this payment.")


class StillWaiting(Refused):
    """The gateway hasn't answered: the order is finished by itself as soon as it does."""

    code = "still_waiting"
    sentence = _(
        "We are waiting for the bank. Please don't pay again: you get an email once the order is placed."
    )
