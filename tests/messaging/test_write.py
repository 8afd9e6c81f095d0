"""Writing to one customer, and sending an email again: to them with fresh secrets, to oneself with dots."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clientela.accounts.actions import request_reset
from clientela.accounts.models import Link
from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.actions.consent import NothingToSendTo
from clientela.customers.models import Customer
from clientela.messaging.actions import compose, notify, resend, save_wording
from clientela.messaging.actions.writing import CantRepeat, SenderUnknown
from clientela.messaging.rendering import Own
from clientela.messaging.rich import rich
from clientela.post import actions as post
from clientela.post.models import MailboxMessage, Message
from clientela.store.models import Store
from tests.cast import Cast, make_cast
from tests.post.letters import delivered

TEXT = "Hello **Ingrid**,\n\n- one\n- two\n\nSee [our page](https://shop.example/a?b=1&c=2).\nBye"


def composed(cast: Cast, text: str = TEXT, **more: int) -> Message:
    by = cast.owner.as_actor()
    return compose(cast.ingrid.pk, subject="About your order", text=text, by=by, **more)


def test_what_was_written_is_what_is_sent(db: None, cast: Cast) -> None:
    """Formatting in HTML, the same words in the text; from the store, to the customer's stored address."""
    message = composed(cast)
    assert message.state == "draft" and message.to == cast.ingrid.email
    assert post.send_draft(message.pk, by=cast.owner.as_actor())
    assert delivered(message).state == "sent"
    kept = MailboxMessage.objects.get()
    assert kept.subject == "About your order" and "<strong>Ingrid</strong>" in kept.html
    assert "<li>two</li>" in kept.html and 'href="https://shop.example/a?b=1&amp;c=2"' in kept.html
    assert f'style="color: {Store.current().look.light.text};">our page</a>' in kept.html
    assert "Hello Ingrid,\n\n- one\n- two\n\nSee our page (https://shop.example/a?b=1&c=2).\nBye" in kept.text


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "{{ shop.name }} {% for i in (1..9) %}",
        "# big\n\n! code\n\n[Button](https://evil.example)",
        "\ue000email_body\ue001",
    ],
)
def test_never_raw_html_nor_a_template(db: None, cast: Cast, evil: str) -> None:
    """WB-04, TP-01: what staff type is text with simple formatting."""
    html = composed(cast, evil).html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert 'href="data:' not in html and "My store {%" not in html
    assert 'class="button"' not in html and 'class="code"' not in html


def test_plain_words_stay_as_typed() -> None:
    assert rich("1. first\n2 * 3 = 6\n#4").html.count("<h1") == 0
    assert rich("a\r\nb").html == "<p>a<br>\nb</p>\n"
    assert rich("2 * 3 = 6, *yes*\n#4 < 5 & so on").text == "2 * 3 = 6, yes\n#4 < 5 & so on"
    assert rich("3. c\n4. d\n\n> said").text == "3. c\n4. d\n\nsaid"


@pytest.mark.parametrize(
    ("typed", "address", "after"),
    [
        ("See https://x.example/a_b_c?d=1&e=2.", "https://x.example/a_b_c?d=1&amp;e=2", "."),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)", ")"),
        ("**http://x.example**", "http://x.example", "</strong>"),
        ("“https://x.example”, yes", "https://x.example", "”, yes"),
        ("https://x.example/<b>", "https://x.example/", "&lt;b&gt;"),
        ('https://x.example/"onclick="x', "https://x.example/", '"onclick="x'),
    ],
)
def test_bare_addresses_are_links(typed: str, address: str, after: str) -> None:
    """WB-04: only http and https, escaped, without the marks around them; in plain text as typed."""
    made = rich(typed)
    assert f'<a href="{address}">{address}</a>{after}' in made.html
    assert made.text == typed.replace("**", "")


def test_what_is_no_address_is_no_link() -> None:
    for typed in ("ftp://x.example", "http://", "xhttp://x.example", "javascript://x.example", "https:x"):
        assert "<a" not in rich(typed).html
    within = rich("[https://evil.example](https://good.example)")
    assert within.html.count("<a ") == 1 and within.text == "https://evil.example (https://good.example)"


def test_in_the_stores_own_frame(db: None, cast: Cast) -> None:
    """The template around it may be the store's, in HTML too."""
    own = Own("Re: {{ email_title }}", "<div>{{ custom_message }}</div><p>The team</p>", is_html=True)
    save_wording("customer.contact", "en", own, by=SYSTEM)
    message = composed(cast)
    assert message.subject == "Re: About your order"
    assert "<strong>Ingrid</strong>" in message.html and "The team" in message.text


def test_only_from_proved_addresses(db: None, cast: Cast) -> None:
    """TP-05."""
    sender, token = post.add_sender("hello@holm.example", "Holm", by=SYSTEM)
    with pytest.raises(SenderUnknown):
        composed(cast, sender_id=sender.pk)
    post.verify_sender(sender.pk, token, by=visitor())
    message = composed(cast, sender_id=sender.pk)
    assert (message.from_name, message.from_email) == ("Holm", "hello@holm.example")


