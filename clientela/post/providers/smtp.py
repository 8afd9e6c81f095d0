"""Sending through an SMTP server."""

import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache

from django.utils import timezone

from clientela.core import emails
from clientela.post.providers import Outgoing, Permanent, SenderRefused, Temporary, Unclear
from clientela.store.models import Store

# For each answer of the server: all of them together stay under the time a letter may be claimed.
TIMEOUT_SECONDS = 15
_SEVEN_BIT = policy.SMTP.clone(cte_type="7bit")


def deliver(outgoing: Outgoing, store: Store) -> str:
    """Hand the mail to the server named in the settings. Raises a `Trouble`."""
    mail = compose(outgoing).as_bytes()
    sender, to = _return_address(outgoing, store), emails.for_mail(outgoing.to)
    try:
        server = _connected(store)
        try:
            _envelope(server, sender, to)
            _hand_over(server, mail)
        finally:
            _leave(server)
    except smtplib.SMTPAuthenticationError as error:
        raise SenderRefused(f"{error.smtp_code} {_words(error.smtp_error)}", "login") from error
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise SenderRefused(str(error), "encryption") from error
    except ssl.SSLError as error:
        raise SenderRefused(str(error), "encryption") from error
    except TimeoutError as error:
        raise Temporary(str(error) or "timed out", "slow") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Temporary(*_silence(error, "server_away")) from error
    return ""


def _silence(error: Exception, problem: str) -> tuple[str, str]:
    """The words for a line that fell silent; the library calls a wait that was too long a lost connection."""
    words = str(error) or type(error).__name__
    return words, "slow" if "timed out" in words else problem


def _return_address(outgoing: Outgoing, store: Store) -> str:
    """Whereto mail comes back that can't be delivered."""
    return emails.for_mail(store.bounce_address or outgoing.sender[1])


def _envelope(server: smtplib.SMTP, sender: str, to: str) -> None:
    """Say from whom and to whom; nothing is handed over yet."""
    server.ehlo_or_helo_if_needed()
    for answer in (server.mail(sender), server.rcpt(to)):
        if answer[0] not in (250, 251):
            raise smtplib.SMTPResponseException(*answer)


def _hand_over(server: smtplib.SMTP, mail: bytes) -> None:
    """Give the server the mail. From here on a silence leaves open whether it has it (security F12)."""
    try:
        answer = server.data(mail)
    except smtplib.SMTPResponseException:
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(*_silence(error, "dropped")) from error
    if answer[0] != 250:
        raise smtplib.SMTPResponseException(*answer)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever the server answers, the mail's fate was settled before."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def _judged(code: int, text: bytes | str) -> Exception:
    return (Permanent if 500 <= code < 600 else Temporary)(f"{code} {_words(text)}")


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Whom we believe. Reading the list of authorities takes longer than sending a mail."""
    return ssl.create_default_context()


def _connected(store: Store) -> smtplib.SMTP:
    host, port = store.smtp_host, store.smtp_port
    server: smtplib.SMTP
    if store.smtp_security == Store.MailSecurity.TLS:
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=_trust())
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if store.smtp_security == Store.MailSecurity.STARTTLS:
        server.starttls(context=_trust())
    if store.smtp_user:
        server.login(store.smtp_user, store.secret("smtp_password"))
    return server


def _address(name: str, email: str) -> Address:
    return Address(display_name=name, addr_spec=emails.for_mail(email))


def compose(outgoing: Outgoing) -> EmailMessage:
    """The mail as RFC 5322 has it, in seven bits so that every server takes it and signatures hold."""
    message = EmailMessage(policy=_SEVEN_BIT)
    message["Message-ID"] = outgoing.message_id
    message["Date"] = format_datetime(timezone.now())
    message["From"] = _address(*outgoing.sender)
    message["To"] = _address("", outgoing.to)
    if outgoing.reply_to:
        message["Reply-To"] = _address("", outgoing.reply_to)
    message["Subject"] = outgoing.subject
    message.set_content(outgoing.text)
    message.add_alternative(outgoing.html, subtype="html")
    # Last: making two parts of one moves such headers into the first part.
    for name, value in {**outgoing.headers, "Content-Language": outgoing.language}.items():
        message[name] = value
    return message
