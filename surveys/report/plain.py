"""The ranking as CSV for spreadsheets and as JSON for programs."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from basis.packaged import words_beside
from surveys.report.columns import HEADINGS, cell, provenance_lines
from surveys.statistics.answers import Answers
from surveys.statistics.changes import Comparison
from surveys.statistics.ranking import SurveyRanking

_WORDS = words_beside(__file__)
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def ranking_json(ranking: SurveyRanking, comparisons: Sequence[Comparison] = ()) -> str:
    """The published JSON (NaN never occurs: what is not known is null)."""
    document = {**ranking.as_json(), "changes": [comparison_json(one) for one in comparisons]}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """`{before, why_not, regions: [{region, change, se, low, high, clear}]}`."""
    return {
        "before": comparison.before,
        "why_not": comparison.why_not or None,
        "regions": [
            {
                "region": code,
                "change": one.value,
                "se": one.se,
                "low": one.low,
                "high": one.high,
                "clear": one.clear,
            }
            for code, one in comparison.changes.items()
        ],
    }


def write_csv(ranking: SurveyRanking, target: Path | BinaryIO) -> None:
    """One line a region, UTF-8 with BOM; provenance and method stand below the table."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([heading for _, heading in HEADINGS])
    for line in ranking.main.regions:
        writer.writerow([_safe(cell(line, key)) for key, _ in HEADINGS])
    writer.writerow([])
    for label, said in [
        (_WORDS["conclusion"], ranking.main.conclusion),
        *provenance_lines(ranking.provenance),
        *((_WORDS["method"], said) for said in ranking.method),
    ]:
        writer.writerow([label, _safe(said)])
    data = text.getvalue().encode("utf-8-sig")
    if isinstance(target, Path):
        target.write_bytes(data)
    else:
        target.write(data)


def write_weights(
    answers: Answers, weights: np.ndarray, replicates: np.ndarray, target: Path
) -> None:
    """`respondent,region,weight,rep1…repr`, one line an answer, as `rank` reads them again."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [f"rep{i + 1}" for i in range(replicates.shape[1])]
        writer.writerow(["respondent", "region", "weight", *names])
        for row, who in enumerate(answers.respondent.to_pylist()):
            values = [f"{value:.7g}" for value in (weights[row], *replicates[row])]
            writer.writerow([_safe(who), answers.region.text(row), *values])


def _safe(value: str | float | int | None) -> str | float | int:
    """A text a spreadsheet would run as a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_RUNS):
        return "'" + value
    return round(value, 6) if isinstance(value, float) else value
