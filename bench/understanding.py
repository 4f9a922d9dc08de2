"""Understanding: our linear reader against Rasa's DIET, on the same sentences and messages.

Both learn from the project's examples, written out as plain sentences; both are asked the same
labelled messages (JSON lines with ``text``, ``label`` and ``types``, such as the 750 real ones).
DIET has no several-in-one labels, so for it a complaint's leading category is part of the intent.
Needs Rasa with TensorFlow in `bench/.venv-default`, which `python -m bench.assistant` makes.
DIET's training takes hours on two cores. `--kept` asks the two models that `bench.assistant`
trained last on the same sentences instead, DIET for its full 100 epochs but without categories.

    python -m bench.understanding [FILE] [--copies 2] [--epochs 100] [--kept]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench.nlu_report import INTERPRETER, SAMPLE, TrainedAssistant
from bench.nlu_scores import CATEGORY_OF_TYPE
from bot.components.expansion import variants

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "bench" / ".venv-default" / "bin" / "python"
WORK = ROOT / "var" / "bench" / "understanding"
KEPT = ROOT / "var" / "bench" / "assistant"

MANY = 20

Reading = tuple[str, str, float]
"""What a model makes of a message: intent, leading category, seconds."""


def main() -> int:
    """Train both, ask both, print both."""
    parser = argparse.ArgumentParser(prog="bench.understanding")
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--copies", type=int, default=2, help="sentences from one pattern")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET")
    parser.add_argument("--kept", action="store_true", help="ask what bench.assistant trained")
    given = parser.parse_args()
    if not given.file.is_file():
        print(f"no messages in {given.file}; name a file of labelled JSON lines")
        return 2
    if not DEFAULT.exists():
        print("no Rasa with TensorFlow yet; `python -m bench.assistant` makes bench/.venv-default")
        return 2
    asked = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    if given.kept:
        print(f"{len(asked)} messages asked, models of bench.assistant\n")
        return _compare(asked, _ask_ours(asked, KEPT / "ours"), _ask_diet(asked, KEPT / "default"))
    shutil.rmtree(WORK, ignore_errors=True)
    taught = _write_sentences(given.copies)
    print(f"{taught} sentences taught, {len(asked)} messages asked\n")
    _train_ours()
    _train_diet(given.epochs)
    ours, diet = (WORK / name for name in ("models-ours", "models-diet"))
    return _compare(asked, _ask_ours(asked, ours), _ask_diet(asked, diet))


def _compare(asked: list[dict[str, Any]], ours: list[Reading], theirs: list[Reading]) -> int:
    _print("linear reader", asked, ours)
    _print("DIET", asked, theirs)
    ratio = np.median([r[2] for r in theirs]) / np.median([r[2] for r in ours])
    print(f"DIET takes {ratio:.1f} times as long a message (medians of this run)")
    return 0


def _write_sentences(copies: int) -> int:
    """Write the examples out: `ours` with section notes, `diet` with the category in the intent."""
    ours: list[dict[str, Any]] = []
    diet: list[dict[str, Any]] = []
    taught = 0
    for (intent, categories), texts in _sentences(copies).items():
        taught += len(texts)
        examples = "".join(f"- {text}\n" for text in texts)
        notes = {"metadata": {"categories": list(categories)}} if categories else {}
        ours.append({"intent": intent, **notes, "examples": examples})
        if intent not in ("send_location", "send_photo"):
            name = f"{intent}.{categories[0]}" if categories else intent
            diet.append({"intent": name, "examples": examples})
    _dump(WORK / "ours" / "nlu.yml", {"version": "3.1", "nlu": ours})
    _dump(WORK / "diet" / "nlu.yml", {"version": "3.1", "nlu": diet})
    shutil.copy(ROOT / "data" / "lookup" / "concepts.yml", WORK / "ours" / "concepts.yml")
    for folder in ("rules", "stories"):
        if (ROOT / "data" / folder).exists():
            shutil.copytree(ROOT / "data" / folder, WORK / "ours" / folder)
    return taught


def _sentences(copies: int) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Every example written out, by intent and categories; none stands twice."""
    sources = sorted((ROOT / "data").glob("*/*.yml"))
    parts = [part for path in sources for part in _load(path).get("nlu", [])]
    tables = {part["lookup"]: _lines(part["examples"]) for part in parts if "lookup" in part}
    sections: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    seen: set[str] = set()
    for part in parts:
        notes = part.get("metadata", {})
        key = (part.get("intent", ""), tuple(notes.get("categories", ())))
        # A pattern with its own number of copies stands for many, whatever is asked for.
        wanted = int(notes.get("copies", 0))
        count = wanted if wanted > MANY else copies
        for example in _lines(part["examples"]) if key[0] else ():
            for text in variants(example, tables, count=count, frame=notes.get("frame")):
                if text not in seen:
                    seen.add(text)
                    sections[key].append(text)
    return sections


