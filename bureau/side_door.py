"""What a worker or a poller tells at its own port: /livez, /readyz, /healthz and /metrics."""

from __future__ import annotations

from collections.abc import Callable

from basis.side_door import SideDoor
from basis.side_door import lives as word
from bureau import metrics


def open_side_door(
    host: str, port: int, *, lives: Callable[[], bool], ready: Callable[[], object]
) -> SideDoor:
    """Serve the pages; `ready` raises where the process could not work."""

    def is_ready() -> bool:
        try:
            ready()
        except Exception:  # whatever is wrong, the page must say so
            return False
        return True

    def well() -> bool:
        return lives() and is_ready()

    return SideDoor(
        host,
        port,
        {
            "/livez": word(lives),
            "/readyz": word(is_ready),
            "/healthz": word(well),
            "/metrics": lambda: (True, metrics.TYPE, metrics.page()),
        },
    )
