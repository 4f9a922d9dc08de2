"""Words of a message that tell odor, strength, effect, urgency: read from `words.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from basis.packaged import yaml_beside

_NEGATION_REACH = 8


@dataclass(frozen=True)
class Odor:
    """An odor quality and where it usually comes from."""

    name: str
    words: re.Pattern[str]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class WordTables:
    """All patterns, compiled once."""

    odors: tuple[Odor, ...]
    intensity: tuple[tuple[int, re.Pattern[str]], ...]
    effects: tuple[tuple[str, re.Pattern[str]], ...]
    urgent: re.Pattern[str]
    urgent_not: re.Pattern[str]
    anonymous: re.Pattern[str]
    signed: re.Pattern[str]
    perceived: re.Pattern[str]
    unwritten: re.Pattern[str]
    over: re.Pattern[str]
    ongoing: re.Pattern[str]

    def smell(self, text: str) -> tuple[Odor, ...]:
        """Odor qualities in the order they are named."""
        found = [(hit.start(), odor) for odor in self.odors if (hit := odor.words.search(text))]
        return tuple(odor for _, odor in sorted(found, key=lambda pair: pair[0]))

    def strength(self, text: str) -> int | None:
        """0 to 5, or None: a digit said with 强度 or 级, else the strongest word; 0 only alone."""
        said = re.search(r"(?:强度|程度|等级)[是为:: ]*([0-5])(?!\d)|(?<!\d)([0-5])级(?!水)", text)
        if said:
            return int(said[1] or said[2])
        for level, words in self.intensity:
            if level == 0:
                # 今天不臭了，昨晚臭: what is over for now was there.
                rest = words.sub(",", text)
                if rest != text and not self.perceived.search(rest):
                    return 0
                text = rest
            elif words.search(text):
                return level
        return None

    def harm(self, text: str) -> tuple[str, ...]:
        """What it does to people, in their order in the list."""
        return tuple(name for name, words in self.effects if words.search(text))

    def is_urgent(self, text: str) -> bool:
        """Return whether people may be in danger now."""
        return any(
            not self.urgent_not.search(text[max(0, hit.start() - _NEGATION_REACH) : hit.start()])
            for hit in self.urgent.finditer(text)
        )

    def goes_on(self, text: str) -> bool | None:
        """Whether it goes on; None when not said."""
        if self.over.search(text):
            return False
        return True if self.ongoing.search(text) else None


@cache
def words() -> WordTables:
    """Read the patterns, once a process."""
    said = yaml_beside(__file__, "words.yml")
    return WordTables(
        odors=tuple(
            Odor(name, re.compile(odor["words"]), tuple(odor["sources"]))
            for name, odor in said["odors"].items()
        ),
        # Nothing at all is said last: 不臭了 holds 臭.
        intensity=tuple(
            (level, _pattern(said["intensity"][level])) for level in (0, 1, 5, 4, 2, 3)
        ),
        effects=tuple((name, _pattern(text)) for name, text in said["effects"].items()),
        urgent=_pattern(said["urgent"]),
        urgent_not=_pattern(said["urgent_not"]),
        anonymous=_pattern(said["anonymous"]),
        signed=_pattern(said["signed"]),
        perceived=_pattern(said["perceived"]),
        unwritten=_pattern(said["unwritten"]),
        over=_pattern(said["over"]),
        ongoing=_pattern(said["ongoing"]),
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\s+", "", text))
