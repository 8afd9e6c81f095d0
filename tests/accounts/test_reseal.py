"""After a new secret key: what the accounts keep sealed is sealed with it."""

from typing import Any

import pytest
from django.utils import timezone

from clientela.accounts import foreign
from clientela.accounts.actions.intake import Brought, bring_along
from clientela.accounts.actions.providers import ProviderDetails, add_provider
from clientela.accounts.actions.resealing import reseal
from clientela.accounts.foreign.keeping import unsealed
from clientela.accounts.models import Account, Provider
from clientela.accounts.openid.keeping import secret_of
from clientela.core.actor import SYSTEM
from clientela.core.seals import SealBroken
from clientela.customers.actions.intake import Intake
from clientela.customers.models import Source

pytestmark = pytest.mark.django_db


def test_the_old_key_is_no_longer_needed(settings: Any) -> None:
    """SC-01: hashes that wait to be wrapped, and providers' secrets; without the old key nothing is lost."""
    bare = foreign.recognise("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0")
    bring_along(
        [Brought("a@example.com", Intake("a@example.com", timezone.now(), Source.IMPORT), bare)], by=SYSTEM
    )
    add_provider(ProviderDetails("A", "https://id.example", "the-store", "a-secret"), by=SYSTEM)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-some-length-for-this-test"
    with pytest.raises(SealBroken):
        reseal(by=SYSTEM)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert reseal(by=SYSTEM) == 2
    settings.SECRET_KEY_FALLBACKS = []
    assert unsealed(Account.objects.get()) == bare
    assert secret_of(Provider.objects.get()) == "a-secret"
