"""Phases of a message as spans, where somebody wants them."""

import subprocess
import sys
import time

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bureau import metrics

KEY = "0123456789abcdef0123456789abcdef"


def test_all_phases_of_a_message_are_one_trace_in_whichever_process_they_were(monkeypatch):
    monkeypatch.setattr(metrics, "_spans", None)
    exporter = InMemorySpanExporter()
    assert metrics.trace("web", exporter)
    begun = time.perf_counter() - 0.25
    metrics.took("store", begun, KEY)
    assert metrics.trace("worker", exporter)
    metrics.took("assistant", begun, KEY)
    metrics.took("whole", begun)  # a request without a message
    for _ in range(200):
        if len(exporter.get_finished_spans()) == 2:
            break
        time.sleep(0.05)
    first, second = sorted(exporter.get_finished_spans(), key=lambda span: span.name)
    assert (first.name, second.name) == ("turn.assistant", "turn.store")
    assert first.context.trace_id == second.context.trace_id == int(KEY, 16)
    assert 0.2e9 < first.end_time - first.start_time < 1e9
    assert first.resource.attributes["service.name"] == "assistant-worker"


def test_without_the_setting_nothing_of_it_is_loaded():
    code = (
        "import sys; from bureau import metrics; assert not metrics.trace('web');"
        "assert not any(name.startswith('opentelemetry') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PATH": "/usr/bin:/bin"})
