"""The steps of a checkout: contact, address, shipping, payment."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from clientela.accounts.buying import check_policy
from clientela.catalog.actions import OutOfStock
from clientela.checkout import queries
from clientela.checkout.actions.cart import adopt
from clientela.checkout.actions.placing import reopen
from clientela.checkout.events import CheckoutStarted
from clientela.checkout.models import Cart, Checkout
from clientela.checkout.quotes import chosen_rate
from clientela.checkout.refusals import BeingPlaced, CartEmpty, StepMissing
from clientela.checkout.whose import Whose
from clientela.core import emails, phones, places
from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.core.places import Place
from clientela.core.seals import token_hash
from clientela.customers import actions as customers
from clientela.customers.models import Address, Customer, Source
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging import actions as messaging
from clientela.orders.queries import rates_for
from clientela.payments.providers import gateway
from clientela.store.models import Store


@dataclass(frozen=True)
class Contact:
    """How the shopper can be reached; the newsletter is a wish of its own."""

    email: str = ""
    phone: str = ""
    wants_newsletter: bool = False


def newsletter_wording() -> str:
    """The words of the tick box, kept with the consent."""
    return _("Email me with news and offers")


def give_contact(token: str, whose: Whose, contact: Contact, *, by: Actor, language: str = "") -> Checkout:
    """Start a checkout, or change whom it is for. A guest whom the store knows is linked, never written to.

    Raises `CartEmpty`, `SignInNeeded`, `EmailNotValid`, `PhoneNotValid`, `BeingPlaced`, `TooMany`.
    """
    gate.take("checkout.contact_network", gate.network(by.ip), by=by)
    check_policy(by)
    email = contact.email if by.kind is not Kind.CUSTOMER else Customer.objects.get(pk=by.id).email
    emails.canonical(email)
    phone = phones.e164(contact.phone, Store.current().country) if contact.phone.strip() else ""
    with transaction.atomic():
        cart = _cart(whose, by)
        checkout = _begun(token, by) or Checkout(token_hash=token_hash(token))
        checkout.cart, checkout.language = cart, language
        checkout.email, checkout.phone = emails.as_typed(email), phone
        checkout.wants_newsletter = contact.wants_newsletter
        _link(checkout, by)
        _save(checkout, by)
        _subscribe(checkout, by)
    return checkout


def _cart(whose: Whose, by: Actor) -> Cart:
    if by.kind is Kind.CUSTOMER:
        adopt(whose, by=by)
    if not queries.items(whose):
        raise CartEmpty
    if whose.customer_id:
        return Cart.objects.get(customer_id=whose.customer_id)
    return Cart.objects.get(token_hash=whose.hashed)


def _begun(token: str, by: Actor) -> Checkout | None:
    """This browser's open checkout, locked. One begun by somebody signed in is theirs alone."""
    rows = Checkout.objects.select_for_update(of=("self",)).exclude(state=Checkout.State.PLACED)
    row = rows.filter(token_hash=token_hash(token)).order_by("-started_at").first()
    if row is None or (row.is_signed_in and not _is(by, row)):
        return None
    if row.state == Checkout.State.PLACING:
        raise BeingPlaced
    return row


def _is(by: Actor, checkout: Checkout) -> bool:
    return by.kind is Kind.CUSTOMER and by.id == checkout.customer_id


def _link(checkout: Checkout, by: Actor) -> None:
    if by.kind is Kind.CUSTOMER:
        checkout.customer, checkout.is_signed_in = Customer.objects.get(pk=by.id), True
        checkout.is_new_customer = False
        if not checkout.address:
            checkout.address = _default_place(checkout.customer)
        return
    before, was_new = checkout.customer_id, checkout.is_new_customer
    customer, made = customers.find_or_add(
        checkout.email, source=Source.ABANDONED_CHECKOUT, by=by, language=checkout.language
    )
    checkout.customer, checkout.is_signed_in = customer, False
    checkout.is_new_customer = made or (was_new and before == customer.pk)


