"""Placing an order: one order and one charge, however often and from wherever it is asked for.

Three phases. *Begin* freezes what was shown and writes down that money will be asked for. *Authorise* asks
the gateway outside any transaction, by a key of the checkout and the try. *Finish* takes stock and writes the
order in one transaction. Whoever comes second, or back after a crash, does the same and finds it done.
"""

from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.buying import check_policy
from clientela.catalog.actions import OutOfStock, take_stock
from clientela.checkout.models import CartLine, Checkout
from clientela.checkout.progress import Progress, Step, progress
from clientela.checkout.quotes import thawed
from clientela.checkout.refusals import (
    BeingPlaced,
    CartChanged,
    CartEmpty,
    Declined,
    ProofNeeded,
    StepMissing,
    StillWaiting,
)
from clientela.core import places
from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState
from clientela.gate import actions as gate
from clientela.orders import actions as orders
from clientela.orders.actions import OrderDraft
from clientela.orders.models import Order
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.store.models import Store

log = structlog.get_logger()
State = Checkout.State


def place(checkout_id: UUID, *, by: Actor, seen: str = "") -> Order:
    """Place the order of a checkout and take its money. Asking again gives the same order.

    `seen` is the digest of what the review page showed. Raises `CartChanged`, `OutOfStock`, `Declined`,
    `ProofNeeded` (with the bank's address), `StillWaiting`, `StepMissing`, `SignInNeeded`.
    """
    gate.take("checkout.place_network", gate.network(by.ip), by=by)
    checkout = begin(checkout_id, by=by, seen=seen)
    if checkout.order is None and checkout.payment_id:
        _authorise(checkout.pk, checkout.payment_id, by)
    order = checkout.order or finish(checkout.pk, by=by, payment_id=checkout.payment_id)
    return orders.collect(order.pk, by=by)


def _locked(checkout_id: UUID, by: Actor) -> Checkout:
    checkout = Checkout.objects.select_for_update().filter(pk=checkout_id).first()
    if checkout is None:
        raise NotThere
    if checkout.is_signed_in and checkout.customer_id:
        by.must_be_customer(checkout.customer_id)
    return checkout


def begin(checkout_id: UUID, *, by: Actor, seen: str = "") -> Checkout:
    """Freeze what was shown, and write down that money will be asked for. Does nothing the second time."""
    by.anyone_may()
    with transaction.atomic():
        checkout = _locked(checkout_id, by)
        if checkout.state == State.OPEN:
            check_policy(by)
            found = progress(checkout, Store.current(), signed_in=by.kind is Kind.CUSTOMER)
            _check(found, seen)
            _freeze(checkout, found, by)
    return checkout


def _check(found: Progress, seen: str) -> None:
    if not found.items:
        raise CartEmpty
    if found.step is not Step.REVIEW:
        raise StepMissing(step=found.step.value)
    assert found.checkout
    if seen and seen != found.quote.digest(found.checkout):
        raise CartChanged
    for item in found.items:
        if item.is_short:
            raise OutOfStock(item.variant, {item.variant.pk: item.variant.stock or 0})


def _freeze(checkout: Checkout, found: Progress, by: Actor) -> None:
    quote = found.quote
    checkout.frozen_lines, checkout.frozen_terms = quote.frozen, quote.terms
    if quote.totals.total:
        checkout.payment = payments.open_payment(
            f"{checkout.pk}-{checkout.payment_try}",
            checkout.payment_token,
            quote.totals.total,
            quote.currency,
            by=by,
        )
        checkout.payment_brand, checkout.payment_last4 = checkout.payment.brand, checkout.payment.last4
    checkout.state, checkout.placing_at = State.PLACING, timezone.now()
    checkout.version += 1
    checkout.save()


def _authorise(checkout_id: UUID, payment_id: int, by: Actor) -> None:
    payment = payments.authorise(payment_id, by=by)
    if payment.state == Payment.State.NEEDS_PROOF:
        raise ProofNeeded(url=payment.proof_url)
    if payment.state == Payment.State.PENDING:
        raise StillWaiting
    if payment.state == Payment.State.DECLINED:
        _give_up(checkout_id, payment_id, keeps_card=False)
        expired = _("This card has expired and nothing was charged. Use another card.")
        raise Declined(expired if payment.problem == "expired" else "")


