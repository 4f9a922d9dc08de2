"""`python -m bureau.dialogue.acts [FILE]`: learns the acts, unless that was done since a change."""

from __future__ import annotations

import sys
from pathlib import Path

from basis.private_files import write_privately
from bureau.dialogue.acts.learning import learn
from bureau.dialogue.acts.reader import keep, models_file


def main() -> None:
    """Learn and keep the models in the file named, or where the service looks for them."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else models_file()
    if not file.exists():
        keep(learn(), file)


if __name__ == "__main__":
    write_privately()
    main()
