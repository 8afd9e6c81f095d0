"""Trying the mail settings."""

import pytest

from clientela.core.errors import NotAllowed, TooMany
from clientela.journal.models import Event
from clientela.post.actions import NotSent, send_test
from clientela.post.models import MailboxMessage, Message
from clientela.post.providers import Temporary
from clientela.store.models import Store
from tests.cast import Cast, as_staff
from tests.ports import free_port


def test_into_the_mailbox(cast: Cast) -> None:
    """Past the outbox, in the reader's language; the page says that it went."""
    answer = as_staff(cast.owner).post("/admin/settings/mail/test", follow=True)
    assert "The test email to owner@example.com was taken" in answer.content.decode()
    assert MailboxMessage.objects.get().to == "owner@example.com" and not Message.objects.exists()
    assert Event.objects.get(name="mail.tried").data == {"went": True}


def test_the_server_is_away(cast: Cast) -> None:
    """The reason stands on the page, and in the log that it didn't go."""
    Store.objects.update(mail_via="smtp", smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none")
    answer = as_staff(cast.owner).post("/admin/settings/mail/test", follow=True)
    page = answer.content.decode()
    assert "The test email was not sent. The mail server can&#x27;t be reached. Nothing answers there" in page
    assert "Errno" not in page
    assert Event.objects.get(name="mail.tried").data == {"went": False}


@pytest.mark.parametrize(
    ("problem", "words", "told"),
    [
        ("server_away", "[Errno -2] Name or service not known", "No server of this name is found."),
        ("server_away", "[Errno 113] No route to host", "No network leads there."),
        ("server_away", "something else", "The mail server can't be reached."),
        ("slow", "timed out", "The mail server didn't answer in time."),
        ("login", "535 5.7.8 Bad credentials", "user name or password. 535 5.7.8 Bad credentials"),
    ],
)
def test_reasons_are_sentences(problem: str, words: str, told: str) -> None:
    """The server's own words stand behind them; the system's, which help nobody, don't."""
    trouble = Temporary(words, problem)
    assert str(NotSent(trouble).sentence).endswith(told)
    assert "Errno" not in str(trouble)


def test_only_by_those_who_may(cast: Cast) -> None:
    """AC-01, and RL: nobody mails without end."""
    with pytest.raises(NotAllowed):
        send_test("a@example.com", language="en", by=cast.support.as_actor())
    by = cast.owner.as_actor("127.0.0.1")
    for _time in range(20):
        send_test(cast.owner.email, language="en", by=by)
    with pytest.raises(TooMany):
        send_test(cast.owner.email, language="en", by=by)
    assert NotSent.code == "not_sent"
