"""Structured logs: one JSON line an event, on standard output."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

# Libraries that write addresses with tokens, every request or every name they know, at info.
_QUIET = (
    "alembic",
    "httpcore",
    "httpx",
    "jieba",
    "matplotlib",
    "rasa_sdk.executor",
    "sanic.access",
    "waitress.queue",
)


def configure(process: str) -> None:
    """Send this process's events, and those of its libraries, to standard output as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _method, event: {"process": process, **event},
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