def _give_up(checkout_id: UUID, payment_id: int, *, keeps_card: bool) -> bool:
    """Open the checkout again, unless somebody did already. The next try has a key of its own."""
    with transaction.atomic():
        checkout = Checkout.objects.select_for_update().get(pk=checkout_id)
        if checkout.state != State.PLACING or checkout.payment_id != payment_id:
            return False
        _open_again(checkout, keeps_card=keeps_card)
    return True


def _open_again(checkout: Checkout, *, keeps_card: bool) -> None:
    checkout.state, checkout.placing_at, checkout.payment = State.OPEN, None, None
    checkout.payment_try += 1
    if not keeps_card:
        checkout.payment_token = checkout.payment_brand = checkout.payment_last4 = ""
    checkout.version += 1
    checkout.save()


def finish(checkout_id: UUID, *, by: Actor, payment_id: int | None) -> Order:
    """Take the stock and write the order, once. What can't be had any more lets the money go again."""
    by.anyone_may()
    short: Refused | None = None
    with transaction.atomic():
        checkout = _locked(checkout_id, by)
        if checkout.order:
            return checkout.order
        if checkout.state == State.PLACING and checkout.payment_id == payment_id:
            if payment_id and not _is_authorised(payment_id):
                raise StillWaiting
            try:
                return _write(checkout, by)
            except Refused as refused:
                short = refused
                _open_again(checkout, keeps_card=True)
    if payment_id:
        payments.void(payment_id, by=by)
    raise short or CartChanged


def _is_authorised(payment_id: int) -> bool:
    done = {Payment.State.AUTHORISED, Payment.State.PAID}
    return Payment.objects.filter(pk=payment_id, state__in=done).exists()


def _write(checkout: Checkout, by: Actor) -> Order:
    """Stock, order, figures, email and profile: all of it, or (with a refusal) none of it."""
    with transaction.atomic():
        quote = thawed(checkout)
        pieces = {line.variant_id: line.quantity for line in quote.lines if line.variant_id}
        take_stock(pieces, by=by)
        order = orders.place(_draft(checkout), by=by)
        _keep_profile(checkout, by)
        CartLine.objects.filter(cart__checkouts=checkout, variant_id__in=pieces).delete()
        checkout.state, checkout.order = State.PLACED, order
        checkout.version += 1
        checkout.save()
    return order


def _draft(checkout: Checkout) -> OrderDraft:
    quote = thawed(checkout)
    return OrderDraft(
        customer_id=checkout.customer_id,
        currency=quote.currency,
        lines=quote.lines,
        totals=quote.totals,
        email=checkout.email,
        phone=checkout.phone,
        language=checkout.language,
        address=checkout.place,
        shipping_title=quote.shipping_title,
        payment_id=checkout.payment_id,
    )


def _keep_profile(checkout: Checkout, by: Actor) -> None:
    """Keep the address of somebody signed in, or of whom this checkout made and nobody proved to be."""
    customer = checkout.customer
    if customer is None:
        return
    untouched = customer.email_verified_at is None and customer.account_state == AccountState.NONE
    if not checkout.is_signed_in and not (checkout.is_new_customer and untouched and not customer.name):
        return
    writer = by if checkout.is_signed_in else SYSTEM
    try:
        with transaction.atomic():
            if not checkout.is_signed_in:
                names = {"first_name": checkout.place.first_name, "last_name": checkout.place.last_name}
                customers.edit(customer.pk, names, by=writer)
            customers.add_address(customer.pk, places.checked(checkout.place), by=writer)
    except Refused as refused:
        # An address book that is full is no reason to lose an order.
        log.info("address_not_kept", reason=refused.code)


def reopen(checkout_id: UUID, *, by: Actor) -> None:
    """Let go of a payment that waits, so that the shopper can use another card. Raises `BeingPlaced`."""
    by.anyone_may()
    with transaction.atomic():
        checkout = _locked(checkout_id, by)
        payment = checkout.payment
        if checkout.state != State.PLACING or payment is None:
            return
        # Once authorised it is on its way to an order; only a payment that waits can be let go.
        if payment.state == Payment.State.AUTHORISED:
            raise BeingPlaced
        _open_again(checkout, keeps_card=False)
    payments.void(payment.pk, by=by)
