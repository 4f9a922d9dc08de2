"""`python -m bureau.quality grade-air|grade-water TABLE`: grades a table on standard output."""

from __future__ import annotations

import argparse
import io
import os
import sys

from bureau.quality.air_index import Averaging
from bureau.quality.grading import grade_air_table, grade_water_table
from tabular.faults import TableError
from tabular.file import chosen, sheets

CLEAN, SOME_BAD_ROWS, UNUSABLE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0: every row graded, 1: some rows could not be read, 2: no usable table."""
    options = _parser().parse_args(arguments)
    bad = 0

    def complain(line: int, problem: str) -> None:
        nonlocal bad
        bad += 1
        print(f"line {line}: {problem}", file=sys.stderr)

    try:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        with _opened(options.table) as stream:
            sheet = chosen(sheets(stream, named=options.table), options.sheet)
            if options.command == "grade-air":
                averaging: Averaging = "daily" if options.daily else "hourly"
                grade_air_table(sheet, sys.stdout, complain, averaging=averaging)
            else:
                grade_water_table(sheet, sys.stdout, complain)
        sys.stdout.flush()
    except TableError as problem:
        print(f"{options.table}: {problem}", file=sys.stderr)
        return UNUSABLE
    except (FileNotFoundError, IsADirectoryError, PermissionError) as problem:
        print(f"{options.table}: {problem.strerror}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_BAD_ROWS
    if bad:
        print(f"{bad} rows could not be graded", file=sys.stderr)
    return SOME_BAD_ROWS if bad else CLEAN


def _opened(name: str) -> io.BufferedReader:
    raw = io.FileIO(0, closefd=False) if name == "-" else io.FileIO(name)
    return io.BufferedReader(raw, buffer_size=1 << 20)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bureau.quality", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    air = commands.add_parser("grade-air", help="add AQI, level and primary pollutants")
    air.add_argument("--daily", action="store_true", help="24 h means and O3_8h instead of 1 h")
    water = commands.add_parser("grade-water", help="add class, deciding indicator and excess")
    for command in (air, water):
        command.add_argument("table", help="CSV or XLSX file, or - for standard input")
        command.add_argument("--sheet", help="which worksheet of an XLSX; default: the first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
