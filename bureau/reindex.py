"""`python -m bureau.reindex` makes the index of cases anew, while the service runs.

Every step keeps it up; this is for a store that was mended by hand. Nobody writes while it runs.
Exit status: 0 done, 2 the settings cannot be followed.
"""

from __future__ import annotations

import sys

from basis.private_files import write_privately
from bureau.settings import SettingsError, load
from bureau.wiring import Bureau


def main() -> int:
    """Rebuild, and say how many cases are indexed."""
    try:
        bureau = Bureau(load())
        sys.stdout.write(f"{bureau.rebuild_index()}\n")
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    bureau.close()
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
