"""A child process that does not outlive its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Noise that ends a process by default, and that nothing of ours means anything by.
_NOISE = (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def to_parent() -> Callable[[], None]:
    """Return what a child does before its program begins (`preexec_fn`).

    It leaves the terminal's group, is deaf to signals that mean nothing to it, and on Linux is
    killed when the thread that started it ends, however that comes.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def begin() -> None:
        os.setsid()  # Ctrl-C reaches the parent alone, which then ends all in order
        for name in _NOISE:
            signal.signal(name, signal.SIG_IGN)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return begin
