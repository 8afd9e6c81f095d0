"""A secret is sent to the server it was given for, and to no other."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused
from clientela.store.actions import change_settings
from clientela.store.models import Store


def test_another_server_needs_the_password_again(db: None) -> None:
    """SC-01: whoever moves the mail server learns no password that they don't know."""
    change_settings({"store.smtp_host": "mail.example.com", "store.smtp_password": "hunter-two"}, by=SYSTEM)
    with pytest.raises(SeveralRefused) as refused:
        change_settings({"store.smtp_host": "evil.example"}, by=SYSTEM)
    assert "store.smtp_password" in refused.value.fields
    assert Store.current().smtp_host == "mail.example.com"
    change_settings({"store.smtp_host": "new.example", "store.smtp_password": "other"}, by=SYSTEM)
    assert Store.current().secret("smtp_password") == "other"


def test_other_settings_move_freely(db: None) -> None:
    change_settings({"store.smtp_host": "mail.example.com", "store.smtp_password": "hunter-two"}, by=SYSTEM)
    change_settings({"store.smtp_port": "25"}, by=SYSTEM)
    assert Store.current().secret("smtp_password") == "hunter-two"
