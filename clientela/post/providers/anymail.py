"""Sending through a mail provider's own interface, and hearing from it what arrived."""

import json
import re
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.headerregistry import Address
from http import HTTPStatus
from importlib import import_module
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailWebhookValidationFailure,
)
from anymail.signals import tracking
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

from clientela.core import emails
from clientela.core.actor import SYSTEM
from clientela.post.actions.reporting import What, report
from clientela.post.problems import printed
from clientela.post.providers import Outgoing, Permanent, SenderRefused, Temporary, Trouble, Unclear
from clientela.store.models import Store

# To connect, and for each answer: together they stay under the time a letter may be claimed.
TIMEOUT_SECONDS = (10, 30)
# The name that stands before the webhook secret where a provider signs nothing itself.
HOOK_USER = "clientela"
HOOKS = "/hooks/mail/"
# How much is told of an answer, and how deep in it a sentence may stand.
LONGEST = 200
MOST_DEPTH = 5
# How providers call the sentences for people in their answers.
_SENTENCES = {
    "message", "errormessage", "error", "errors", "description", "detail", "details", "reason",
    "reject_reason", "errorrelatedto", "title", "msg",
}  # fmt: skip
# A signed report counts for so long; whoever overheard it can't send it again later.
REPORT_SECONDS = 15 * 60
# What a report that can't be read raises.
UNREADABLE = (AnymailError, AttributeError, LookupError, TypeError, ValueError)

warnings.filterwarnings("ignore", module=r"anymail\.")


@dataclass(frozen=True)
class Way:
    """One provider: what its library calls the key, its view for reports, and how it signs them.

    Where `signs` is empty, the secret stands in the address that reports are sent to; where `hook` is, the
    library reads no reports of theirs.
    """

    key: str
    hook: str
    signs: str = ""
    keeps_message_id: bool = True


WAYS = {
    # It takes no single key: see `ses`.
    "amazon_ses": Way("", "AmazonSESTrackingWebhookView", keeps_message_id=False),
    "brevo": Way("api_key", "BrevoTrackingWebhookView"),
    "mailersend": Way("api_token", "MailerSendTrackingWebhookView", "signing_secret", False),
    "mailgun": Way("api_key", "MailgunTrackingWebhookView", "webhook_signing_key"),
    "mailjet": Way("api_key", "MailjetTrackingWebhookView", keeps_message_id=False),
    "mailtrap": Way("api_token", "MailtrapTrackingWebhookView", "tracking_secret"),
    "mandrill": Way("api_key", "MandrillCombinedWebhookView", "webhook_key"),
    "postal": Way("api_key", "PostalTrackingWebhookView", "webhook_key"),
    "postmark": Way("server_token", "PostmarkTrackingWebhookView"),
    "resend": Way("api_key", "ResendTrackingWebhookView"),
    "scaleway": Way("secret_key", ""),
    "sendgrid": Way("api_key", "SendGridTrackingWebhookView"),
    "sparkpost": Way("api_key", "SparkPostTrackingWebhookView"),
    "unisender_go": Way("api_key", "UnisenderGoTrackingWebhookView", "api_key"),
}


def deliver(outgoing: Outgoing, store: Store) -> str:
    """Hand the mail to the provider. Gives the name it has there. Raises a `Trouble`."""
    mail = compose(outgoing, store.mail_via)
    try:
        with closing(_opened(store)) as line:
            line.send_messages([mail])
    except AnymailRecipientsRefused as error:
        raise Permanent(_words(error)) from error
    except AnymailRequestsAPIError as error:
        raise _judged(error) from error
    except AnymailAPIError as error:
        # Only that of Amazon speaks HTTP by a library of its own.
        from clientela.post.providers import ses

        raise ses.judged(error.__cause__ or error) from error
    except AnymailError as error:
        raise Permanent(_words(error), "broken") from error
    except (ImproperlyConfigured, requests.RequestException) as error:
        raise SenderRefused(str(error), "settings") from error
    return _known_as(mail.anymail_status)  # type: ignore[attr-defined]


def _known_as(status: Any) -> str:
    """The mail's name at the provider. Some say no to a mail in an answer that looks like a yes."""
    each = status.recipients.values()
    if not {one.status for one in each} & {"sent", "queued"}:
        raise Permanent(_said(status.esp_response))
    return next((str(one.message_id) for one in each if one.message_id), "")


def _backend(store: Store) -> Any:
    # Not every provider can leave tracking out by mail, or give a mark back with its reports.
    options = {**_options(store), "ignore_unsupported_features": True}
    return import_module(f"anymail.backends.{store.mail_via}").EmailBackend(**options)


def _opened(store: Store) -> Any:
    """A line to the provider; it follows nobody to another address."""
    backend = _backend(store)
    try:
        backend.open()
    except ValueError as error:
        raise SenderRefused(str(error), "settings") from error
    if session := getattr(backend, "session", None):
        session.max_redirects = 0
    return backend


