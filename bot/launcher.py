"""The one door to Rasa: `bot/.venv/bin/python -m bot.launcher COMMAND`, from the repository root.

train [--force]        make the model, if anything changed
run [--port N]         serve it on 127.0.0.1
data validate          Rasa's check of domain and data; any warning fails
anything else          Rasa's own command line (`test core --e2e …`, `test nlu …`, `shell nlu`),
                       without the pictures that its tests draw
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from bot import stand_ins, training

RASA = "3.6.21"


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    prepare()
    if arguments[:1] == ["train"]:
        return _train(arguments[1:])
    if arguments[:1] == ["run"]:
        return _run(arguments[1:])
    return _rasa(arguments)


def prepare() -> None:
    """Make `import rasa` safe and quick: version, telemetry off, addresses, stand-ins.

    Exits with a sentence when another release of Rasa is installed: the stubs and the
    patches are written against this one.
    """
    if version("rasa") != RASA:
        sys.exit(f"bot/ is written for Rasa {RASA}, found {version('rasa')}")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    port = os.environ.get("ACTIONS_PORT", "5055")
    # Sent to the action server and asked of the gateway; empty where nobody set one.
    os.environ.setdefault("RUN_TOKEN", "")
    os.environ.setdefault("ACTIONS_URL", f"http://127.0.0.1:{port}/webhook")
    stand_ins.install()


def _train(arguments: list[str]) -> int:
    default = training.Recipe()
    parser = argparse.ArgumentParser(prog="bot.launcher train")
    parser.add_argument("--force", action="store_true", help="train although nothing changed")
    parser.add_argument("--config", type=Path, default=default.config)
    parser.add_argument("--data", type=Path, default=default.data)
    parser.add_argument("--domain", type=Path, default=default.domain)
    parser.add_argument("--out", type=Path, default=default.models)
    given = parser.parse_args(arguments)
    recipe = training.Recipe(
        config=given.config, data=given.data, domain=given.domain, models=given.out
    )
    from bot import logs

    logs.configure("WARNING")
    try:
        training.train(recipe, force=given.force)
    except training.TrainingError as error:
        training.say(str(error))
        return 1
    return 0


def _run(arguments: list[str]) -> int:
    default = training.Recipe()
    parser = argparse.ArgumentParser(prog="bot.launcher run")
    parser.add_argument("--port", type=int, default=int(os.environ.get("RASA_PORT", "5005")))
    parser.add_argument("--model", type=Path, help="a model file (default: the newest)")
    given = parser.parse_args(arguments)
    if given.model is None and training.damaged(default.models):
        # A process of its own: what training imports shall not stay in memory.
        print("run: the model is damaged and is trained again", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "bot.launcher", "train"], check=False)
    model = given.model or training.newest_model(default.models)
    if model is None or not model.exists():
        print("run: no model yet; `python -m bot.launcher train` makes it", file=sys.stderr)
        return 1
    from bot import logs

    logs.configure()
    from bot import serving

    return serving.serve(model=model, port=given.port)


def _rasa(arguments: list[str]) -> int:
    from bot import rasa_cli

    return rasa_cli.rasa(arguments)


if __name__ == "__main__":
    os.umask(0o077)  # models and conversations are for this account alone
    sys.exit(main())
