"""Text messages: only to who agreed, by the way that the store chose."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers.models import Consent, Customer
from clientela.messaging.actions import text
from clientela.messaging.actions.texting import NotSubscribed, NoWay
from clientela.store.actions import change_settings
from tests.cast import Cast


def test_on_the_console_to_who_agreed(db: None, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    Customer.objects.filter(pk=cast.ingrid.pk).update(phone="+4791234567", sms_consent=Consent.SUBSCRIBED)
    with pytest.raises(NoWay):
        text(cast.ingrid.pk, "Hello", by=SYSTEM)
    change_settings({"marketing.sms_via": "console"}, by=SYSTEM)
    text(cast.ingrid.pk, "Hello", by=SYSTEM)
    assert "+4791234567: Hello" in capsys.readouterr().out


def test_nobody_else(db: None, cast: Cast) -> None:
    change_settings({"marketing.sms_via": "console"}, by=SYSTEM)
    Customer.objects.filter(pk=cast.ingrid.pk).update(phone="+4791234567")
    with pytest.raises(NotSubscribed):
        text(cast.ingrid.pk, "Hello", by=SYSTEM)
