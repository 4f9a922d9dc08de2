"""Files that this account alone may read: whatever a process of the service writes."""

from __future__ import annotations

import os
from pathlib import Path


def write_privately(folder: Path | None = None) -> None:
    """Let files that this process makes from now on, and its children's, be 0600, folders 0700.

    `folder`, made if it is missing, is closed to others at once: it may be older than this rule.
    """
    os.umask(0o077)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
