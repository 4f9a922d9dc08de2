"""`python -m surveys.questionnaire`: checks questionnaires and exchanges them with other tools."""

from __future__ import annotations

import sys
from pathlib import Path

from basis.packaged import words_beside
from surveys.questionnaire import limesurvey, xlsform
from surveys.questionnaire.document import Problem
from surveys.questionnaire.lint import examine
from surveys.questionnaire.model import QuestionnaireError, load


def main(arguments: list[str]) -> int:
    """`lint FILE…`, `export FILE OUT` (.xlsx: XLSForm, .txt: LimeSurvey), `import XLSFORM OUT`.

    Prints every fault with file and line; 1 if there is one, 2 for another command.
    """
    match arguments:
        case ["lint", _, *_]:
            return max([_lint(Path(name)) for name in arguments[1:]])
        case ["export", source, out]:
            return _lint(Path(source)) or _export(Path(source), Path(out))
        case ["import", source, out]:
            return _import(Path(source), Path(out))
    sys.stderr.write(f"python -m surveys.questionnaire: {main.__doc__}\n")
    return 2


def _lint(file: Path) -> int:
    try:
        problems = examine(file.read_text(encoding="utf-8"))[1]
    except (OSError, UnicodeDecodeError):
        return _unreadable(file)
    return _tell(file, problems)


def _tell(file: Path, problems: list[Problem]) -> int:
    for problem in problems:
        sys.stdout.write(f"{file}:{problem.line}: {problem.message}\n")
    return int(bool(problems))


def _unreadable(file: Path) -> int:
    sys.stdout.write(f"{file}: {words_beside(__file__)['unreadable']}\n")
    return 1


def _export(source: Path, out: Path) -> int:
    made = load(source.read_text(encoding="utf-8"))
    write = xlsform.to_xlsform if out.suffix == ".xlsx" else limesurvey.to_limesurvey
    out.write_bytes(write(made))
    return 0


def _import(source: Path, out: Path) -> int:
    try:
        out.write_text(xlsform.from_xlsform(source.read_bytes()), encoding="utf-8")
    except QuestionnaireError as error:
        return _tell(source, error.problems)
    except OSError:
        return _unreadable(source)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
