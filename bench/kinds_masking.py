"""Masking of open text: what tells of a person and is hidden, and what is hidden rightly.

python -m bench.kinds_masking

The sentences are labelled in tests/basis/masking/sentences.txt. Recall: of the stretches that tell
of a person those of which no character is left. Precision: of the hidden stretches those that hold
nothing else. Beside them, how often what citizens write to the assistant (data/nlu, which names
nobody but a few neighbours) loses a name's worth of words.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from basis.masking import hidden
from basis.packaged import read_yaml
from tests.basis.masking.sentences import Sentence, sentences

MESSAGES = Path(__file__).resolve().parents[1] / "data" / "nlu"


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many sentences were tried, and in how many all was right."""
    groups = groupby(sentences(), key=lambda sentence: sentence.kind)
    return [
        (kind, len(some), sum(map(_is_right, some)))
        for kind, some in ((kind, list(group)) for kind, group in groups)
    ]


def _is_right(sentence: Sentence) -> bool:
    return sentence.kept_secret == len(sentence.secret) and sentence.hidden_rightly == len(
        sentence.found
    )


def _messages() -> set[str]:
    files = [read_yaml(path)["nlu"] for path in sorted(MESSAGES.glob("*.yml"))]
    examples = [str(entry.get("examples", "")) for file in files for entry in file]
    return {line.strip(" -") for text in examples for line in text.splitlines() if line.strip()}


def main() -> None:
    """Print the kinds, and both shares."""
    for kind, tried, right in kinds():
        print(f"{kind:24} {right:5} of {tried:5}  {right / tried:7.2%}")
    some = sentences()
    secret, told = (sum(len(getattr(s, name)) for s in some) for name in ("secret", "found"))
    kept = sum(sentence.kept_secret for sentence in some)
    rightly = sum(sentence.hidden_rightly for sentence in some)
    print(f"{'recall':24} {kept:5} of {secret:5}  {kept / secret:7.2%}")
    print(f"{'precision':24} {rightly:5} of {told:5}  {rightly / told:7.2%}")
    messages = _messages()
    touched = sum(any(each.kind == "name" for each in hidden(text)) for text in messages)
    print(f"{'messages left whole':24} {len(messages) - touched:5} of {len(messages):5}")


if __name__ == "__main__":
    main()
