"""What each process counts of itself: phases of turns and letters, for Prometheus and for traces.

A phase costs two microseconds. With OTEL_EXPORTER_OTLP_ENDPOINT set it is a span as well; all
spans of one message are one trace, in whichever process they were, for its key is the trace's id.
"""

from __future__ import annotations

import os
import time
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

# Seconds: a greeting takes 0.01, the platform hangs up after 5.
_EDGES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0, 30.0)
TURNS = Histogram("turn_seconds", "A message, by phase", ["phase"], buckets=_EDGES)
LETTERS = Counter(
    "letters_total", "Letters to citizens, by what became of a try", ["outcome", "errcode"]
)
REFUSED = Counter("messages_refused_total", "Messages that were not taken, by reason", ["why"])
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
TYPE = CONTENT_TYPE_LATEST


class _Spans:
    """Phases as spans of OpenTelemetry."""

    def __init__(self, tracer: Any) -> None:
        self._tracer = tracer

    def add(self, phase: str, seconds: float, key: str) -> None:
        from opentelemetry import trace

        end = time.time_ns()
        about = trace.SpanContext(
            trace_id=int(key, 16),
            span_id=int(key[:16], 16) or 1,
            is_remote=True,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
        parent = trace.set_span_in_context(trace.NonRecordingSpan(about))
        begun = end - int(seconds * 1e9)
        self._tracer.start_span(f"turn.{phase}", context=parent, start_time=begun).end(end)


_spans: _Spans | None = None


def took(phase: str, begun: float, key: str = "") -> None:
    """Note how long a phase took that began at `begun` (`time.perf_counter()`).

    `key` is the message's, 32 hexadecimal digits.
    """
    seconds = time.perf_counter() - begun
    TURNS.labels(phase).observe(seconds)
    if _spans is not None and key:
        _spans.add(phase, seconds, key)


def page() -> bytes:
    """Return what was counted, as Prometheus reads it."""
    return generate_latest()


def trace(process: str, exporter: Any = None) -> bool:
    """Send spans where OTEL_EXPORTER_OTLP_ENDPOINT is set (or to an exporter); return whether.

    Raises ImportError, with what to install, where the packages are missing.
    """
    global _spans
    if exporter is None and not os.environ.get(ENDPOINT):
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ImportError(
            f"{ENDPOINT} is set: install opentelemetry-sdk and "
            "opentelemetry-exporter-otlp-proto-http, or leave it out"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": f"assistant-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    _spans = _Spans(provider.get_tracer("assistant"))
    return True