def _train_ours() -> None:
    _run([INTERPRETER, "-W", "ignore", "-m", "bot.launcher", "train",
          "--data", WORK / "ours", "--out", WORK / "models-ours"])  # fmt: skip


def _ask_ours(asked: list[dict[str, Any]], models: Path) -> list[Reading]:
    with TrainedAssistant(_newest(models)) as assistant:
        answers = [assistant.read(row["text"]) for row in asked]
    return [
        (answer["intent"] or "", next(iter(answer["categories"]), ""), answer["seconds"])
        for answer in answers
    ]


def _train_diet(epochs: int) -> None:
    config = _load(ROOT / "bench" / "default" / "config.yml")
    pipeline = [part for part in config["pipeline"] if "Selector" not in part["name"]]
    for part in pipeline:
        if part["name"] == "DIETClassifier":
            part["epochs"] = epochs
    _dump(WORK / "diet.yml", {"recipe": "default.v1", "language": "zh", "assistant_id": "diet",
                              "pipeline": pipeline})  # fmt: skip
    _run([DEFAULT, "-W", "ignore", "-m", "rasa", "train", "nlu", "--config", WORK / "diet.yml",
          "--nlu", WORK / "diet", "--out", WORK / "models-diet"])  # fmt: skip


def _ask_diet(asked: list[dict[str, Any]], models: Path) -> list[Reading]:
    lines = "".join(json.dumps({"text": row["text"]}) + "\n" for row in asked)
    done = subprocess.run(
        [str(DEFAULT), "-W", "ignore", "bench/default/nlu.py", str(_newest(models))],
        cwd=ROOT, input=lines, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")][1:]
    return [
        (answer["intent"].split(".")[0], answer["intent"].partition(".")[2], answer["seconds"])
        for answer in answers
    ]


def _newest(models: Path) -> Path:
    return max(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def _print(name: str, asked: list[dict[str, Any]], read: list[Reading]) -> None:
    print(name)
    for label in sorted({row["label"] for row in asked}):
        taken = [r[0] == "report" for row, r in zip(asked, read, strict=True)
                 if row["label"] == label]  # fmt: skip
        print(f"  taken for a report: {label:<30} {np.mean(taken):6.1%} of {len(taken)}")
    led = [
        r[1]
        in {category for kind in row["types"] for category in CATEGORY_OF_TYPE.get(kind, {kind})}
        for row, r in zip(asked, read, strict=True)
        if row.get("types")
    ]
    if led and any(reading[1] for reading in read):
        print(f"  leading category among the types given {np.mean(led):6.1%} of {len(led)}")
    p50, p99 = np.percentile([r[2] * 1000 for r in read], [50, 99])
    print(f"  milliseconds a message: p50 {p50:.2f}, p99 {p99:.2f}\n", flush=True)


def _run(command: list[Any]) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[3:5]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8"
    )


def _lines(examples: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in examples.splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
