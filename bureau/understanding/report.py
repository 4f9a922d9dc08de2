"""How well messages are understood: one JSON line out for each line in, a table, a picture.

    .venv/bin/python -m bureau.understanding.report [IN.jsonl] [OUT.jsonl] [--model FILE]

Each line in is an object with a ``text``. Each line out holds its fields and ``decision``,
``categories`` (leading first), ``place`` (official code or null), ``place_text``, ``time_start``
and ``time_end`` (ISO, Asia/Shanghai, or null), ``urgent`` and ``seconds`` (the trained model and
the clues together). A line that cannot be read gives ``error`` instead, and is named at the end.
With ``label`` (and ``types``) in the lines, the table and the picture compare with them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bureau.understanding.reading import read, warm
from bureau.understanding.scores import confusion_picture, table
from bureau.understanding.times import SHANGHAI

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT.parent / "shared" / "samples" / "real_messages_dev.jsonl"
INTERPRETER = ROOT / "bot" / ".venv" / "bin" / "python"
# Intents that are no complaint and no matter: their categories would mean nothing.
WITH_CATEGORIES = {"report", "other_government", "question", "insult"}
CHATTER = {"small_talk", "out_of_scope", "greet", "thank", "goodbye"}
NOTHING_SAID = "out_of_scope"


class ModelMissingError(RuntimeError):
    """The assistant's environment or its trained model is not there."""


class Assistant:
    """The trained model in its own environment, spoken to over a pipe."""

    def __init__(self, model: Path | None = None) -> None:
        """Start it; raises ModelMissingError with what to do when it cannot start."""
        if not INTERPRETER.exists():
            raise ModelMissingError(f"{INTERPRETER} is missing; set up bot/ first")
        command = [str(INTERPRETER), "-W", "ignore", "-m", "bot.nlu"]
        if model is not None:
            command += ["--model", str(model)]
        self._process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8",
        )  # fmt: skip
        if not self._answer().get("ready"):
            raise ModelMissingError("the assistant did not start")

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def read(self, text: str) -> dict[str, Any]:
        """Return the model's reading of one text (`bot/nlu.py` describes it)."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ModelMissingError("the assistant ended; its reason stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def understand(text: str, assistant: Assistant, at: datetime) -> dict[str, Any]:
    """Return what is added to a line: decision, categories, place, time, urgency, seconds."""
    reading = assistant.read(text)
    if "error" in reading:
        return {"error": reading["error"]}
    decision = reading["intent"] or NOTHING_SAID
    start = time.perf_counter()
    clues = read(reading["text"] or "", at=at)
    seconds = time.perf_counter() - start + reading["seconds"]
    return {
        "decision": decision,
        "categories": reading["categories"] if decision in WITH_CATEGORIES else [],
        "place": clues.found_place.official_code if clues.found_place else None,
        "place_text": clues.place_text or None,
        "time_start": clues.started.isoformat() if clues.started else None,
        "time_end": clues.ended.isoformat() if clues.ended else None,
        "urgent": clues.urgent and decision not in CHATTER,
        "seconds": round(seconds, 6),
    }


def answers(lines: Iterable[str], assistant: Assistant, at: datetime) -> Iterator[dict[str, Any]]:
    """Answer every line in its order; blank lines are no messages."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as error:
            yield {"line": number, "error": f"not JSON: {error}"}
            continue
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            fields = given if isinstance(given, dict) else {}
            yield fields | {"line": number, "error": "no text"}
            continue
        yield given | understand(given["text"], assistant, at)


def main() -> int:
    """Read the file, write the answers, print the table."""
    parser = argparse.ArgumentParser(prog="nlu-report", description="How well are messages read?")
    parser.add_argument("file", nargs="?", type=Path, help="JSON lines with a text field")
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "var" / "nlu-report.jsonl")
    parser.add_argument("--model", type=Path, help="a trained model (default: the newest)")
    given = parser.parse_args()
    source = given.file or SAMPLE
    if not source.is_file():
        sys.stderr.write(f"nlu-report: no file {source}; say FILE=messages.jsonl\n")
        return 2
    given.out.parent.mkdir(parents=True, exist_ok=True)
    rows = []
    warm()
    try:
        with (
            Assistant(given.model) as assistant,
            source.open(encoding="utf-8-sig", errors="replace") as lines,
            given.out.open("w", encoding="utf-8") as out,
        ):
            for row in answers(lines, assistant, datetime.now(SHANGHAI)):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                rows.append(row)
    except ModelMissingError as error:
        sys.stderr.write(f"nlu-report: {error}\n")
        return 1
    sys.stdout.write(table(rows) + "\n")
    picture = given.out.with_suffix(".png")
    if confusion_picture(rows, picture):
        sys.stdout.write(f"picture: {picture}\n")
    sys.stdout.write(f"answers: {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
