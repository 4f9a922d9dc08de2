"""The survey's results as a page: pictures, the tables under them, and what can be concluded."""

from __future__ import annotations

from collections import Counter

from flask import render_template

from bureau.officers import Right
from portal.context import bureau
from portal.drawing import pictures
from portal.guard import Pages
from portal.results import ResultsQuery, modes, results_of, running, waves
from surveys.checks.wording import check_name
from surveys.modes import modes_in_words
from surveys.results import Results
from surveys.statistics.method import group_name
from surveys.statistics.regions import packaged_names
from surveys.statistics.tables import RegionResult
from surveys.waves import title

pages = Pages("ranking", __name__, template_folder="templates")


@pages.get("/ranking", needs=Right.SEE_SURVEYS)
def table() -> str:
    """The results of counties or towns."""
    asked = ResultsQuery.read()
    results = results_of(asked)
    drawn = _drawn(results) if results else {}
    return render_template(
        "portal/ranking.html",
        asked=asked,
        results=results,
        ranking=results.ranking if results else None,
        waves=[(key, title(key)) for key in waves()],
        title=title,
        running=running(),
        **drawn,
    )


def _drawn(results: Results) -> dict[str, object]:
    """What the pictures need beside the results."""
    regions = results.ranking.main.regions
    scores = pictures.score_scale(regions)
    land, marks = pictures.town_marks(regions, scores, bureau().places)
    wave = results.ranking.provenance.wave
    names = packaged_names()
    comparisons = [(one, one.sentence(names)) for one in results.comparisons]
    dimensions = list(dict.fromkeys(line.question for line in results.dimensions))
    cells = {(line.region, line.question): line for line in results.dimensions}
    return {
        "scores": scores,
        "ranks": pictures.DrawnScale.of_ranks(sum(line.rank is not None for line in regions)),
        "changes": pictures.change_scale(results.comparisons),
        "comparisons": comparisons,
        "overall": {line.region: line for line in results.overall},
        "stacked": pictures.stacked,
        "dimensions": dimensions,
        "cells": cells,
        "heat": pictures.DrawnScale.over(line.score for line in results.dimensions),
        "land": land,
        "marks": marks,
        "by_region": {line.region: line for line in regions},
        "kinds": _kinds(results),
        "moved": _moved(results),
        "modes": modes(wave),
        "modes_in_words": modes_in_words,
        "group_name": group_name,
    }


def _kinds(results: Results) -> list[tuple[str, int]]:
    """How many answers each check doubts, most first."""
    counted = Counter(kind for flag in results.checks.flags for kind in flag.kinds)
    return [(check_name(kind), count) for kind, count in counted.most_common()]


def _moved(results: Results) -> list[tuple[RegionResult, RegionResult, RegionResult]]:
    """Every region with all answers, without the doubtful ones, and with those weighing less."""
    ranking = results.ranking
    if ranking.without_flagged is None or ranking.down_weighted is None:
        return []
    less = {line.region: line for line in ranking.without_flagged.regions}
    lighter = {line.region: line for line in ranking.down_weighted.regions}
    return [
        (line, less[line.region], lighter[line.region])
        for line in ranking.main.regions
        if line.region in less and line.region in lighter and less[line.region].n != line.n
    ]