def test_something_must_be_written(db: None, cast: Cast) -> None:
    for subject, text, field in (
        (" ", "x", "subject"),
        ("x", " ", "message"),
        ("x", "y" * 20_001, "message"),
    ):
        with pytest.raises(Refused) as refused:
            compose(cast.ingrid.pk, subject=subject, text=text, by=cast.owner.as_actor())
        assert refused.value.field == field
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="", email_key=None)
    with pytest.raises(NothingToSendTo):
        composed(cast)
    with pytest.raises(NotAllowed):
        compose(cast.ingrid.pk, subject="x", text="y", by=visitor())


def reset_mail(cast: Cast) -> Message:
    request_reset(cast.ingrid.email, by=visitor())
    return delivered(Message.objects.get(customer_id=cast.ingrid.pk, kind__startswith="account."))


def test_again_to_the_customer_with_a_fresh_secret(db: None, cast: Cast) -> None:
    """Made anew: the new link works, the old one is over; the outbox shows dots for both."""
    first = reset_mail(cast)
    again = delivered(resend(first.pk, to_me=False, by=cast.owner.as_actor()))
    assert again.state == "sent" and again.again_of == first.pk and again.customer_id == cast.ingrid.pk
    links = [re.search(r"/account/reset/\S+", mail.text) for mail in MailboxMessage.objects.order_by("pk")]
    assert links[0] and links[1] and links[0][0] != links[1][0]
    assert Link.objects.filter(customer=cast.ingrid, used_at=None, ended_at=None).count() == 1
    assert links[1][0] not in again.text


def test_again_to_oneself_with_dots(db: None, cast: Cast) -> None:
    first = reset_mail(cast)
    copy = delivered(resend(first.pk, to_me=True, by=cast.owner.as_actor()))
    kept = MailboxMessage.objects.order_by("-pk")[0]
    assert copy.to == cast.owner.email and copy.customer_id is None
    assert "••••••" in kept.text and "/account/reset/" not in kept.text
    assert Link.objects.filter(customer=cast.ingrid, used_at=None, ended_at=None).count() == 1


def test_again_goes_to_the_address_of_today(db: None, cast: Cast) -> None:
    """After the wrong address was mended."""
    message = composed(cast)
    post.send_draft(message.pk, by=cast.owner.as_actor())
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="r@example.com", email_key="right@example.com")
    assert resend(message.pk, to_me=False, by=cast.owner.as_actor()).to == "r@example.com"


def test_a_used_up_secret_is_no_mail(db: None, cast: Cast) -> None:
    values = {"code": "042137", "minutes": 10, "time": "today"}
    message = notify("account.code", cast.ingrid.email, values, by=SYSTEM, customer_id=cast.ingrid.pk)
    assert message
    with pytest.raises(Refused):
        resend(message.pk, to_me=False, by=cast.owner.as_actor())
    unknown = notify("account.code", cast.ingrid.email, values, by=SYSTEM, customer_id=cast.ingrid.pk)
    assert unknown
    Message.objects.filter(pk=unknown.pk).update(kind="no.longer")
    with pytest.raises(CantRepeat):
        resend(unknown.pk, to_me=False, by=cast.owner.as_actor())


def test_who_may_send_again(db: None, cast: Cast) -> None:
    message = composed(cast)
    with pytest.raises(NotThere):
        resend(message.pk, to_me=True, by=cast.owner.as_actor())
    with pytest.raises(NotAllowed):
        resend(message.pk, to_me=True, by=cast.read_only.as_actor())
    Message.objects.filter(pk=message.pk).update(state="queued", queued_at=timezone.now() - timedelta(days=1))
    assert resend(message.pk, to_me=True, by=cast.support.as_actor())


def test_pressed_twice_it_is_sent_again_once(db: None, cast: Cast) -> None:
    """The link in the copy that went out still works after the second press; a page drawn anew sends anew."""
    first, by = reset_mail(cast), cast.owner.as_actor()
    copies = [resend(first.pk, to_me=False, by=by, key="drawn-once") for _ in range(2)]
    assert copies[0].pk == copies[1].pk and Message.objects.filter(again_of=first.pk).count() == 1
    delivered(copies[0])
    assert Link.objects.filter(used_at=None, ended_at=None).count() == 1
    assert resend(first.pk, to_me=True, by=by, key="drawn-once").pk != copies[0].pk
    assert resend(first.pk, to_me=False, by=by, key="drawn-anew").pk != copies[0].pk


def test_ten_presses_at_once_send_again_once(real_db: None) -> None:
    """Whoever is second waits for the first, and finds its copy."""
    cast = make_cast()
    first, by = composed(cast), cast.owner.as_actor()
    post.send_draft(first.pk, by=by)

    def press(_: int) -> int:
        try:
            return resend(first.pk, to_me=False, by=by, key="drawn-once").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as threads:
        assert len(set(threads.map(press, range(10)))) == 1
    assert Message.objects.filter(again_of=first.pk).count() == 1
