"""Paying an invoice: one order and one charge, however often and from wherever it is asked for.

Three phases, as in the checkout: *begin* writes down that money will be asked for, the gateway is asked
outside any transaction, *finish* takes stock and writes the order. Whoever comes second finds it done.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.accounts.buying import check_policy
from clientela.catalog.actions import take_stock
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.gate import actions as gate
from clientela.journal.actions import Subject, record
from clientela.orders import drafts
from clientela.orders.actions.drafting import CustomerGone, DraftClosed, DraftEmpty, locked_draft
from clientela.orders.actions.placing import DraftLine, OrderDraft, collect, place
from clientela.orders.events import DraftCompleted
from clientela.orders.models import Draft, Order
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.payments.providers import gateway
from clientela.store.models import Store

log = structlog.get_logger()
State = Draft.State
MOST_AT_ONCE = 200


class InvoiceChanged(Refused):
    """The draft was changed since the page was drawn."""

    code = "invoice_changed"
    sentence = _("The store changed this invoice. Please look at it again before you pay.")


class NotPaid(Refused):
    """The card didn't work; `details["url"]` leads to the bank's check where it asks for one."""

    code = "not_paid"
    sentence = _("This card was declined and nothing was charged. Use another card.")


def open_invoice_page(draft_id: int, *, by: Actor) -> str:
    """Open the gateway's page for the card, and give its address. Raises `DraftClosed`, `SignInNeeded`."""
    by.anyone_may()
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.state != State.INVOICED:
            raise DraftClosed
        check_policy(by, buyer=draft.customer)
        service = gateway("test")
        draft.payment_token = service.open_page()
        draft.save(update_fields=["payment_token"])
    return service.page_url(draft.payment_token)


def pay_invoice(draft_id: int, *, seen: int | None, by: Actor, seen_total: int | None = None) -> Order:
    """Take the money of an invoice and make its order. Asking again gives the same order.

    `seen` and `seen_total` are the draft's version and what it came to when the page was drawn. Raises
    `InvoiceChanged`, `NotPaid`, `OutOfStock`, `SignInNeeded`.
    """
    gate.take("checkout.place_network", gate.network(by.ip), by=by)
    draft = _begin(draft_id, seen, seen_total, by)
    if draft.order is None and draft.payment_id:
        _authorise(draft.pk, draft.payment_id, by)
    order = draft.order or _finish(draft.pk, draft.payment_id, by)
    return collect(order.pk, by=by)


def complete_draft(draft_id: int, *, by: Actor) -> Order:
    """Make the order of a draft that was paid by other means.

    Raises `DraftClosed` while it is being paid, `CustomerGone`, `DraftEmpty`, `OutOfStock`.
    """
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.order:
            return draft.order
        if draft.state == State.PAYING:
            raise DraftClosed
        return _write(draft, by)


def _begin(draft_id: int, seen: int | None, seen_total: int | None, by: Actor) -> Draft:
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.state == State.OPEN:
            raise DraftClosed
        if draft.state == State.INVOICED:
            check_policy(by, buyer=draft.customer)
            if seen is not None and seen != draft.version:
                raise InvoiceChanged
            _freeze(draft, seen_total, by)
    return draft


def _freeze(draft: Draft, seen_total: int | None, by: Actor) -> None:
    total = drafts.totals(draft, Store.current()).total
    # Tax may have changed though nobody touched the draft; an emptied one can't be paid.
    if not drafts.items(draft) or (seen_total is not None and seen_total != total):
        raise InvoiceChanged
    if total:
        if gateway("test").card(draft.payment_token) is None:
            raise NotPaid(_("Give a card first."))
        key = f"draft-{draft.pk}-{draft.payment_try}"
        draft.payment = payments.open_payment(key, draft.payment_token, total, draft.currency, by=by)
    draft.state, draft.paying_at = State.PAYING, timezone.now()
    draft.save()


def _authorise(draft_id: int, payment_id: int, by: Actor) -> None:
    payment = payments.authorise(payment_id, by=by)
    if payment.state == Payment.State.NEEDS_PROOF:
        raise NotPaid(_("Your bank asks you to confirm this payment."), url=payment.proof_url)
    if payment.state == Payment.State.PENDING:
        raise NotPaid(_("The payment provider gave no answer yet. Please try again in a moment."))
    if payment.state in {Payment.State.DECLINED, Payment.State.VOIDED}:
        _open_again(draft_id, payment_id)
        raise NotPaid


