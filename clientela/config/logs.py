"""Structured logs with request ids: an allow-list of fields, no personal data (security PR-06)."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "logger", "request", "method", "route", "status", "ms", "exception"}
    | {"message", "kind", "state", "attempts", "job", "task", "problem", "reason"}
    | {"pid", "port", "rows", "address", "worker", "waiting", "seconds"}
)


def _only_allowed(_logger: Any, _name: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # Names with an underscore are structlog's own and never written.
    return {key: value for key, value in values.items() if key in ALLOWED or key.startswith("_")}


def _where_it_broke(_logger: Any, _name: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Type and places of an exception, never its text: a database error quotes the row it broke on."""
    found = values.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        values["exception"] = [type(error).__name__, *places]
    return values


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _where_it_broke,
    _only_allowed,
]


def configure(level: str) -> None:
    """Write one JSON object a line to standard error, at this level (`debug` to `critical`) and above."""
    threshold = getattr(logging, level.upper(), logging.INFO)
    structlog.configure(
        processors=[*_SHARED, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_SHARED],
        )
    )
    # Their lines quote whole paths, which may hold a token; the request log has the route instead. Loggers
    # below them, such as `django.security.csrf`, end here too.
    for name in ("django.request", "django.security"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(threshold, logging.WARNING))
