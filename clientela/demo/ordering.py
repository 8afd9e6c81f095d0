"""From the generator's plans to orders and refunds as the store takes them in."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from clientela.catalog.models import Variant
from clientela.core.places import Place
from clientela.demo import shop
from clientela.demo.history import LinePlan, OrderPlan
from clientela.demo.people import Person
from clientela.demo.places import Place as DemoPlace
from clientela.orders.actions.intake import LineIntake, OrderIntake, RefundIntake, ShipmentIntake
from clientela.orders.models import Order

Shelves = Mapping[tuple[int, int], Variant]

_SHIPPING = {"standard": 395, "express": 795, "collect": 0}
_FREE_FROM = 5000
_FULFILMENT = {
    "fulfilled": Order.Fulfillment.FULFILLED,
    "partial": Order.Fulfillment.PARTIALLY_FULFILLED,
    "unfulfilled": Order.Fulfillment.UNFULFILLED,
}
_VAT = 2000


def place(person: Person, address: DemoPlace) -> Place:
    """A postal address of a person."""
    return Place(
        first_name=person.first_name,
        last_name=person.last_name,
        company=person.company,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postcode=address.postcode,
        country=address.country,
        phone=person.phone or "",
    )


def _line(plan: LinePlan, variant: Variant, sent: bool) -> LineIntake:
    total = variant.price * plan.quantity
    return LineIntake(
        title=variant.product.title,
        quantity=plan.quantity,
        price=variant.price,
        total=total,
        sku=variant.sku,
        variant_title=variant.title,
        variant_id=variant.pk,
        product_id=variant.product_id,
        picture=variant.picture,
        tax=included_tax(total),
        sent=plan.quantity if sent else 0,
    )


def included_tax(amount: int) -> int:
    """The VAT that stands inside an amount, half a penny rounded up."""
    return (amount * _VAT * 2 + 10_000 + _VAT) // (2 * (10_000 + _VAT))


def order(
    person: Person,
    customer_id: int,
    number: int,
    plan: OrderPlan,
    shelves: Shelves,
    currency: str,
    shift: timedelta,
) -> OrderIntake:
    """A planned order as the store takes it in."""
    sent = {"fulfilled": len(plan.lines), "partial": 1}.get(plan.fulfilment, 0)
    lines = [
        _line(line, shelves[line.product, line.variant], place < sent)
        for place, line in enumerate(plan.lines)
    ]
    subtotal = sum(line.total for line in lines)
    free = plan.shipping_method == "standard" and subtotal >= _FREE_FROM
    shipping = 0 if free else _SHIPPING[plan.shipping_method]
    return OrderIntake(
        outside_id=f"demo:{person.index}:{number}",
        currency=currency,
        placed_at=plan.placed_at + shift,
        lines=lines,
        customer_id=customer_id,
        email=person.email,
        phone=person.phone or "",
        language=person.language,
        shipping_address=place(person, plan.ship_to).as_dict(),
        shipping_title=shop.RATES[plan.shipping_method],
        shipping=shipping,
        tax=sum(line.tax for line in lines) + included_tax(shipping),
        fulfillment_status=_FULFILMENT[plan.fulfilment],
        source="storefront",
        cancelled_at=plan.cancelled_at + shift if plan.cancelled_at else None,
        shipment=_shipment(person, number, plan, shift),
    )


def _shipment(person: Person, number: int, plan: OrderPlan, shift: timedelta) -> ShipmentIntake | None:
    if plan.fulfilled_at is None:
        return None
    tracking = f"HH{person.index:07d}{number:02d}"
    address = f"https://tracking.example/{tracking}"
    return ShipmentIntake(plan.fulfilled_at + shift, "Parcelway", tracking, address)


def refunds(
    customer_id: int, plan: OrderPlan, order: OrderIntake, shift: timedelta
) -> Iterator[RefundIntake]:
    """The refunds of a planned order."""
    for number, refund in enumerate(plan.refunds):
        lines = []
        for index, quantity in refund.lines:
            line = order.lines[index]
            amount = line.price * quantity
            lines.append(LineIntake(line.title, quantity, line.price, amount, sku=line.sku))
        yield RefundIntake(
            outside_id=f"{order.outside_id}:{number}",
            currency=order.currency,
            refunded_at=refund.at + shift,
            amount=sum(line.total for line in lines),
            lines=lines,
            customer_id=customer_id,
            order_outside_id=order.outside_id,
            reason=refund.reason,
        )
