"""A new secret key takes over what the old one sealed."""

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from clientela.config.commands import app
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.core.seals import SealBroken
from clientela.journal.models import Event
from clientela.staff import totp
from clientela.staff.actions import reseal_apps
from clientela.staff.models import App
from clientela.store.actions import change_settings, reseal
from clientela.store.models import Store
from tests.cast import Cast
from tests.staff.people import SECRET, real

NEW = "another key of this store, as long as keys are: " + "x" * 30


@pytest.fixture
def sealed(db: None, settings: Settings) -> App:
    """A mail password and an authenticator app that the former key sealed."""
    change_settings({"store.smtp_password": "hunter2-hunter2"}, by=SYSTEM)
    made = real().apps.get()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW
    return made


def test_the_old_key_is_needed_no_longer(sealed: App, settings: Settings) -> None:
    """SC-01: by one command, which may run twice; what stands in the log tells no secret."""
    for _time in range(2):
        done = CliRunner().invoke(app, ["reseal"])
        assert done.exit_code == 0 and "1 settings, 1 authenticator apps" in done.output, done.output
    settings.SECRET_KEY_FALLBACKS = []
    sealed.refresh_from_db()
    assert Store.current().secret("smtp_password") == "hunter2-hunter2"
    assert totp.known(sealed.user_id, sealed.secret) == SECRET
    told = Event.objects.filter(name="store.resealed").values_list("data", flat=True)
    assert list(told) == [{"settings": 1}] * 2


def test_with_a_key_missing_nothing_changes(sealed: App, settings: Settings) -> None:
    """SC-01: what can't be opened is told, and stays as it is."""
    before = (Store.current().smtp_password, sealed.secret)
    settings.SECRET_KEY_FALLBACKS = []
    done = CliRunner().invoke(app, ["reseal"])
    assert done.exit_code == 1 and "CLIENTELA_SECRET_KEY_FALLBACKS" in done.output
    with pytest.raises(SealBroken):
        reseal(by=SYSTEM)
    sealed.refresh_from_db()
    assert (Store.current().smtp_password, sealed.secret) == before


def test_nobody_does_it_from_a_page(cast: Cast) -> None:
    """AC-02: the machine's own hands alone."""
    for verb in (reseal, reseal_apps):
        with pytest.raises(NotAllowed):
            verb(by=cast.owner.as_actor())
