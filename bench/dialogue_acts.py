"""How well the acts of messages are read: on sentences of people nobody's model has learned from.

    python -m bench dialogue_acts
    python -m bench.dialogue_acts [--errors] [MESSAGES.jsonl]

Prints accuracy by act and by setting, what would be asked back instead of guessed, danger and
despair found and falsely raised, the same false alarms on ordinary messages (a file of labelled
ones, else the sentences that teach the intents), and the time that a reading takes.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bureau.dialogue.acts.corpus import NONE, ActExample, alarms, said
from bureau.dialogue.acts.learning import INTENTS, ordinary
from bureau.dialogue.acts.model import ActReading, Setting
from bureau.dialogue.acts.reader import ActReader, load_reader
from bureau.dialogue.acts.thresholds import (
    CERTAIN_DANGER,
    CERTAIN_DESPAIR,
    POSSIBLE_DANGER,
    SURE,
)

Chance = Callable[[ActReading], float]
Read = list[tuple[ActExample, ActReading]]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; `--errors` lists every sentence misread."""
    reader = load_reader()
    read = [(one, reader.read(one.text, one.setting)) for one in said("held")]
    _accuracy(read)
    files = [Path(one) for one in arguments if one.endswith(".jsonl")]
    messages = _messages(files[0]) if files else ordinary(INTENTS)
    errors = "--errors" in arguments
    _alarm(reader, "danger", lambda one: one.danger_chance, CERTAIN_DANGER, messages, errors)
    _alarm(reader, "despair", lambda one: one.despair, CERTAIN_DESPAIR, messages, errors)
    if errors:
        for one, reading in read:
            if one.act is not reading.act:
                print(f"  {reading.chance:.2f} {one.setting} {one.act} > {reading.act}: {one.text}")
    _cost(reader, [one for one, _ in read])
    return 0


def _accuracy(read: Read) -> None:
    right = [one.act is reading.act for one, reading in read]
    times = Counter(one.text for one, _ in read)
    shares = [1 / times[one.text] for one, _ in read]
    sentences = sum(share for share, good in zip(shares, right, strict=True) if good)
    print(f"acts: {sum(right) / len(right):.1%} of {len(read)} readings right; of {len(times)}")
    print(f"  sentences, each counted once over its settings, {sentences / sum(shares):.1%}")
    sure = [one.act is reading.act for one, reading in read if reading.chance >= SURE]
    asked = [
        one.act in [act for act, _ in reading.ranking[:2]]
        for one, reading in read
        if reading.chance < SURE
    ]
    print(f"  sure of {len(sure) / len(read):.1%}, and then right {sum(sure) / len(sure):.1%};")
    print(f"  where it asks back, one of two ways is right {sum(asked) / max(len(asked), 1):.1%}")
    for title, name in (("act", lambda one: one.act), ("setting", lambda one: one.setting)):
        every = Counter(str(name(one)) for one, _ in read)
        good = Counter(str(name(one)) for one, reading in read if one.act is reading.act)
        print(f"by {title}: " + ", ".join(f"{one} {good[one]}/{every[one]}" for one in every))


def _alarm(
    reader: ActReader,
    name: str,
    chance: Chance,
    certain: float,
    messages: Sequence[str],
    errors: bool,
) -> None:
    held = [
        (text, kind, chance(reader.read(text, Setting.IDLE))) for text, kind in alarms("held", name)
    ]
    real = [value for _, kind, value in held if kind != NONE]
    like = [value for _, kind, value in held if kind == NONE]
    raised = [text for text in messages if chance(reader.read(text, Setting.IDLE)) >= certain]
    found = sum(value >= certain for value in real)
    told = sum(certain > value >= POSSIBLE_DANGER for value in real)
    print(f"{name}: {found} of {len(real)} found, {told} more met with a word of caution;")
    print(f"  {sum(value >= certain for value in like)} of {len(like)} look-alikes raised;")
    print(f"  raised in {len(raised)} of {len(messages)} ordinary messages")
    if errors:
        for text, kind, value in held:
            if (value >= certain) != (kind != NONE):
                print(f"  {name} {value:.2f} {kind}: {text}")
        for text in raised:
            print(f"  {name} raised: {text}")


def _messages(file: Path) -> list[str]:
    lines: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    return [str(line["text"]) for line in lines]


def _cost(reader: ActReader, held: Sequence[ActExample]) -> None:
    times = []
    for one in held:
        started = time.perf_counter()
        reader.read(one.text, one.setting)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    print(f"a reading: {statistics.median(times):.2f} ms, 99 of 100 in", end=" ")
    print(f"{times[int(len(times) * 0.99)]:.2f} ms")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
