"""The built-in test gateway: a hosted page of its own, documented card numbers, no network.

It keeps no card number: only a token, how the card will behave, its brand and last four digits (SC-02).
"""

import re
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import NotThere, Refused
from clientela.core.seals import mac, new_token, same
from clientela.payments.models import TestCard, TestCharge, TestRefund
from clientela.payments.providers import Answer, Card, Outcome

SUCCESS, DECLINED, CHALLENGE, EXPIRED = "success", "declined", "challenge", "expired"
NUMBERS = {
    "4242424242424242": SUCCESS,
    "4000000000000002": DECLINED,
    "4000000000003220": CHALLENGE,
    "4000000000000069": EXPIRED,
}
_FIRST = {
    SUCCESS: Answer.AUTHORISED,
    DECLINED: Answer.DECLINED,
    CHALLENGE: Answer.NEEDS_PROOF,
    EXPIRED: Answer.EXPIRED,
}


class NotATestCard(Refused):
    """The number isn't one of the documented ones."""

    code = "not_a_test_card"
    sentence = _(
        "The test gateway takes only 4242 4242 4242 4242 (works), 4000 0000 0000 0002 (declined), "
        "4000 0000 0000 3220 (asks the bank) and 4000 0000 0000 0069 (expired)."
    )
    field = "card"


class TestGateway:
    """Behaves like a gateway outside; its tables are `TestCard` and `TestCharge`."""

    def open_page(self) -> str:
        """A token that only this gateway could have made."""
        random = new_token()
        return f"{random}.{_sign(random)}"

    def page_url(self, token: str) -> str:
        """Where the shopper gives the card."""
        return f"/pay/test/{token}"

    def card(self, token: str) -> Card | None:
        """Brand and last four digits."""
        found = TestCard.objects.filter(pk=token).first()
        return Card(found.brand, found.last4) if found else None

    def authorise(self, key: str, token: str, amount: int, currency: str) -> Outcome:
        """Charge the card as its number says, once for each key: the unique key decides a race."""
        card = TestCard.objects.filter(pk=token).first()
        if card is None:
            return Outcome(Answer.DECLINED, "")
        charge = TestCharge(
            key=key, card=card, amount=amount, currency=currency, state=_FIRST[card.behaviour]
        )
        TestCharge.objects.bulk_create([charge], ignore_conflicts=True)
        return _outcome(TestCharge.objects.get(key=key))

    def capture(self, reference: str) -> Outcome:
        """Take what was authorised."""
        return self._move(reference, {Answer.AUTHORISED}, Answer.CAPTURED)

    def void(self, reference: str) -> Outcome:
        """Let go what was authorised or waits for the bank."""
        return self._move(reference, {Answer.AUTHORISED, Answer.NEEDS_PROOF}, Answer.VOIDED)

    def refund(self, key: str, reference: str, amount: int) -> Outcome:
        """Give back what was captured and isn't given back yet, once for each key."""
        with transaction.atomic():
            charge = TestCharge.objects.select_for_update().get(pk=int(reference))
            if TestRefund.objects.filter(key=key).exists():
                return Outcome(Answer.REFUNDED, reference)
            if charge.state != Answer.CAPTURED or charge.refunded + amount > charge.amount:
                return Outcome(Answer.DECLINED, reference)
            TestRefund.objects.create(key=key, charge=charge, amount=amount)
            charge.refunded += amount
            charge.save(update_fields=["refunded"])
        return Outcome(Answer.REFUNDED, reference)

    def lookup(self, key: str) -> Outcome | None:
        """The charge of this key."""
        charge = TestCharge.objects.filter(key=key).first()
        return _outcome(charge) if charge else None

    def _move(self, reference: str, given: set[Answer], to: Answer) -> Outcome:
        TestCharge.objects.filter(pk=int(reference), state__in=given).update(state=to)
        return _outcome(TestCharge.objects.get(pk=int(reference)))


def _sign(random: str) -> str:
    return mac("test-gateway-page", random)[:32]


def _outcome(charge: TestCharge) -> Outcome:
    state = Answer(charge.state)
    proof = f"/pay/test/challenge/{charge.key}" if state is Answer.NEEDS_PROOF else ""
    return Outcome(state, str(charge.pk), proof)


def is_page(token: str) -> bool:
    """Whether this gateway opened a page with this token."""
    random, _dot, signature = token.partition(".")
    return same(signature, _sign(random))


def take_card(token: str, digits: str, expiry: str, security_code: str) -> TestCard:
    """Take a card on the hosted page. Raises `NotATestCard`, `Refused` by field, `NotThere`."""
    if not is_page(token):
        raise NotThere
    plain = re.sub(r"[\s-]", "", digits)
    if plain not in NUMBERS:
        raise NotATestCard
    _check_expiry(expiry)
    if not re.fullmatch(r"[0-9]{3}", security_code.strip()):
        raise Refused(
            _("Enter the three digits on the back of the card."), field="code", code="code_not_valid"
        )
    card = TestCard(token=token, behaviour=NUMBERS[plain], brand="Visa", last4=plain[-4:])
    TestCard.objects.bulk_create([card], ignore_conflicts=True)
    return TestCard.objects.get(pk=token)


def _check_expiry(text: str) -> None:
    match = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", text)
    if not match:
        raise Refused(_("Enter month and year, like 04/30."), field="expiry", code="expiry_not_valid")
    today = timezone.now().date()
    if date(2000 + int(match[2]), int(match[1]), 1) < today.replace(day=1):
        raise Refused(_("This date is in the past."), field="expiry", code="expiry_past")


def challenge(key: str) -> TestCharge:
    """The charge that a bank's page asks about. Raises `NotThere`."""
    charge = TestCharge.objects.filter(key=key, card__behaviour=CHALLENGE).select_related("card").first()
    if charge is None:
        raise NotThere
    return charge


def answer_challenge(key: str, *, approved: bool) -> None:
    """What the shopper told the bank, once. Raises `NotThere`."""
    charge, state = challenge(key), Answer.AUTHORISED if approved else Answer.DECLINED
    TestCharge.objects.filter(pk=charge.pk, state=Answer.NEEDS_PROOF).update(state=state)
