"""Forms about an order: sending it, giving money back, cancelling, note, moving, sifting the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from clientela.orders import worth
from clientela.orders.actions import Cancelling, Giving
from clientela.orders.models import LONGEST_NOTE, Order, OrderLine
from clientela.ui.amounts import MoneyField, in_currency
from clientela.ui.forms import Form


@dataclass(frozen=True)
class Row:
    """A line of the order with the field in which its pieces are chosen."""

    line: OrderLine
    field: BoundField
    left: int


class _PiecesForm(Form):
    """Pieces of the order's lines, one field for each line that has some left."""

    def __init__(
        self,
        order: Order,
        data: Mapping[str, Any] | None = None,
        *,
        left: Callable[[OrderLine], int],
        all_chosen: bool = False,
    ) -> None:
        super().__init__(data)
        self.order, self.left = order, left
        self.lines = sorted(order.lines.all(), key=lambda line: line.pk)
        for line in self.lines:
            if left(line) > 0:
                self.fields[_name(line)] = forms.IntegerField(
                    label=line.title,
                    required=False,
                    min_value=0,
                    initial=left(line) if all_chosen else 0,
                )

    @property
    def rows(self) -> list[Row]:
        """The lines that have pieces left, with their fields."""
        there = [line for line in self.lines if _name(line) in self.fields]
        return [Row(line, self[_name(line)], self.left(line)) for line in there]

    @property
    def pieces(self) -> dict[int, int]:
        """The pieces that were chosen, by line."""
        return {row.line.pk: self.cleaned_data.get(row.field.name) or 0 for row in self.rows}


def _name(line: OrderLine) -> str:
    return f"pieces-{line.pk}"


class FulfilForm(_PiecesForm):
    """What is sent in one parcel, how, and where the customer can follow it."""

    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=80)
    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=120)
    tracking_url = forms.URLField(
        label=_("Tracking link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The customer gets it by email."),
    )
    # How much had been sent when the page was drawn: sent twice, the form is one parcel.
    sent_before = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, order: Order, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(order, data, left=lambda line: line.waiting, all_chosen=True)
        self.initial["sent_before"] = sum(line.sent for line in self.lines)

    @property
    def parcel(self) -> dict[str, Any]:
        """What the action takes; a sender that names no pieces means all."""
        names = ("carrier", "tracking_number", "tracking_url", "sent_before")
        sent = {name: self.cleaned_data[name] for name in names}
        return sent | {
            "quantities": self.pieces if any(row.field.name in self.data for row in self.rows) else None
        }


class RefundForm(_PiecesForm):
    """What is given back: pieces, shipping, or another amount."""

    shipping = MoneyField(label=_("Shipping"), required=False)
    amount = MoneyField(
        required=False,
        label=_("Another amount"),
        help_text=_("Takes the place of what the pieces and the shipping come to."),
    )
    restocks = forms.BooleanField(label=_("Put the pieces back in stock"), required=False, initial=True)
    tells = forms.BooleanField(label=_("Tell the customer by email"), required=False, initial=True)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=255, help_text=_("For staff only.")
    )
    # Made when the page is drawn: sent twice, it gives back once.
    key = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def __init__(self, order: Order, data: Mapping[str, Any] | None = None) -> None:
        closed = bool(order.cancelled_at)
        super().__init__(order, data, left=lambda line: 0 if closed else line.refundable)
        in_currency(self, order.currency)
        self.initial["key"] = uuid4().hex

    @property
    def refund_key(self) -> str:
        """The page's own key; a sender without one gets one for this time."""
        return self.cleaned_data["key"] or uuid4().hex

    def renew_key(self) -> None:
        """The next try is another one: what came of the last was told."""
        self.data = dict(self.data.items()) | {"key": uuid4().hex}

    @property
    def giving(self) -> Giving:
        """What the action takes."""
        typed = self.cleaned_data
        return Giving(
            pieces=self.pieces,
            shipping=typed["shipping"] or 0,
            amount=typed["amount"],
            restocks=typed["restocks"],
            tells=typed["tells"],
            reason=typed["reason"],
        )

    @property
    def sum(self) -> int:
        """What the chosen pieces and the shipping come to."""
        if not self.is_bound or not self.is_valid():
            return 0
        return sum(worth.pieces(self.order, self.lines, self.pieces).values()) + self.giving.shipping


class CancelForm(Form):
    """How an order is cancelled."""

    refunds = forms.BooleanField(label=_("Give the money back"), required=False, initial=True)
    restocks = forms.BooleanField(label=_("Put the pieces back in stock"), required=False, initial=True)
    tells = forms.BooleanField(label=_("Tell the customer by email"), required=False, initial=True)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=255, help_text=_("For staff only.")
    )

    @property
    def how(self) -> Cancelling:
        """What the action takes."""
        return Cancelling(**self.cleaned_data)


class OrderNoteForm(Form):
    """The note, with the one its writer started from."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        strip=False,
        max_length=LONGEST_NOTE,
        help_text=_("For staff only. Customers never see it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class MoveForm(Form):
    """To whom an order is moved."""

    customer = forms.IntegerField(min_value=1, max_value=2**62)


class SiftForm(Form):
    """By what the list of orders is sifted; what isn't understood sifts nothing."""

    financial = forms.ChoiceField(required=False, choices=Order.Financial.choices)
    fulfillment = forms.ChoiceField(required=False, choices=Order.Fulfillment.choices)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
