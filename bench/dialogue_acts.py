"""How well the acts of messages are read: on sentences of people whose others were never learned from.

    python -m bench dialogue_acts [--errors]

Prints accuracy by act and by setting, what would be asked back instead of guessed, danger and
despair found and falsely raised, the same false alarms on ordinary complaints, and the time a
reading takes beside a prediction by scikit-learn of the same model.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bureau.dialogue.acts.corpus import NONE, alarms, said
from bureau.dialogue.acts.model import Act, ActReading, Setting
from bureau.dialogue.acts.reader import ActReader, load_reader
from bureau.dialogue.acts.thresholds import CERTAIN_DANGER, CERTAIN_DESPAIR, SURE

ORDINARY = Path("data/nlu")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; `--errors` lists every sentence misread."""
    reader = load_reader()
    errors = "--errors" in arguments
    held = said("held")
    read = [(one, reader.read(one.text, one.setting)) for one in held]
    right = [_right(one.act, reading) for one, reading in read]
    distinct = len({one.text for one in held})
    print(f"acts: {sum(right)} of {len(right)} right, {sum(right) / len(right):.1%}"
          f" ({distinct} sentences, each in every setting it fits)")  # fmt: skip
    sure = [(one, reading) for one, reading in read if reading.chance >= SURE]
    wrong = [(one, reading) for one, reading in sure if not _right(one.act, reading)]
    print(f"sure of {len(sure) / len(read):.1%} of them, of those right {1 - len(wrong) / len(sure):.1%};"
          f" the others are asked back, and one of the two ways offered is right in"
          f" {_either([pair for pair in read if pair[1].chance < SURE]):.1%}")  # fmt: skip
    _table("act", [(str(one.act), ok) for (one, _), ok in zip(read, right, strict=True)])
    _table("setting", [(str(one.setting), ok) for (one, _), ok in zip(read, right, strict=True)])
    for name, chance, certain in (
        ("danger", lambda reading: reading.danger_chance, CERTAIN_DANGER),
        ("despair", lambda reading: reading.despair, CERTAIN_DESPAIR),
    ):
        _alarm(reader, name, chance, certain, errors=errors)
    if errors:
        for one, reading in read:
            if not _right(one.act, reading):
                print(
                    f"  {reading.chance:.2f} {one.setting:11} {one.act:9} read as {reading.act:9} {one.text}"
                )
    _cost(reader, [one.text for one in held])
    return 0


def _right(act: Act, reading: ActReading) -> bool:
    return reading.act is act


def _either(pairs: Sequence[tuple[object, ActReading]]) -> float:
    found = [one.act in [act for act, _ in reading.ranking[:2]] for one, reading in pairs]  # type: ignore[attr-defined]
    return sum(found) / len(found) if found else 1.0


def _table(title: str, rows: Sequence[tuple[str, bool]]) -> None:
    all_, good = Counter(name for name, _ in rows), Counter(name for name, ok in rows if ok)
    print(f"by {title}: " + ", ".join(f"{name} {good[name]}/{all_[name]}" for name in all_))


def _alarm(
    reader: ActReader,
    name: str,
    chance: Callable[[ActReading], float],
    certain: float,
    *,
    errors: bool,
) -> None:
    held = [(text, kind, reader.read(text, Setting.IDLE)) for text, kind in alarms("held", name)]
    real = [(text, kind, one) for text, kind, one in held if kind != NONE]
    only = [(text, kind, one) for text, kind, one in held if kind == NONE]
    found = sum(chance(one) >= certain for *_, one in real)
    doubted = sum(certain > chance(one) >= certain / 2 for *_, one in real)
    false = sum(chance(one) >= certain for *_, one in only)
    print(f"{name}: {found} of {len(real)} found ({found / len(real):.1%}), {doubted} more asked about;"
          f" {false} of {len(only)} that only look like it raised")  # fmt: skip
    ordinary = _ordinary()
    raised = [text for text in ordinary if chance(reader.read(text, Setting.IDLE)) >= certain]
    print(f"{name} raised in {len(raised)} of {len(ordinary)} ordinary messages"
          f" (1 in {len(ordinary) // max(len(raised), 1)})")  # fmt: skip
    if errors:
        for text, kind, one in held:
            if (chance(one) >= certain) != (kind != NONE):
                print(f"  {name} {chance(one):.2f} {kind:9} {text}")
        for text in raised:
            print(f"  {name} raised: {text}")


def _ordinary() -> list[str]:
    """Return ordinary messages: those of a file of labelled messages, else what Rasa learns from."""
    file = next((Path(one) for one in sys.argv if one.endswith(".jsonl")), None)
    if file is not None:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [str(json.loads(line)["text"]) for line in lines]
    from bench.corpus import sentences

    return sentences()


def _cost(reader: ActReader, texts: Sequence[str]) -> None:
    times = []
    for text in texts:
        started = time.perf_counter()
        reader.read(text, Setting.READBACK)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    print(f"a reading takes {statistics.median(times):.2f} ms, 99 of 100 below"
          f" {times[int(len(times) * 0.99)]:.2f} ms")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