def _options(store: Store) -> dict[str, Any]:
    if store.mail_via == Store.MailVia.AMAZON_SES:
        from clientela.post.providers import ses

        return ses.options(store, TIMEOUT_SECONDS)
    options: dict[str, Any] = {WAYS[store.mail_via].key: store.secret("mail_key"), "timeout": TIMEOUT_SECONDS}
    if store.mail_url:
        options["api_url"] = store.mail_url
    if store.mail_via == Store.MailVia.MAILGUN and store.mail_domain:
        options["sender_domain"] = store.mail_domain
    if store.mail_via == Store.MailVia.SCALEWAY:
        options["project_id"] = store.mail_domain
    if store.mail_via == Store.MailVia.MAILJET:
        options["secret_key"] = store.secret("mail_secret")
    return options


def compose(outgoing: Outgoing, via: str) -> EmailMultiAlternatives:
    """The mail as the library takes it: text and HTML, our Message-ID, nothing that watches the reader."""
    name, address = outgoing.sender
    mail = EmailMultiAlternatives(
        subject=outgoing.subject,
        body=outgoing.text,
        from_email=str(Address(display_name=name, addr_spec=emails.for_mail(address))),
        to=[emails.for_mail(outgoing.to)],
        reply_to=[emails.for_mail(outgoing.reply_to)] if outgoing.reply_to else [],
        headers=_headers(outgoing, via),
    )
    mail.attach_alternative(outgoing.html, "text/html")
    mail.metadata = {"message_id": outgoing.message_id}  # type: ignore[attr-defined]
    mail.track_opens = mail.track_clicks = False  # type: ignore[attr-defined]
    return mail


def _headers(outgoing: Outgoing, via: str) -> dict[str, str]:
    if via == Store.MailVia.MAILERSEND:
        # Its smaller plans refuse mail with headers of one's own; marketing can't do without.
        return dict(outgoing.headers) if "List-Unsubscribe" in outgoing.headers else {}
    headers = {**outgoing.headers, "Content-Language": outgoing.language}
    if WAYS[via].keeps_message_id:
        headers["Message-ID"] = outgoing.message_id
    if via == Store.MailVia.POSTMARK:
        headers["X-PM-KeepID"] = "true"
    return headers


_KEY_WORDS = re.compile(r"invalid.{0,10}(key|token)|unauthori[sz]ed|authenticat", re.IGNORECASE)
_SENDER_WORDS = re.compile(
    r"sender (signature|identity|address)|(not|un|be) ?verified|unconfirmed|verify (a|your|the) "
    r"|account (is|has been) |not allowed to send|domain not found",
    re.IGNORECASE,
)
_NO_SAFE_LINE = re.compile(r"certificate|handshake|wrong_version|unknown_protocol|hostname", re.IGNORECASE)
_LATER = {408, 425, 429, 503}
_SETTINGS = {402, 403, 404, 405}


def _judged(error: AnymailRequestsAPIError) -> Trouble:
    """What an answer, or none, means for the mail."""
    status, words = error.status_code, _words(error)
    if status is None:
        return _unanswered(error.__cause__ or error)
    if status == 401 or (status >= 400 and _KEY_WORDS.search(words)):
        return SenderRefused(words, "login")
    if status in _LATER:
        return Temporary(words, "later")
    if status in _SETTINGS or 300 <= status < 400 or (400 <= status < 500 and _SENDER_WORDS.search(words)):
        return SenderRefused(words, "settings")
    # It broke on their side, or what they said can't be read: they may have the mail.
    return Permanent(words) if 400 <= status < 500 else Unclear(words, "dropped")


def _unanswered(cause: BaseException) -> Trouble:
    """No answer came: before the mail was handed over that does no harm, afterwards nobody knows."""
    words = printed(str(cause), LONGEST) or type(cause).__name__
    if isinstance(cause, requests.exceptions.SSLError) and _NO_SAFE_LINE.search(words):
        return SenderRefused(words, "encryption")
    if isinstance(cause, requests.TooManyRedirects):
        return SenderRefused(words, "settings")
    if isinstance(cause, requests.ConnectTimeout):
        return Temporary(words, "slow")
    if isinstance(cause, requests.ReadTimeout):
        return Unclear(words, "slow")
    inner = cause.args[0] if cause.args else None
    before = (NewConnectionError, ConnectTimeoutError, ProxyError)
    if isinstance(inner, MaxRetryError) and isinstance(inner.reason, before):
        return Temporary(words, "server_away")
    # What is wrong with an address or a header shows before anything is sent.
    return SenderRefused(words, "settings") if isinstance(cause, ValueError) else Unclear(words, "dropped")


