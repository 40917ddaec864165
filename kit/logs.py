"""Structured logs: one JSON object a line, only fields from an allow-list, never a payload."""

import logging
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "service", "reason", "error", "slug", "method", "route",
        "status", "milliseconds", "request_id", "message_id", "stream", "group", "type", "count",
        "position", "port", "attempt", "letter_id", "epoch",
    }
)  # fmt: skip


def configure(level: str = "INFO") -> None:
    """Send every log line of this process to standard error as JSON, and quieten the libraries."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed_fields,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(),
        context_class=dict,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s")
    # A refused command is an expected answer, and the SDK would print each as a failure.
    logging.getLogger("temporalio.activity").setLevel(logging.ERROR)


def logger(service: str) -> Any:
    """Return a logger that names its service on each line."""
    return structlog.get_logger(service=service)


def _only_allowed_fields(
    _logger: Any, _name: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {name: value for name, value in fields.items() if name in ALLOWED}
