"""Asking for money, taking it, letting it go: each safe to repeat."""

import structlog
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.payments.models import Payment
from clientela.payments.providers import Answer, Gateway, Outcome, Unsure, gateway

log = structlog.get_logger()

State = Payment.State
_OPEN = (State.PENDING, State.NEEDS_PROOF, State.AUTHORISED)
_STATES = {
    Answer.AUTHORISED: State.AUTHORISED,
    Answer.NEEDS_PROOF: State.NEEDS_PROOF,
    Answer.DECLINED: State.DECLINED,
    Answer.EXPIRED: State.DECLINED,
    Answer.CAPTURED: State.PAID,
    Answer.VOIDED: State.VOIDED,
}


def open_payment(
    key: str, token: str, amount: int, currency: str, *, by: Actor, name: str = "test"
) -> Payment:
    """Write down that this money will be asked for, before the gateway hears of it."""
    by.anyone_may()
    card = gateway(name).card(token)
    return Payment.objects.create(
        gateway=name,
        key=key,
        amount=amount,
        currency=currency,
        token=token,
        brand=card.brand if card else "",
        last4=card.last4 if card else "",
    )


def authorise(payment_id: int, *, by: Actor) -> Payment:
    """Ask the gateway for the money, once for each payment however often this is called.

    A gateway that gives no answer leaves the payment pending: asking again finds out. Never call this in a
    transaction: whatever happens afterwards, the row must tell that money was asked for.
    """
    by.anyone_may()
    payment = Payment.objects.get(pk=payment_id)
    if payment.state not in {State.PENDING, State.NEEDS_PROOF}:
        return payment
    service = gateway(payment.gateway)
    try:
        outcome = service.authorise(payment.key, payment.token, payment.amount, payment.currency)
    except Unsure:
        log.warning("payment_unsure", payment=payment.pk)
        return payment
    if not _note(payment, outcome, (State.PENDING, State.NEEDS_PROOF)):
        _let_go_if_given_up(payment, outcome, service)
    return Payment.objects.get(pk=payment_id)


def _note(payment: Payment, outcome: Outcome, given: tuple[str, ...]) -> bool:
    problem = outcome.state.value if outcome.state in {Answer.DECLINED, Answer.EXPIRED} else ""
    return bool(
        Payment.objects.filter(pk=payment.pk, state__in=given).update(
            state=_STATES[outcome.state],
            reference=outcome.reference,
            proof_url=outcome.proof_url,
            problem=problem,
            settled_at=None if outcome.state in {Answer.AUTHORISED, Answer.NEEDS_PROOF} else Now(),
        )
    )


def _let_go_if_given_up(payment: Payment, outcome: Outcome, service: Gateway) -> None:
    """The payment was voided while the gateway was being asked: what came of it goes back."""
    given_up = Payment.objects.filter(pk=payment.pk, state=State.VOIDED).exists()
    if given_up and outcome.reference and outcome.state in {Answer.AUTHORISED, Answer.NEEDS_PROOF}:
        service.void(outcome.reference)


def capture(payment_id: int, *, by: Actor) -> Payment:
    """Take the money that was authorised. Leaves it authorised where the gateway gives no answer."""
    by.anyone_may()
    payment = Payment.objects.get(pk=payment_id)
    if payment.state == State.AUTHORISED:
        try:
            _note(payment, gateway(payment.gateway).capture(payment.reference), (State.AUTHORISED,))
        except Unsure:
            log.warning("payment_unsure", payment=payment.pk)
    return Payment.objects.get(pk=payment_id)


def void(payment_id: int, *, by: Actor) -> Payment:
    """Let the money go. A payment whose outcome is unknown is looked up first."""
    by.anyone_may()
    payment = Payment.objects.get(pk=payment_id)
    if payment.state not in _OPEN:
        return payment
    service = gateway(payment.gateway)
    try:
        found = service.lookup(payment.key)
        outcome = service.void(found.reference) if found else Outcome(Answer.VOIDED, "")
    except Unsure:
        log.warning("payment_unsure", payment=payment.pk)
        return payment
    _note(payment, outcome, _OPEN)
    return Payment.objects.get(pk=payment_id)


def refund(payment_id: int, amount: int, *, key: str, by: Actor) -> Answer | None:
    """Give back money that was taken, once for each key. Gives nothing where the gateway gives no answer.

    Never call this in a transaction: what was asked of the gateway can't be rolled back.
    """
    by.anyone_may()
    payment = Payment.objects.get(pk=payment_id)
    try:
        return gateway(payment.gateway).refund(key, payment.reference, amount).state
    except Unsure:
        log.warning("refund_unsure", payment=payment.pk)
        return None
