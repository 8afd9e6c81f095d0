"""Sending through an SMTP server."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import timezone

from clientela.post.providers import Outgoing, Permanent, Temporary
from clientela.store.models import Store

TIMEOUT_SECONDS = 20


def deliver(outgoing: Outgoing, store: Store) -> None:
    """Hand the mail to the server named in the settings. Raises `Temporary` or `Permanent`."""
    try:
        with _connected(store) as server:
            server.send_message(_composed(outgoing), outgoing.sender[1], [outgoing.to])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _judged(code, text) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Permanent(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Temporary(str(error) or type(error).__name__) from error


def _judged(code: int, text: bytes | str) -> Exception:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return (Temporary if 400 <= code < 500 else Permanent)(f"{code} {words}")


def _connected(store: Store) -> smtplib.SMTP:
    host, port, trust = store.smtp_host, store.smtp_port, ssl.create_default_context()
    server: smtplib.SMTP
    if store.smtp_security == Store.MailSecurity.TLS:
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if store.smtp_security == Store.MailSecurity.STARTTLS:
        server.starttls(context=trust)
    if store.smtp_user:
        server.login(store.smtp_user, store.secret("smtp_password"))
    return server


def _address(name: str, email: str) -> Address:
    return Address(display_name=name, addr_spec=email)


def _composed(outgoing: Outgoing) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = outgoing.message_id
    message["Date"] = format_datetime(timezone.now())
    message["From"] = _address(*outgoing.sender)
    message["To"] = _address("", outgoing.to)
    message["Subject"] = outgoing.subject
    message["Content-Language"] = outgoing.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(outgoing.text)
    message.add_alternative(outgoing.html, subtype="html")
    return message
