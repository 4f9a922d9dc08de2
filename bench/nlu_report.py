"""How well messages are understood: one JSON line out for each line in, a table, a picture.

    .venv/bin/python -m bench.nlu_report [IN.jsonl] [--out OUT.jsonl] [--model FILE]

Each line in is an object with a ``text``. Each line out holds its fields and ``decision``,
``categories`` (leading first), ``place`` (official code or null), ``place_text``, ``time_start``
and ``time_end`` (ISO, Asia/Shanghai, or null), ``urgent`` and ``seconds`` (the trained model and
the clues together). A line without a text is answered as one in which nothing was said, and is
named at the end of the table. With ``label`` (and ``types``) in the lines, the table and the
picture compare with them; labels of the five kinds of `nlu_scores.FIGURES` are judged by half.

``decision`` is what the assistant does with the message as a stranger's first one: `report` where
the actions start or file a report (`nlu_stranger`), not what the trained model alone would say.
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

from basis.private_files import write_privately
from bench.nlu_scores import confusion_picture, five_figures, table
from bench.nlu_stranger import decided, empty_store
from bench.nlu_towns import missed
from bureau.understanding.reading import read, warm
from bureau.understanding.times import SHANGHAI

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared" / "samples" / "real_messages_dev_gold.jsonl"
INTERPRETER = ROOT / "bot" / ".venv" / "bin" / "python"
# Intents that are no complaint and no matter: their categories would mean nothing.
WITH_CATEGORIES = {"report", "other_government", "question", "insult"}
CHATTER = {"small_talk", "out_of_scope", "greet", "thank", "goodbye"}
NOTHING_SAID = "out_of_scope"


class ModelMissingError(RuntimeError):
    """The assistant's environment or its trained model is not there."""


class TrainedAssistant:
    """The trained model in its own environment, spoken to over a pipe."""

    def __init__(self, model: Path | None = None) -> None:
        """Start it; raises ModelMissingError with what to do when it cannot start."""
        if not INTERPRETER.exists():
            raise ModelMissingError(f"{INTERPRETER} is missing; set up bot/ first")
        command = [str(INTERPRETER), "-W", "ignore", "-m", "bot.nlu"]
        if model is not None:
            command += ["--model", str(model)]
        self._process = subprocess.Popen(
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
        self._process.stdin.write(json.dumps({"text": text}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ModelMissingError("the assistant ended; its reason stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def understand(text: str, assistant: TrainedAssistant, at: datetime) -> dict[str, Any]:
    """Return what is added to a line: decision, categories, place, time, urgency, seconds."""
    reading = assistant.read(text)
    decision = decided(reading["message"], at) if reading["intent"] else NOTHING_SAID
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


def answers(
    lines: Iterable[str], assistant: TrainedAssistant, at: datetime
) -> Iterator[tuple[dict[str, Any], str]]:
    """Answer every line in its order, each with what is wrong with it or an empty text."""
    for line in lines:
        fields, wrong = _fields(line)
        text = fields.get("text")
        if not isinstance(text, str):
            text, wrong = "", wrong or "no text"
        yield fields | understand(text, assistant, at), wrong


def _fields(line: str) -> tuple[dict[str, Any], str]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {}, f"not JSON: {error}"
    return (given, "") if isinstance(given, dict) else ({}, "not an object")


def _towns(rows: list[dict[str, Any]]) -> list[str]:
    """Return how surely the towns are found when their names are joined with these texts."""
    texts = [row["text"] for row in rows if isinstance(row.get("text"), str) and row["text"]]
    if not texts:
        return []
    wrong, asked = missed(texts, datetime.now(SHANGHAI))
    return [f"towns found when joined with these texts: {1 - len(wrong) / asked:.1%} of {asked}"]


def main() -> int:
    """Read the file, write the answers, print the table."""
    parser = argparse.ArgumentParser(prog="nlu-report", description="How well are messages read?")
    parser.add_argument("file", nargs="?", type=Path, help="JSON lines with a text field")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "nlu-report.jsonl")
    parser.add_argument("--model", type=Path, help="a trained model (default: the newest)")
    given = parser.parse_args()
    source = given.file or SAMPLE
    if not source.is_file():
        sys.stderr.write(
            f"nlu-report: no file {source}; give one with messages, one JSON object with a text "
            "a line: make nlu-report FILE=messages.jsonl\n"
        )
        return 2
    given.out.parent.mkdir(parents=True, exist_ok=True)
    told = source.read_text(encoding="utf-8-sig", errors="replace").rstrip()
    lines = told.split("\n") if told else []
    rows, faults = [], []
    warm()
    try:
        with (
            TrainedAssistant(given.model) as assistant,
            empty_store(),
            given.out.open("w", encoding="utf-8", errors="backslashreplace") as out,
        ):
            for row, wrong in answers(lines, assistant, datetime.now(SHANGHAI)):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                rows.append(row)
                if wrong:
                    faults.append(f"line {len(rows)}: {wrong}")
    except ModelMissingError as error:
        sys.stderr.write(f"nlu-report: {error}\n")
        return 1
    sys.stdout.write("\n".join([table(rows), *five_figures(rows), *_towns(rows), *faults]) + "\n")
    picture = given.out.with_suffix(".png")
    if confusion_picture(rows, picture):
        sys.stdout.write(f"picture: {picture}\n")
    sys.stdout.write(f"answers: {given.out}\n")
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
