"""Rasa's own command line with our folders as defaults, and warnings that count.

`rasa data validate --fail-on-warnings` of this release returns 0 although it printed warnings;
here every warning that Rasa logs or raises during a validation makes the exit code 1.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

from bot.training import Recipe, newest_model

HERE = Path(__file__).resolve().parent


def rasa(arguments: list[str]) -> int:
    """Run one of Rasa's commands and return its exit code."""
    validating = arguments[:2] == ["data", "validate"]
    warned = _Warnings()
    if validating:
        warned.listen()
    code = _call(arguments + _defaults(arguments))
    if validating and warned.count and code == 0:
        print(f"validate: {warned.count} warnings, see above", file=sys.stderr)
        return 1
    return code


def _defaults(arguments: list[str]) -> list[str]:
    recipe = Recipe()
    places = {
        ("data", "validate"): {
            "--domain": recipe.domain, "--data": recipe.data, "--config": recipe.config,
        },
        ("test", "core"): {"--model": newest_model(recipe.models)},
        ("test", "nlu"): {"--model": newest_model(recipe.models), "--domain": recipe.domain},
        ("shell", "nlu"): {"--model": newest_model(recipe.models)},
    }  # fmt: skip
    wanted = places.get(tuple(arguments[:2]), {})
    given = {argument.partition("=")[0] for argument in arguments}
    return [
        part
        for option, value in wanted.items()
        # Rasa's short forms are the first letter: -d, -c, -m.
        if not given & {option, option[1:3]} and value is not None
        for part in (option, str(value))
    ]


def _call(arguments: list[str]) -> int:
    import rasa.__main__

    sys.argv = ["rasa", *arguments]
    try:
        rasa.__main__.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


class _Warnings(logging.Handler):
    """Counts what Rasa warns of, by its logs and by Python's warnings."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.count = 0

    def listen(self) -> None:
        import rasa.__main__  # noqa: F401  what imports warn of is not about our data

        logging.getLogger().addHandler(self)
        show = warnings.showwarning

        def count_and_show(message, category, *rest, **more):  # type: ignore[no-untyped-def]
            if issubclass(category, (UserWarning, FutureWarning)):
                self.count += 1
            show(message, category, *rest, **more)

        warnings.showwarning = count_and_show

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