def _words(error: AnymailError) -> str:
    """What the provider said, as far as it is meant for people."""
    return printed(str(error), LONGEST) if error.response is None else _said(error.response)


def _said(response: Any) -> str:
    """The sentences of an answer, and nothing else of it: the address may be anybody's (security IN-04)."""
    try:
        said = printed("; ".join(dict.fromkeys(_sentences(response.json()))), LONGEST)
    except ValueError:
        said = ""
    return f"{said or HTTPStatus(response.status_code).phrase} (HTTP {response.status_code})"


def _sentences(said: Any, is_one: bool = False, depth: int = 0) -> Iterator[str]:
    """The texts that stand under a name that providers give to their sentences."""
    if isinstance(said, str) and is_one:
        yield said
    elif depth > MOST_DEPTH:
        return
    elif isinstance(said, dict):
        for name, part in said.items():
            yield from _sentences(part, is_one=str(name).lower() in _SENTENCES, depth=depth + 1)
    elif isinstance(said, list):
        for part in said:
            yield from _sentences(part, is_one, depth + 1)


def hook(name: str, store: Store) -> Callable[..., Any] | None:
    """The view that takes this provider's reports; none unless mail goes through it and a secret guards it.

    It refuses what isn't signed by the secret, and whatever it believes goes to `_take`.
    """
    way = WAYS.get(name)
    if way is None or not way.hook or name != store.mail_via:
        return None
    secret = store.secret("mail_key" if way.signs == "api_key" else "mail_webhook_secret")
    if not secret:
        return None
    guards: dict[str, Any] = {way.signs: secret} if way.signs else {"basic_auth": [f"{HOOK_USER}:{secret}"]}
    if name == Store.MailVia.MANDRILL:
        guards["webhook_url"] = store.link(f"{HOOKS}{name}")
    view: Any = getattr(import_module(f"anymail.webhooks.{name}"), way.hook)
    if name == Store.MailVia.MAILGUN:
        view = _recent(view)
    if name == Store.MailVia.AMAZON_SES:
        from clientela.post.providers import ses

        return ses.hook(view, guards, store)
    answer: Callable[..., Any] = view.as_view(**guards)
    return answer


def _recent(view: Any) -> Any:
    """The view of Mailgun, which signs the time of a report: it believes none of another hour."""

    class Recent(view):  # type: ignore[misc]
        def validate_request(self, request: Any) -> None:
            super().validate_request(request)
            is_json = request.content_type == "application/json"
            stamp = (
                json.loads(request.body)["signature"]["timestamp"] if is_json else request.POST["timestamp"]
            )
            if not abs(time.time() - float(stamp)) <= REPORT_SECONDS:
                raise AnymailWebhookValidationFailure("too old")

    return Recent


_WHAT = {
    "delivered": What.DELIVERED,
    "bounced": What.BOUNCED,
    "rejected": What.BOUNCED,
    "failed": What.BOUNCED,
    "complained": What.COMPLAINED,
}
# The words by which providers call what may pass: as values of one of these fields of theirs.
_KINDS = ("event", "Type", "type", "bounce_type", "bounce_class", "hard_bounce")
_PASSING = re.compile(r"soft|transient|temporary|^(blocked|false|2[0-5]|40|5[0-4]|70)$", re.IGNORECASE)
# Why a provider sent nothing at all: the address itself is to blame.
_ITS_FAULT = {"bounced", "invalid", "spam"}


def _take(event: Any, esp_name: str, **_more: Any) -> None:
    """Write down what a provider reports of one mail; what it says of others is none of ours."""
    what = _WHAT.get(event.event_type)
    if what is None:
        return
    words = str(event.mta_response or event.description or event.reject_reason or "")
    provider = esp_name.lower().replace(" ", "_")
    for_good = what is not What.BOUNCED or _is_for_good(event, words)
    known = (event.metadata or {}).get("message_id", "")
    same: dict[str, Any] = {"by": SYSTEM, "words": words, "for_good": for_good}
    if not (isinstance(known, str) and known and report(what, message_id=known, **same)):
        report(what, provider=provider, provider_id=str(event.message_id or ""), **same)


def _is_for_good(event: Any, words: str) -> bool:
    """Whether mail to this address will come back the next time too."""
    if event.event_type == "failed" or re.match(r"(smtp;\s*)?4\d\d\b|4\.\d+\.\d+", words):
        return False
    raw = event.esp_event if hasattr(event.esp_event, "get") else {}
    data = raw.get("data")
    inner: dict[str, Any] = data if isinstance(data, dict) else {}
    if any(_PASSING.search(str(part.get(kind, ""))) for part in (raw, inner) for kind in _KINDS):
        return False
    return event.event_type == "bounced" or event.reject_reason in _ITS_FAULT


# The library tells of deliveries in no other way.
tracking.connect(_take)