def _open_again(draft_id: int, payment_id: int | None) -> None:
    """Open the invoice again, unless somebody did already. The next try has a key of its own."""
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.state == State.PAYING and draft.payment_id == payment_id:
            _let_pay_again(draft_id)


def _let_pay_again(draft_id: int) -> None:
    Draft.objects.filter(pk=draft_id).update(
        state=State.INVOICED,
        payment=None,
        paying_at=None,
        payment_token="",
        payment_try=F("payment_try") + 1,
    )


def _finish(draft_id: int, payment_id: int | None, by: Actor) -> Order:
    """Write the order, once. What can't be had any more opens the invoice again and lets the money go."""
    short: Refused | None = None
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.order:
            return draft.order
        if draft.state == State.PAYING and draft.payment_id == payment_id:
            _check_payment(draft)
            try:
                with transaction.atomic():
                    return _write(draft, by)
            except Refused as refused:
                short = refused
                _let_pay_again(draft_id)
    if payment_id:
        payments.void(payment_id, by=by)
    raise short or DraftClosed


def _check_payment(draft: Draft) -> None:
    """Wait where the money is not, or no longer, held: the sweep finds out."""
    held = {Payment.State.AUTHORISED, Payment.State.PAID}
    if draft.payment_id and not Payment.objects.filter(pk=draft.payment_id, state__in=held).exists():
        raise NotPaid(_("The payment provider gave no answer yet. Please try again in a moment."))


def _write(draft: Draft, by: Actor) -> Order:
    """Stock, order and draft: all of it, or (with a refusal) none of it."""
    items, order = drafts.items(draft), _order_of(draft)
    if not items:
        raise DraftEmpty
    if not draft.customer.is_known:
        raise CustomerGone
    if draft.payment and draft.payment.amount != order.totals.total:
        raise InvoiceChanged
    pieces: dict[int, int] = {}
    for item in items:
        if item.variant_id:
            pieces[item.variant_id] = pieces.get(item.variant_id, 0) + item.quantity
    take_stock(pieces, by=by)
    draft.order = place(order, by=by)
    draft.state = State.COMPLETED
    draft.version += 1
    draft.save()
    fact = DraftCompleted(draft.name, draft.order.name)
    record(fact, by=by, customer_id=draft.customer_id, subject=Subject("draft", draft.pk))
    return draft.order


def _order_of(draft: Draft) -> OrderDraft:
    lines = tuple(
        DraftLine(
            variant_id=item.variant_id,
            product_id=item.product_id,
            title=item.title,
            quantity=item.quantity,
            price=item.price,
            variant_title=item.variant_title,
            sku=item.sku,
            picture=item.picture,
        )
        for item in drafts.items(draft)
    )
    customer = draft.customer
    return OrderDraft(
        customer_id=customer.pk,
        currency=draft.currency,
        lines=lines,
        totals=drafts.totals(draft, Store.current()),
        email=customer.email,
        phone=customer.phone or "",
        language=customer.language,
        address=draft.place,
        shipping_title=draft.shipping_title,
        payment_id=draft.payment_id,
        source="draft",
    )


def settle_invoices(*, by: Actor, after: timedelta = timedelta(seconds=60)) -> None:
    """Finish invoices whose paying was cut off; who is at their bank for a quarter of an hour is let go."""
    by.must_be()
    now = timezone.now()
    for draft in Draft.objects.filter(state=State.PAYING, paying_at__lte=now - after)[:MOST_AT_ONCE]:
        try:
            pay_invoice(draft.pk, seen=None, by=by)
        except NotPaid as refused:
            is_late = draft.paying_at is not None and draft.paying_at <= now - 15 * after
            if "url" in refused.details and draft.payment_id and is_late:
                payments.void(draft.payment_id, by=by)
                _open_again(draft.pk, draft.payment_id)
        except Refused as refused:
            log.info("invoice_given_up", reason=refused.code)
        except Exception:
            # One that can't be finished must not keep the others waiting; it is tried again.
            log.exception("invoice_not_finished")
