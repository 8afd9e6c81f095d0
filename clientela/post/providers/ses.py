"""Amazon SES, whose library speaks otherwise than all others: what it is given, and what its answers mean."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from clientela.post.providers import Permanent, SenderRefused, Temporary, Trouble, Unclear
from clientela.store.models import Store

# What the library raises of its own, past the one that all providers share.
ODD = (BotoCoreError, ClientError, ResponseParserError)
_LOGIN = {
    "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature",
    "InvalidClientTokenId", "InvalidSignatureException", "MissingAuthenticationToken",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
}  # fmt: skip
_SETTINGS = {
    "AccountSuspendedException", "MailFromDomainNotVerifiedException", "NotFoundException",
    "SendingPausedException",
}  # fmt: skip
_LATER = {"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"}


def options(store: Store, timeout: tuple[int, float]) -> dict[str, Any]:
    """The store's keys and region; nothing is taken from the server's own surroundings, nor asked twice."""
    connect, read = timeout
    config = Config(connect_timeout=connect, read_timeout=read, retries={"total_max_attempts": 1})
    client: dict[str, Any] = {"config": config}
    if store.mail_url:
        client["endpoint_url"] = store.mail_url
    return {"session_params": _keys(store), "client_params": client}


def _keys(store: Store) -> dict[str, str]:
    return {
        "aws_access_key_id": store.secret("mail_key"),
        "aws_secret_access_key": store.secret("mail_secret"),
        "region_name": store.mail_region,
    }


def judged(error: BaseException) -> Trouble:
    """What an answer, or none, means for the mail."""
    if isinstance(error, ClientError):
        return _answered(error)
    words = str(error)
    if isinstance(error, ConnectTimeoutError):
        return Temporary(words, "slow")
    if isinstance(error, SSLError):
        return SenderRefused(words, "encryption")
    if isinstance(error, EndpointConnectionError | ProxyConnectionError):
        return Temporary(words, "server_away")
    if isinstance(error, ReadTimeoutError):
        return Unclear(words, "slow")
    if isinstance(error, HTTPClientError | ResponseParserError):
        return Unclear(type(error).__name__, "dropped")
    # A region that there is not, or keys of a wrong form: it shows before anything is sent.
    return SenderRefused(words, "settings") if isinstance(error, BotoCoreError) else Unclear(words, "dropped")


def _answered(error: ClientError) -> Trouble:
    said: Any = error.response
    code = str(said.get("Error", {}).get("Code", ""))
    status = int(said.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    words = f"{str(said.get('Error', {}).get('Message', ''))[:200]} ({code}, HTTP {status})".strip()
    if code in _LOGIN or status in {401, 403}:
        return SenderRefused(words, "login")
    if code in _LATER or status == 429:
        return Temporary(words, "later")
    if code in _SETTINGS or "not verified" in words:
        return SenderRefused(words, "settings")
    # It broke on their side, or somebody else answered: they may have the mail.
    return Permanent(words) if 400 <= status < 500 else Unclear(words, "dropped")


def hook(view: Any, guards: Mapping[str, Any], store: Store) -> Callable[..., Any]:
    """The view for reports, which confirms subscriptions with the store's keys; where it can't, `Trouble`."""

    class Keyed(view):  # type: ignore[misc]
        # Only what a class has may be given to its view.
        session_params = client_params = None

    # The address in the settings is that for sending, none for this.
    client = {"config": Config(connect_timeout=5, read_timeout=5, retries={"total_max_attempts": 1})}
    keyed: Any = Keyed.as_view(**guards, session_params=_keys(store), client_params=client)

    def answer(request: Any) -> Any:
        try:
            return keyed(request)
        except ODD as error:
            raise judged(error) from None

    return answer
