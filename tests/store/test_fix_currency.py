"""Once something was sold, amounts stand in the store's currency for good."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused
from clientela.store.actions import change_settings, note_sale
from clientela.store.models import Store


def test_currency_is_free_before_the_first_sale_and_fixed_after(db: None) -> None:
    change_settings({"store.currency": "NOK"}, by=SYSTEM)
    note_sale(by=SYSTEM)
    with pytest.raises(SeveralRefused) as refused:
        change_settings({"store.currency": "GBP"}, by=SYSTEM)
    assert list(refused.value.fields) == ["store.currency"]
    assert Store.current().currency == "NOK"
    assert change_settings({"store.name": "Elsewhere"}, by=SYSTEM) == ["store.name"]