def _default_place(customer: Customer) -> dict[str, str]:
    address = customer.default_address
    if address is None or not places.is_right(address.place):
        # What needs correcting is chosen by the shopper, who is told of it then.
        return {}
    return places.checked(address.place).as_dict()


def _save(checkout: Checkout, by: Actor) -> None:
    is_first = checkout._state.adding
    if not is_first:
        checkout.version += 1
    checkout.save()
    Checkout.objects.filter(pk=checkout.pk).update(touched_at=Now())
    if is_first:
        record(CheckoutStarted(str(checkout.pk)), by=by, customer_id=checkout.customer_id)


def _subscribe(checkout: Checkout, by: Actor) -> None:
    """Write consent down for somebody signed in, or whom this checkout made; others prove it first."""
    if not checkout.wants_newsletter or not checkout.customer_id:
        return
    if checkout.is_signed_in or checkout.is_new_customer:
        messaging.opt_in(
            checkout.customer_id,
            source="checkout",
            wording=newsletter_wording(),
            by=by if checkout.is_signed_in else SYSTEM,
        )


def locked(token: str, by: Actor) -> Checkout:
    """This browser's open checkout with its contact given. Raises `StepMissing`, `SignInNeeded`."""
    check_policy(by)
    checkout = _begun(token, by)
    if checkout is None or not checkout.email or checkout.is_signed_in != (by.kind is Kind.CUSTOMER):
        raise StepMissing(step="contact")
    return checkout


def give_address(token: str, place: Place | int, *, by: Actor, saves_details: bool = False) -> Checkout:
    """Say where it goes: a new address, or the id of a signed-in customer's own. Raises `PlaceNotValid`."""
    by.anyone_may()
    with transaction.atomic():
        checkout = locked(token, by)
        if isinstance(place, int):
            place = _own_place(checkout, place)
        checkout.address = places.checked(place).as_dict()
        checkout.saves_details = saves_details and not checkout.is_signed_in
        if chosen_rate(checkout) is None:
            checkout.shipping_rate = None
        _save(checkout, by)
    return checkout


def _own_place(checkout: Checkout, address_id: int) -> Place:
    own = checkout.customer if checkout.is_signed_in else None
    address = Address.objects.filter(pk=address_id, customer=own).first() if own else None
    if address is None:
        raise NotThere
    return address.place


def choose_shipping(token: str, rate_id: int, *, by: Actor) -> Checkout:
    """Say how it is sent. Raises `StepMissing`, and `Refused` for a way that doesn't go there."""
    by.anyone_may()
    with transaction.atomic():
        checkout = locked(token, by)
        if not checkout.address:
            raise StepMissing(step="address")
        rate = next((rate for rate in rates_for(checkout.place.country) if rate.pk == rate_id), None)
        if rate is None:
            raise Refused(_("Choose how to send it."), field="rate", code="rate_not_valid")
        checkout.shipping_rate = rate
        _save(checkout, by)
    return checkout


def start_payment(token: str, *, by: Actor) -> str:
    """Open the gateway's page for a card, also another one while the bank waits. Gives its address.

    Too little stock is told here already: raises `OutOfStock`, `StepMissing`.
    """
    by.anyone_may()
    if (waiting := queries.of_browser(token, by.id or None)) and waiting.state == Checkout.State.PLACING:
        reopen(waiting.pk, by=by)
    service = gateway("test")
    with transaction.atomic():
        checkout = locked(token, by)
        if not checkout.address or chosen_rate(checkout) is None:
            raise StepMissing(step="shipping")
        for item in queries.items_of(checkout):
            if item.is_short:
                raise OutOfStock(item.variant, {item.variant.pk: item.variant.stock or 0})
        checkout.payment_token = service.open_page()
        _save(checkout, by)
    return service.page_url(checkout.payment_token)
