"""From the generator's plans to orders and refunds as the store takes them in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from clientela.core.places import Place
from clientela.demo import shop
from clientela.demo.history import LinePlan, OrderPlan, RefundPlan
from clientela.demo.people import Person
from clientela.demo.places import Place as DemoPlace
from clientela.demo.portions import Setting
from clientela.orders.actions.intake import LineIntake, OrderIntake, RefundIntake, ShipmentIntake
from clientela.orders.models import Order

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


def included_tax(amount: int) -> int:
    """The VAT that stands inside an amount, half a penny rounded up."""
    return (amount * _VAT * 2 + 10_000 + _VAT) // (2 * (10_000 + _VAT))


class Till:
    """Writes up what was bought in one setting: its wares, its currency, its dates."""

    def __init__(self, setting: Setting) -> None:
        self._shift: timedelta = setting.shift
        self._currency, self._wares = setting.currency, setting.wares
        self._lines: dict[tuple[LinePlan, bool], LineIntake] = {}

    def order(
        self,
        person: Person,
        customer_id: int,
        number: int,
        plan: OrderPlan,
        addresses: Mapping[DemoPlace, dict[str, str]],
    ) -> OrderIntake:
        """A planned order as the store takes it in."""
        sent = {"fulfilled": len(plan.lines), "partial": 1}.get(plan.fulfilment, 0)
        lines = [self._line(line, place < sent) for place, line in enumerate(plan.lines)]
        subtotal = sum(line.total for line in lines)
        free = plan.shipping_method == "standard" and subtotal >= _FREE_FROM
        shipping = 0 if free else _SHIPPING[plan.shipping_method]
        refunded = sum(_amount(lines, refund) for refund in plan.refunds)
        return OrderIntake(
            outside_id=f"demo:{person.index}:{number}",
            currency=self._currency,
            placed_at=plan.placed_at + self._shift,
            lines=lines,
            customer_id=customer_id,
            email=person.email,
            phone=person.phone or "",
            language=person.language,
            shipping_address=addresses[plan.ship_to],
            shipping_title=shop.RATES[plan.shipping_method],
            shipping=shipping,
            tax=sum(line.tax for line in lines) + included_tax(shipping),
            financial_status=_money(subtotal + shipping, refunded),
            fulfillment_status=_FULFILMENT[plan.fulfilment],
            source="storefront",
            cancelled_at=plan.cancelled_at + self._shift if plan.cancelled_at else None,
            shipment=self._shipment(person, number, plan),
            refunded=refunded,
        )

    def refunds(self, plan: OrderPlan, order: OrderIntake) -> Iterator[RefundIntake]:
        """The refunds of a planned order."""
        for number, refund in enumerate(plan.refunds):
            yield RefundIntake(
                outside_id=f"{order.outside_id}:{number}",
                currency=order.currency,
                refunded_at=refund.at + self._shift,
                amount=_amount(order.lines, refund),
                lines=[_back(order.lines[place], quantity) for place, quantity in refund.lines],
                customer_id=order.customer_id,
                order_outside_id=order.outside_id,
                reason=refund.reason,
            )

    def _line(self, plan: LinePlan, sent: bool) -> LineIntake:
        found = self._lines.get((plan, sent))
        if found is None:
            found = self._lines[plan, sent] = self._new_line(plan, sent)
        return found

    def _new_line(self, plan: LinePlan, sent: bool) -> LineIntake:
        ware = self._wares[plan.product, plan.variant]
        total = ware.price * plan.quantity
        return LineIntake(
            title=ware.title,
            quantity=plan.quantity,
            price=ware.price,
            total=total,
            sku=ware.sku,
            variant_title=ware.variant_title,
            variant_id=ware.variant_id,
            product_id=ware.product_id,
            picture=ware.picture,
            tax=included_tax(total),
            sent=plan.quantity if sent else 0,
        )

    def _shipment(self, person: Person, number: int, plan: OrderPlan) -> ShipmentIntake | None:
        if plan.fulfilled_at is None:
            return None
        tracking = f"HH{person.index:07d}{number:02d}"
        address = f"https://tracking.example/{tracking}"
        return ShipmentIntake(plan.fulfilled_at + self._shift, "Parcelway", tracking, address)


def _amount(lines: Sequence[LineIntake], refund: RefundPlan) -> int:
    return sum(lines[place].price * quantity for place, quantity in refund.lines)


def _back(line: LineIntake, quantity: int) -> LineIntake:
    return LineIntake(line.title, quantity, line.price, line.price * quantity, sku=line.sku)


def _money(total: int, refunded: int) -> Order.Financial:
    if not refunded:
        return Order.Financial.PAID
    return Order.Financial.REFUNDED if refunded >= total else Order.Financial.PARTIALLY_REFUNDED
