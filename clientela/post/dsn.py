"""Reading what mail servers write when mail comes back (RFC 3464), or is called spam (RFC 5965)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import HeaderParser

from clientela.post.problems import printed

_LINE = 400


@dataclass(frozen=True)
class Returned:
    """What a report says of one email: its Message-ID and, where it came back, why.

    `is_over` tells a mail that came back from one that is only late; `for_good` an address that takes none.
    """

    message_id: str
    is_complaint: bool = False
    is_over: bool = True
    for_good: bool = True
    words: str = ""


def read(raw: bytes) -> Returned | None:
    """What a mail in the bounce mailbox reports; nothing where it is no report.

    Anybody can write to that mailbox: a mail that can't be read mustn't keep the next ones from being read.
    """
    try:
        return _read(raw.replace(b"\0", b""))
    except (LookupError, RecursionError, ValueError):
        return None


def _read(raw: bytes) -> Returned | None:
    mail = message_from_bytes(raw, policy=policy.compat32)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = {part.get_content_type(): part for part in mail.walk()}
    message_id = _original_id(mail, parts)
    if "message/feedback-report" in parts:
        return Returned(message_id, is_complaint=True, words=_complaint(parts["message/feedback-report"]))
    status = parts.get("message/delivery-status")
    return _status(status, message_id) if status else None


def _original_id(mail: Message, parts: dict[str, Message]) -> str:
    """The Message-ID of the mail that is spoken of, from what of it was sent back."""
    found = ""
    if returned := parts.get("message/rfc822") or parts.get("message/global"):
        inner = returned.get_payload()
        head = inner[0] if isinstance(inner, list) and inner else None
        found = str(head.get("Message-ID", "")) if isinstance(head, Message) else ""
    if not found and (headers := parts.get("text/rfc822-headers") or parts.get("message/global-headers")):
        found = str(HeaderParser().parsestr(_text(headers)).get("Message-ID", ""))
    return _one_id(found) or _one_id(str(mail.get("In-Reply-To", "")))


def _one_id(text: str) -> str:
    match = re.search(r"<[^<>\s\x00]{1,250}>", text)
    return match[0] if match else ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode("utf-8", "replace")
    # Python reads such a part as mails of its own: their headers are the fields.
    inner = part.get_payload()
    return "\n\n".join(map(str, inner)) if isinstance(inner, list) else str(inner)


def _fields(part: Message) -> list[Message]:
    """The groups of fields of a report: about the mail, then one for each address."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return [group for group in inner if isinstance(group, Message)]
    return [HeaderParser().parsestr(group) for group in re.split(r"\n\s*\n", _text(part))]


def _status(part: Message, message_id: str) -> Returned | None:
    group = next((fields for fields in _fields(part) if fields.get("Action")), None)
    if group is None:
        return None
    action, code = str(group["Action"]).strip().lower(), _code(str(group.get("Status", "")))
    said = _plain(str(group.get("Diagnostic-Code", "")))
    words = said if code in said else f"{code} {said}".strip()
    # A full mailbox is empty again some day.
    for_good = code.startswith("5.") and code != "5.2.2"
    return Returned(message_id, is_over=action == "failed", for_good=for_good, words=words[:_LINE])


def _code(text: str) -> str:
    match = re.search(r"\b[245]\.\d{1,3}\.\d{1,3}\b", text)
    return match[0] if match else ""


def _plain(diagnostic: str) -> str:
    """The server's words in one line, without the name of the protocol."""
    return re.sub(r"^(smtp|x-\w+)\s*;\s*", "", printed(diagnostic), flags=re.IGNORECASE)


def _complaint(part: Message) -> str:
    groups = _fields(part)
    kind = str(groups[0].get("Feedback-Type", "abuse")) if groups else "abuse"
    return " ".join(kind.split())[:_LINE]
