"""Sending through an SMTP server."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import timezone

from clientela.core import emails
from clientela.post.providers import Outgoing, Permanent, Temporary
from clientela.store.models import Store

TIMEOUT_SECONDS = 20


def deliver(outgoing: Outgoing, store: Store) -> None:
    """Hand the mail to the server named in the settings. Raises `Temporary` or `Permanent`."""
    mail, sender, to = _composed(outgoing), emails.for_mail(outgoing.sender[1]), emails.for_mail(outgoing.to)
    try:
        server = _connected(store)
        try:
            server.send_message(mail, sender, [to])
        finally:
            _leave(server)
    except smtplib.SMTPAuthenticationError as error:
        # Wrong settings, not a wrong address: mail waits until somebody mends them (security F11).
        raise Temporary(f"{error.smtp_code} {_words(error.smtp_error)}") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _judged(code, text) from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Permanent(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Temporary(str(error) or type(error).__name__) from error


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever the server answers, the mail's fate was settled before."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def _judged(code: int, text: bytes | str) -> Exception:
    return (Permanent if 500 <= code < 600 else Temporary)(f"{code} {_words(text)}")


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
    return Address(display_name=name, addr_spec=emails.for_mail(email))


def _composed(outgoing: Outgoing) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = outgoing.message_id
    message["Date"] = format_datetime(timezone.now())
    message["From"] = _address(*outgoing.sender)
    message["To"] = _address("", outgoing.to)
    message["Subject"] = outgoing.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(outgoing.text)
    message.add_alternative(outgoing.html, subtype="html")
    # Last: making two parts of one moves such headers into the first part.
    message["Content-Language"] = outgoing.language
    return message
