"""What is wrong with a file, said with line numbers so that whoever sent it can mend it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from basis.packaged import words_beside
from tabular.faults import TableError

_WORDS = words_beside(__file__)
_LINES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One kind of fault and the lines (1 = the header) it stands on; no lines = the whole file."""

    message: str
    lines: np.ndarray

    def __str__(self) -> str:
        if len(self.lines) == 0:
            return self.message
        shown = "、".join(str(line) for line in self.lines[:_LINES_SHOWN])
        form = _WORDS["many" if len(self.lines) > _LINES_SHOWN else "lines"]
        facts = {"lines": shown, "first": _LINES_SHOWN, "count": len(self.lines)}
        return str(form.format(**facts, message=self.message))


def whole_file(message: str) -> FileProblem:
    """A fault of the file as a whole."""
    return FileProblem(message, np.zeros(0, np.int64))


def on_lines(faults: Mapping[str, Sequence[int]]) -> list[FileProblem]:
    """Return each fault with its lines."""
    return [FileProblem(message, np.array(lines, np.int64)) for message, lines in faults.items()]


class UnusableFileError(ValueError):
    """A file from which nothing can be read; `problems` say why."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("；".join(map(str, problems)))
        self.problems = problems


@contextmanager
def unusable() -> Iterator[None]:
    """Raise `UnusableFileError` for a table that cannot be read."""
    try:
        yield
    except TableError as error:
        raise UnusableFileError(on_lines({str(error): error.lines})) from error
