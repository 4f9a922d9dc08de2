"""Serves the actions to Rasa: `python -m actions`, on ACTIONS_HOST and ACTIONS_PORT."""

from __future__ import annotations

import gc
import sys

from actions import context
from actions.server import create_app, warm
from basis.private_files import write_privately
from bureau.logs import configure
from bureau.settings import SettingsError, load
from bureau.wiring import Bureau


def main() -> int:
    """Serve until stopped; return 2 when the settings cannot be used."""
    configure("actions")
    try:
        settings = load()
        context.use(Bureau(settings).prove())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    warm()
    app = create_app()
    # Dictionaries and code live as long as the process: the collector need not walk them.
    gc.collect()
    gc.freeze()
    app.run(settings.actions_host, settings.actions_port, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
