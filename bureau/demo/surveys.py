"""Survey answers for the demonstration: believable, the same at every first start, loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from basis.private_files import write_privately
from surveys.interview.state import InterviewState, InterviewStatus, final
from surveys.modes import SELF
from surveys.ports import AgencyIntake, Answer, Sitting
from surveys.questionnaire.model import Questionnaire, shipped
from surveys.waves import bounds, earlier, wave_at

if TYPE_CHECKING:
    from bureau.wiring import Bureau

_BY = "demo"
_SEED = 330400
_PER_WAVE = 4000
_PER_OLDER_WAVE = 2500
_LEAST = 400  # of the current wave, however young
# Where a scale of opinion with mean 0 and spread 1 is cut into the answers 1 to 5.
_CUTS = np.array([-1.9, -1.1, -0.25, 0.75])
# What brought people in.
_ON_PAGE, _IN_CHAT = ("article", "qr"), ("menu", None, "menu", "case", "qr", "notice", "menu")
_WORDS: dict[str, Any] = yaml_beside(__file__, "surveys.yml")
_REASONS: list[str] = _WORDS["reasons"]


def load_demo_answers(bureau: Bureau, at: datetime, *, compared: bool = True) -> int:
    """Fill the last complete wave, part of the current one, and the two the last is compared with.

    Those two can wait (`compared=False`) until the service answers; `python -m
    bureau.demo.surveys` adds them. Returns how many sittings were added: none when all are there.
    """
    now = wave_at(at)
    added = 0
    last = earlier(now)
    for key in (last, now, *((earlier(last), earlier(last, 4)) if compared else ())):
        if not bureau.survey_service.has_kept(_digest(key)):
            added += _load(bureau, key, at)
    return added


def _digest(wave: str) -> str:
    return f"demonstration {wave}"


def _load(bureau: Bureau, key: str, at: datetime) -> int:
    questionnaire = shipped()
    rows = list(_sittings(bureau, questionnaire, key, at))
    name = f"演示数据 {key}"
    intake = AgencyIntake(_digest(key), key, name, SELF, len(rows), _BY, at)
    bureau.survey_service.keep(intake, rows, first=rows[0][0].started)
    return len(rows)


def _sittings(
    bureau: Bureau, questionnaire: Questionnaire, key: str, at: datetime
) -> Iterator[tuple[Sitting, list[Answer]]]:
    random = np.random.default_rng([_SEED, *key.encode()])
    lasting = np.random.default_rng(_SEED)  # what stays the same from wave to wave
    opens, closes = bounds(key)
    passed = min(1.0, (at - opens) / (closes - opens))
    ago = _waves_before(earlier(wave_at(at)), key)
    count = max(_LEAST, int((_PER_WAVE if ago == 0 else _PER_OLDER_WAVE) * passed))
    towns = [place.code for place in bureau.places.towns()]
    counties = sorted({code[:6] for code in towns})
    county_mood = dict(zip(counties, lasting.normal(0, 0.16, len(counties)), strict=True))
    town_mood = lasting.normal(0, 0.14, len(towns)) + random.normal(0, 0.04, len(towns))
    size = lasting.uniform(0.7, 1.5, len(towns))
    trend = lasting.normal(0.12, 0.15, len(counties)) * min(ago, 4) / 4
    county_mood = {code: mood - trend[i] for i, (code, mood) in enumerate(county_mood.items())}
    which = random.choice(len(towns), count, p=size / size.sum())
    ages = np.clip(random.normal(42, 13, count), 18, 70).round().astype(int)
    person = random.normal(0, 0.75, count) + 0.006 * (ages - 42)
    easy = np.array([0.15, 0.35, -0.15, -0.55, 0.3])  # some questions get better answers
    opinion = (
        np.array([county_mood[towns[i][:6]] for i in which])[:, None]
        + (town_mood[which] + person)[:, None]
        + easy
        + random.normal(0, 0.65, (count, 5))
    )
    scores = np.searchsorted(_CUTS, opinion) + 1
    seconds = random.lognormal(4.35, 0.4, count).round(1)
    since = min(at, closes) - opens
    moments = np.sort(random.uniform(0, since.total_seconds(), count))
    ends = random.choice(4, count, p=[0.93, 0.03, 0.02, 0.02])
    for i in range(count):
        town, status = towns[which[i]], list(InterviewStatus)[(2, 1, 0, 3)[ends[i]]]
        given = _given(questionnaire, town, int(ages[i]), scores[i], random)
        when = _daytime(opens + timedelta(seconds=float(moments[i])), i, at)
        yield _sitting(bureau, questionnaire, key, i, given, status, when, float(seconds[i]))


def _waves_before(last: str, key: str) -> int:
    """How many waves a wave lies before the last complete one; 0 for that and what follows."""
    return next((ago for ago in range(1, 9) if earlier(last, ago) == key), 0)


def _given(
    questionnaire: Questionnaire,
    town: str,
    age: int,
    scores: np.ndarray,
    random: np.random.Generator,
) -> dict[str, str | None]:
    given: dict[str, str | None] = {"town": town, "age": str(age)}
    given["lived"] = "long" if random.random() < 0.7 else "years"
    for question, score in zip(questionnaire.scored, scores, strict=True):
        given[question.id] = str(score)
    if int(given["satisfaction"] or 0) >= 3:
        given["attention"] = "blue" if random.random() < 0.98 else "red"
    elif random.random() < 0.5:
        given["reason"] = _REASONS[random.integers(len(_REASONS))]
    given["sex"] = ("male", "female", "unsaid")[random.choice(3, p=[0.46, 0.5, 0.04])]
    return given


def _daytime(when: datetime, i: int, at: datetime) -> datetime:
    """Move the small hours to the day: few people answer surveys at four in the morning."""
    local = when.astimezone(SHANGHAI)
    hour = 7 + (local.hour * 5 + i) % 16
    return min(local.replace(hour=hour, minute=0, second=0, microsecond=0), at)


def _sitting(
    bureau: Bureau,
    questionnaire: Questionnaire,
    key: str,
    i: int,
    given: dict[str, str | None],
    status: InterviewStatus,
    when: datetime,
    seconds: float,
) -> tuple[Sitting, list[Answer]]:
    complete = status is InterviewStatus.COMPLETE
    if not complete:
        given = {name: given[name] for name in ("town", "lived")}
    at = None if complete else "age"
    state = InterviewState(at=at, given=given, status=status)
    sitting = Sitting(
        respondent=bureau.survey_service.respondent(key, f"demonstration {i}"),
        wave=key,
        channel="page" if i % 10 < 3 else "wechat",
        via=_ON_PAGE[i % 2] if i % 10 < 3 else _IN_CHAT[i % len(_IN_CHAT)],
        mode=SELF,
        state=state,
        started=when,
        touched=when,
        finished=when if complete else None,
        seconds=seconds if complete else seconds / 4,
        town=given["town"],
    )
    scored = {question.id for question in questionnaire.scored}
    kept = final(questionnaire, state) if complete else {}
    return sitting, [
        Answer(name, value, int(value) if name in scored else None) for name, value in kept.items()
    ]


if __name__ == "__main__":
    write_privately()
    from bureau.settings import load
    from bureau.wiring import Bureau

    load_demo_answers(Bureau(load()), datetime.now(SHANGHAI))
