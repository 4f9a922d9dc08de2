"""Logs: one JSON line an event on standard error, without the words of a citizen.

Rasa logs partly through `logging` and partly through structlog, which prints every debugging
event until it is configured. Both end in one handler here.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from typing import Any

import structlog

# What Rasa's events carry of a message or of what was understood of it.
PERSONAL = frozenset(
    {
        "current_entity", "current_states", "entity", "json_message", "message", "next_entity",
        "old_states", "parse_data_entities", "parse_data_text", "prediction_events",
        "prefilled_slots", "rasa_event", "rasa_events", "response", "response_text",
        "slot_candidates", "slot_values", "states", "text", "token_text",
        "tracker_latest_message", "tracker_states", "user_message", "user_text",
    }
)  # fmt: skip
# Said by the libraries at each start, whatever we do.
KNOWN = ("Slot auto-fill has been removed", "pkg_resources is deprecated")


def configure(level: str | None = None) -> None:
    """Send everything at `level` and above (default `LOG_LEVEL`, else INFO) to standard error."""
    threshold = (level or os.environ.get("LOG_LEVEL", "INFO")).upper()
    # Rasa shows its progress bars when this says INFO or less.
    os.environ["LOG_LEVEL"] = "DEBUG" if threshold == "DEBUG" else "WARNING"
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelName(threshold), logging.WARNING))
    logging.getLogger("bot").setLevel(threshold)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            without_words,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if threshold == "DEBUG" else logging.WARNING
        ),
        cache_logger_on_first_use=True,
    )
    for sentence in KNOWN:
        warnings.filterwarnings("ignore", message=f".*{sentence}")
    silence_deprecations()


def silence_deprecations() -> None:
    """Leave out what Rasa's libraries say of each other: nobody here can act on it.

    Some of them reset Python's filters while they are imported, hence a replaced hook.
    """
    show = warnings.showwarning

    def show_others(message: Any, category: type[Warning], *rest: Any, **more: Any) -> None:
        if not issubclass(category, DeprecationWarning):
            show(message, category, *rest, **more)

    warnings.showwarning = show_others


def without_words(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop what Rasa adds to an event of the citizen's message."""
    return {key: value for key, value in event.items() if key not in PERSONAL}
