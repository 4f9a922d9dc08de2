"""`python -m bureau.survey_intake FILE --mapping MAP.yml --wave 2026Q3 --by NAME`.

Takes an agency's table (CSV or XLSX) into the store as the portal's page does: whole or not at
all, every faulty row named by its line, the same file a second time does nothing. Exit status: 0
taken or taken before, 1 faults, 2 the command itself cannot be followed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from basis.packaged import yaml_beside
from basis.private_files import write_privately
from bureau.settings import SettingsError, load
from bureau.wiring import Bureau
from surveys.files.agency import Taken
from surveys.files.agency_mapping import shipped_mapping
from surveys.wave_admin import SurveyError

_FAULTS, _UNUSABLE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Take one file in and say what became of it."""
    parser = argparse.ArgumentParser(prog="python -m bureau.survey_intake")
    parser.add_argument("file", type=Path, help="CSV or XLSX, a row each respondent")
    parser.add_argument("--wave", required=True, help="such as 2026Q3")
    parser.add_argument("--by", required=True, help="the officer who answers for it")
    parser.add_argument("--mapping", type=Path, help="YAML; left out: the telephone agency's")
    wish = parser.parse_args(arguments)
    try:
        data = wish.file.read_bytes()
        mapping = wish.mapping.read_text("utf-8") if wish.mapping else shipped_mapping()
        bureau = Bureau(load())
    except (OSError, UnicodeDecodeError, SettingsError) as error:
        return _say(str(error), _UNUSABLE)
    try:
        taken = bureau.survey_service.take_in(
            wave=wish.wave,
            name=wish.file.name,
            data=data,
            mapping=mapping,
            by=wish.by,
            at=datetime.now(UTC),
        )
    except SurveyError as refused:
        return _say(str(refused), _UNUSABLE)
    finally:
        bureau.close()
    return _told(wish.file.name, taken)


def _told(name: str, taken: Taken) -> int:
    said: dict[str, str] = yaml_beside(__file__, "survey_intake.yml")
    if taken.problems:
        faults = "\n".join(f"{name}：{problem}" for problem in taken.problems)
        return _say(f"{faults}\n{said['refused']}", _FAULTS)
    done = said["already" if taken.already else "taken"]
    sys.stdout.write(f"{done.format(name=name, rows=taken.rows)}\n")
    return 0


def _say(text: str, status: int) -> int:
    sys.stderr.write(f"{text}\n")
    return status


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
